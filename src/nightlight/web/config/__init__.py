"""Settings by environment, the addresses of the pages, and the only clock."""
