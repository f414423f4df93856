"""Concerns about a family that whoever raises them does not work with: raised, received, placed in a record, answered."""
