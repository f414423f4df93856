"""The demonstration: a made-up partnership, a sign-in for each role, made-up families as of today, the replayed reviews."""
