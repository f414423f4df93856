"""`nightlight check`."""
