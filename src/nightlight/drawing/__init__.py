"""Drawings as SVG text, worked out without a screen: lanes of a chronology, genogram, ecomap, map of the body.

What lives here: how wide words are (`lettering`); the lanes, with days along a line (`time_axis`, `lanes`, written down by
`svg`); who is kin to whom (`kin`, from a picture by `kin_family`), and drawn from that the genogram (`genogram` and its
steps, `genogram_*`) and the ecomap (`ecomap`, `ecomap_*`), whose strokes they share (`kin_strokes`); the outlines of a baby
on which injuries are marked (`bodymap`). A drawing is a layout first, so that a test can measure it. Genogram and ecomap
bring the rows of their table twin (`kin_drawing`); for lanes the page that shows them makes it. Colours of lanes are
classes of the page's style sheet; drawings of people look right by themselves.

May import: `nightlight.chronology` and `nightlight.picture` only. No clock, no input or output.
"""
