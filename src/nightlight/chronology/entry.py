"""An entry: one thing that happened, was said, decided or done, and the envelope that every kind shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nightlight.chronology.fields import FieldSpec, FieldType
from nightlight.chronology.kinds import Kind
from nightlight.chronology.moments import When

LABELS: Final = ("ordinary", "restricted", "sealed")
BASES_OF_KNOWLEDGE: Final = ("seen", "tested", "told", "assumed")
PRECISIONS: Final = ("day", "month", "year", "about")
ANONYMOUS: Final = "anonymous"


def _spec(name: str, type_: FieldType, help_: str, *, words: tuple[str, ...] = (), personal: bool = False) -> FieldSpec:
    return FieldSpec(name, name, type_, optional=True, words=words, help=help_, personal=personal)


#: What every entry has beside `kind`: the single list of these fields, from which the reader, the schema and the docs come.
ENVELOPE: Final[dict[str, FieldSpec]] = {
    spec.name: spec
    for spec in (
        FieldSpec("when", "when", FieldType.MOMENT, optional=False, help="When it happened."),
        _spec("precision", FieldType.WORD, "How exact `when` is, where less than a day is known.", words=PRECISIONS),
        _spec("until", FieldType.MOMENT, "Until when it lasted."),
        _spec("recorded", FieldType.MOMENT, "When this chronology came to hold it; left out: when it happened."),
        _spec("noted", FieldType.MOMENT, "When the recorder's own agency wrote it down, where that was earlier."),
        FieldSpec("agency", "agency", FieldType.AGENCY, optional=False, help="The agency that records it."),
        _spec("by", FieldType.TEXT, "The person who records it; in case files a role.", personal=True),
        _spec("account", FieldType.TEXT, "The sign-in of the person who records it."),
        _spec("source", FieldType.SOURCE, "Who it came from, where that is not the recorder.", personal=True),
        _spec("basis_of_knowledge", FieldType.WORD, "How it is known.", words=BASES_OF_KNOWLEDGE),
        _spec("about", FieldType.PEOPLE, "The people it concerns."),
        _spec("text", FieldType.TEXT, "The account, in plain words.", personal=True),
        _spec("voice", FieldType.TEXT, "What the child or adult themselves said or showed.", personal=True),
        _spec("significant", FieldType.FLAG, "Marks a key event."),
        _spec("label", FieldType.WORD, "How closely it is held; left out: ordinary.", words=LABELS),
        _spec("ref", FieldType.TEXT, "Document and page."),
        _spec("id", FieldType.TEXT, "Its own name; a kind that opens a thread must have one."),
        _spec("of", FieldType.THREAD, "The thread that it belongs to."),
        _spec("shared", FieldType.SHARED, "The agencies that know it beyond the recorder, each optionally from when."),
        _spec("replaces", FieldType.ENTRY, "The entry that this one corrects; both stay."),
        _spec("inferred", FieldType.FLAG, "A source implies it and does not state it (case files)."),
    )
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a family's chronology.

    `id` is unique in the family; an entry that was given none is called `#` and its place. `shared` maps the agencies that know
    it beyond the recorder to when they came to know it (`None`: never); `shared` itself is `None` where the writer left
    it out (`semantics.md` 10).
    """

    id: str
    body: Kind
    when: When
    recorded: When
    agency: str
    place: int = 0
    of: str | None = None
    until: When | None = None
    noted: When | None = None
    by: str | None = None
    account: str | None = None
    source: str | None = None
    basis_of_knowledge: str | None = None
    about: tuple[str, ...] | None = None
    text: str | None = None
    voice: str | None = None
    significant: bool | None = None
    label: str = "ordinary"
    ref: str | None = None
    shared: Mapping[str, When | None] | None = field(default=None, hash=False)
    replaces: str | None = None
    inferred: bool = False

    @property
    def kind(self) -> str:
        """The name of the entry's kind."""
        return self.body.kind_name

    def get(self, name: str) -> Any:
        """The value of a field of the kind or of the envelope; `None` where it was left out.

        Raises `KeyError` where neither has such a field.
        """
        if name in self.body.specs:
            return self.body.get(name)
        if name == "kind":
            return self.kind
        if name == "precision" or name not in ENVELOPE:
            raise KeyError(name)
        return getattr(self, name)

    def people(self) -> tuple[str, ...]:
        """Everybody whom the entry names, each once, in the order of the fields; the envelope's `about` last."""
        found: dict[str, None] = {}
        for attribute in self.body.people_fields:
            value = getattr(self.body, attribute)
            if isinstance(value, str):
                found[value] = None
            elif value:
                found.update(dict.fromkeys(value))
        if self.about:
            found.update(dict.fromkeys(self.about))
        return tuple(found)
