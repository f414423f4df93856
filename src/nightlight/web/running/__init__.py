"""Running it: health, readiness, backup and restore, waking what falls due."""
