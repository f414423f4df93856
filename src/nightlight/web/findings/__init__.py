"""What should have happened next: the findings of a family, their three answers, today's list, notices."""
