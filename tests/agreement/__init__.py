"""The three engines held to one another, on made-up families and made-up safeguards."""
