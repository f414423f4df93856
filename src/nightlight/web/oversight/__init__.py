"""Who may see, who has looked: breaking the glass and its review, the audit of a family, conflicts of interest, protected addresses."""
