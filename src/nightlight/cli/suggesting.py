"""Themes for the items of a reading: from the lexicon, and from meaning where that is installed."""

from __future__ import annotations

from nightlight.exchange import meaning
from nightlight.learning.masking import is_hidden
from nightlight.learning.reading import ItemKind, Reading
from nightlight.learning.themes import Suggestion, beside, suggest
from nightlight.taxonomy.themes import lexicon, taxonomy

#: Of these nobody asks what they are about.
_WITHOUT = (ItemKind.boilerplate, ItemKind.contact)


class Suggesting:
    """The word lists and, where it is installed, the model, read once for any number of readings."""

    def __init__(self) -> None:
        self.taxonomy = taxonomy()
        self.lexicon = lexicon()
        self._by_meaning = None if meaning.absent() else meaning.ThemesByMeaning(self.taxonomy)

    def themes(self, reading: Reading) -> dict[str, tuple[Suggestion, ...]]:
        """The suggestions of each item, by its id; what caused them is counted in the item's text.

        It has no limit on time: the lexicon's work grows with the text and no faster, and a document whose structure was
        read within its own limit takes a small part of that time here.
        """
        asked = [each for each in reading.items if each.kind not in _WITHOUT and not is_hidden(each)]
        found = {each.id: suggest(each.text, self.lexicon, each.kind.value) for each in asked}
        if self._by_meaning is not None and asked:
            near = self._by_meaning.likeness(each.norm for each in asked)
            found = {each.id: beside(found[each.id], likeness) for each, likeness in zip(asked, near, strict=True)}
        return {key: value for key, value in found.items() if value}

    def of_text(self, text: str) -> tuple[str, ...]:
        """The themes that the words of a text speak for outright."""
        return tuple(each.theme for each in suggest(text, self.lexicon) if each.shown_first)

    def label(self, theme: str) -> str:
        """A theme as a reader is told; one that the taxonomy no longer has keeps its name."""
        current = self.taxonomy.current(theme)
        return self.taxonomy.themes[current].label if current is not None else theme

    def names(self, theme: str) -> tuple[str, ...]:
        """A theme's name, and every name that it had before."""
        return (theme, *(old for old in self.taxonomy.renamed if self.taxonomy.current(old) == theme))
