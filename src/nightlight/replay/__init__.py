"""A case day by day: what each safeguard would have said, to whom, and how long before the harm; repairs and scores.

May import: `nightlight.chronology`, `nightlight.picture`, `nightlight.safeguards`. No clock, no input or output.
"""
