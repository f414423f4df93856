"""Drawings as SVG text, worked out without a screen: the lanes of a chronology.

What lives here: how wide words are (`lettering`), days along a line (`time_axis`), where everything of the lanes goes
(`lanes`), and the layout written down as SVG (`svg`). A drawing is a layout first, so that a test can measure it; every
drawing has a table twin, which the page that shows it makes. Colours are classes; the page's style sheet has them.

May import: `nightlight.chronology` and `nightlight.picture` only. No clock, no input or output.
"""
