"""Finding a family: search that forgives spelling, possible duplicates, and what a setting may ask."""
