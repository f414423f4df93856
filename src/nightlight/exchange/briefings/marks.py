"""The marks with which entries of a list begin."""

from __future__ import annotations

from typing import Final

#: Signs that stand before an entry and mean nothing else.
SIGNS: Final = "•·●○◦▪▫■□▸►➢➤✓✔‣⁃∙*"
DASHES: Final = "-–—"
#: Signs that people type besides, where a word processor makes none.
TYPED: Final = SIGNS + "∗»"
#: As what a PDF shows a sign of the fonts Symbol, Wingdings and Courier when it does not say which it is.
OF_FONTS: Final = "\ufffd\uf0b7\uf0a7\uf0d8\uf076o§Ø"
#: All that a line of a PDF may begin with.
PRINTED: Final = frozenset(SIGNS + OF_FONTS + DASHES)
