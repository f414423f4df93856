"""Made-up briefings and their gold, written from content kept as data: `python -m scripts.briefings`.

`content.py` has the words for content (a heading, a paragraph of items, a list, a table, a box) and derives the gold
from it; `word.py`, `portable.py`, `slides.py`, `web.py` and `plain.py` lay it out as each format does. Every other
module is one briefing. Nobody and no place in them is real.
"""
