"""Word lists as data: what a heading means, the themes of reviews, the phrases that suggest a theme.

Files only, read here and handed to `nightlight.learning`, which reads no file. An edition of its own for each file, so
that what was counted with one is not compared with what was counted with another.
"""
