"""Journeys in a real browser, in plain sentences: each wide, at 320 px, and by keyboard alone; every page they come to is held to axe."""
