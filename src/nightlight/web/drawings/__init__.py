"""Pages of drawings: the family tree and who is around the family, each with its table."""
