"""Made-up briefings with gold, and how a reading is held against it: see README.md in this folder."""
