"""The chronology as one reads it: lanes and table, at any moment, as known to any agency; who knew what, and when."""
