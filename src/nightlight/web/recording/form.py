"""What a form asks, made from the fields of its kind: each question with its choices, what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import ENVELOPE
from nightlight.chronology.fields import NAMES_THREADS, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.kinds.people import PersonAdded
from nightlight.drawing.bodymap import SITES
from nightlight.web.recording import choices
from nightlight.web.recording.choices import AT_ONCE, Option
from nightlight.web.recording.labels import hint_of, kind_title, label_of, word_text
from nightlight.web.recording.layout import is_short, layout_of, may_be_nobody
from nightlight.web.recording.typed import NOBODY, NOT_KNOWN, Typed
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.frame import INFANT_DAYS

#: A list of more words than this is a list to open, not a row of buttons.
_LONG: Final = 12

_YES_NO: Final = (Option("yes", "Yes"), Option("no", "No"))
_HOW_KNOWN: Final = {
    "seen": "I saw or heard it",
    "tested": "It was tested or measured",
    "told": "I was told",
    "assumed": "I think so; nobody has seen or said it",
}
_LABELS: Final = {
    "ordinary": ("Ordinary", "Those who work with the family see it, as far as they need this sort of thing."),
    "restricted": (
        "Restricted",
        "Only those who are named see it. Others see that there is something more, and whom to call.",
    ),
    "sealed": ("Sealed", "Only those who are named see it. For anybody else it is not there at all."),
}
_SOURCES: Final = (
    Option("", "Nobody: I saw it, heard it or did it"),
    Option("person", "Somebody of the family"),
    Option("agency", "Another agency"),
    Option("anonymous", "Somebody who did not give a name"),
    Option("other", "Somebody else"),
)
#: Hints of the envelope, for a person who writes; its own help is for who reads files.
_HINTS: Final = {
    "voice": "Their own words, or what a baby showed. It is kept apart, so that it is not lost.",
    "ref": "Where the paper is, for example the page of a report.",
    "until": "For example 27 March 2026. Leave it empty if it did not last.",
    "text": "Say what you saw and heard, and what you did.",
    "site": "For example left cheek, or back of the head.",
}


@dataclass(frozen=True)
class Field:
    """One question. `sort` says how it is asked: radios, checkboxes, select, line, words, date, number, when, source, hidden.

    `more` are choices that stand behind the first ones; `new` asks for the name of somebody who is not on record.
    """

    name: str
    label: str
    sort: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    more: tuple[Option, ...] = ()
    chosen: tuple[str, ...] = ()
    error: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    inline: bool = False
    new: bool = False
    roles: tuple[Option, ...] = ()
    suggestions: tuple[str, ...] = ()
    more_word: str = "More to choose from"

    @property
    def value(self) -> str:
        """The one text that was typed."""
        return self.chosen[0] if self.chosen else ""

    @property
    def more_is_chosen(self) -> bool:
        """Whether something behind the first choices was chosen: then it stands open."""
        return any(option.value in self.chosen for option in self.more)


@dataclass(frozen=True)
class Missing:
    """A thread that an entry must belong to, where the writer sees none of that sort: what would open one."""

    sort: str
    opener: str
    opener_title: str


@dataclass(frozen=True)
class Form:
    """The form of a kind: the questions in front, those behind "More", those of the envelope."""

    kind: str
    title: str
    help: str
    urgent: bool
    front: tuple[Field, ...]
    more: tuple[Field, ...]
    about: tuple[Field, ...]
    hidden: tuple[Field, ...]
    missing: Missing | None
    errors: tuple[Mapping[str, str], ...]

    @property
    def more_is_open(self) -> bool:
        """Whether something behind "More" was typed or is wrong."""
        return any(each.error or _said(each) for each in self.more)

    @property
    def about_is_open(self) -> bool:
        """Whether something of the envelope was typed or is wrong."""
        return any(each.error or each.errors or _said(each) for each in self.about)


def _said(asked: Field) -> bool:
    default = {"label": ("ordinary",), "source": ("",), "basis_of_knowledge": ("",)}.get(asked.name, ())
    return bool([each for each in asked.chosen if each]) and asked.chosen != default


@dataclass(frozen=True)
class Known:
    """What a form may offer beside what the record holds: the agencies of the partnership, and colleagues by sign-in."""

    partnership: Mapping[str, Agency]
    colleagues: tuple[Option, ...] = ()
    teams: tuple[Option, ...] = ()


def form(seen: SeenFamily, kind: str, typed: Typed, errors: Mapping[str, str], known: Known) -> Form:
    """The form of a kind, with what was typed and what is wrong with it."""
    layout = layout_of(kind)
    asks = _Asks(seen, kind, typed, errors, known)
    later = () if _may_have_an_infant(seen) else _OF_INFANTS
    front = tuple(asks.field(name) for name in layout.front if name not in later)
    more = tuple(asks.field(name) for name in (*layout.more, *(name for name in layout.front if name in later)))
    about = tuple(asks.field(name) for name in layout.envelope)
    # A visit that one knows the form of asks only what an entry can hold: a thread of its own accord goes along unseen.
    hidden: tuple[Field, ...] = ()
    if "of" not in KINDS[kind].specs and typed.get("of"):
        hidden = (Field("of", "", "hidden", chosen=tuple(typed["of"])),)
    needs = next(
        (
            each
            for each in front
            if each.required and not each.options and each.sort == "radios" and asks.is_thread(each.name)
        ),
        None,
    )
    missing = None
    if needs is not None:
        opener = THREADS.get(KINDS[kind].specs[needs.name].opens or "", "")
        sort = (KINDS[kind].specs[needs.name].opens or "matter").replace("_", " ")
        missing = Missing(sort, opener, kind_title(opener) if opener else "")
    return Form(
        kind,
        kind_title(kind),
        KINDS[kind].help(),
        layout.urgent,
        front,
        more,
        about,
        hidden,
        missing,
        asks.summary([*front, *more, *about]),
    )


def _may_have_an_infant(seen: SeenFamily) -> bool:
    """Whether a child of the record may be a born infant; where it names none, nobody knows."""
    children = seen.family.children
    return not children or any(
        each.stage == "living" and (each.age_days is None or each.age_days < INFANT_DAYS) for each in children
    )


class _Asks:
    """Makes one question after another."""

    def __init__(self, seen: SeenFamily, kind: str, typed: Typed, errors: Mapping[str, str], known: Known) -> None:
        self.seen, self.kind, self.typed, self.errors, self.known = seen, kind, typed, errors, known

    def is_thread(self, name: str) -> bool:
        spec = KINDS[self.kind].specs.get(name)
        return spec is not None and spec.type in NAMES_THREADS

    def field(self, name: str) -> Field:
        """The question of a field of the kind, or of the envelope."""
        own = KINDS[self.kind].specs.get(name)
        spec = own or ENVELOPE[name]
        asked = Field(
            name,
            label_of(self.kind, spec, envelope=own is None),
            "line",
            hint=_HINTS.get(name, "") if own is None or name == "site" else hint_of(self.kind, spec),
            chosen=tuple(self.typed.get(name) or ()),
            error=self.errors.get(name, ""),
            required=not spec.optional,
            typed={key: values[-1] for key, values in self.typed.items() if key.startswith(f"{name}-") and values},
            errors={key: said for key, said in self.errors.items() if key.startswith(f"{name}-")},
        )
        if own is None and name in _ENVELOPE:
            return _ENVELOPE[name](self, asked)
        return self._of_type(asked, spec)

    def _of_type(self, asked: Field, spec: FieldSpec) -> Field:
        match spec.type:
            case FieldType.PERSON | FieldType.PEOPLE:
                return self._people(asked, spec)
            case FieldType.AGENCY | FieldType.AGENCIES:
                here, there = choices.agencies(self.seen, self.known.partnership)
                if spec.type is FieldType.AGENCY and spec.optional:
                    here = [*here, Option(NOT_KNOWN, "None")]
                sort = "checkboxes" if spec.many else "radios"
                options = (*self._nobody(spec, "No agency"), *here)
                return replace(
                    asked,
                    sort=sort,
                    options=options,
                    more=tuple(there),
                    more_word="Another agency",
                    chosen=self._agency(asked, spec),
                )
            case FieldType.THREAD | FieldType.THREADS:
                return self._threads(asked, spec, choices.threads(self.seen, spec, self.kind))
            case FieldType.ENTRIES:
                return self._threads(asked, spec, choices.entries(self.seen))
            case FieldType.FLAG:
                options = _YES_NO if asked.required else (*_YES_NO, Option(NOT_KNOWN, "Not known"))
                return replace(
                    asked,
                    sort="radios",
                    options=options,
                    inline=True,
                    chosen=asked.chosen or (() if asked.required else ("",)),
                )
            case FieldType.WORD | FieldType.WORDS:
                return self._words(asked, spec)
            case FieldType.DATE | FieldType.MOMENT:
                return replace(asked, sort="date", hint=asked.hint or "For example 27 March 2026, or March 2026")
            case FieldType.WEEKS | FieldType.NUMBER:
                return replace(asked, sort="number")
            case _:
                return self._text(asked, spec)

    def _text(self, asked: Field, spec: FieldSpec) -> Field:
        if spec.name == "sign_in" and self.known.colleagues:
            options = (Option("", "No sign-in"), *self.known.colleagues)
            return replace(
                asked, sort="select", options=options, hint="Whoever is chosen here may open this family’s record."
            )
        if spec.name == "team" and self.known.teams:
            return replace(asked, sort="select", options=(Option("", "No team"), *self.known.teams))
        if spec.name == "site":
            return replace(asked, suggestions=SITES)
        return replace(asked, sort="line" if is_short(spec.name) else "words")

    def _agency(self, asked: Field, spec: FieldSpec) -> tuple[str, ...]:
        """One's own agency where one speaks for it."""
        if not asked.chosen and spec.name in ("by_agency", "agency") and not spec.optional:
            return (self.seen.viewer.agency,)
        return asked.chosen

    def _people(self, asked: Field, spec: FieldSpec) -> Field:
        children = spec.name in _OF_CHILDREN
        found = choices.people(self.seen, children=children, born=spec.name == "mother")
        chosen = asked.chosen
        only = choices.only_child(self.seen)
        if not chosen and only is not None and (children or (self.kind, spec.name) in _ABOUT_THE_CHILD):
            chosen = (only,)
        return replace(
            asked,
            sort="checkboxes" if spec.many else "radios",
            options=(*self._nobody(spec, "Nobody"), *found[: AT_ONCE + 2]),
            more=tuple(found[AT_ONCE + 2 :]),
            more_word="Others of the family",
            chosen=chosen,
            new=not children,
            roles=_roles(),
        )

    def _nobody(self, spec: FieldSpec, text: str) -> list[Option]:
        return [Option(NOBODY, text)] if may_be_nobody(self.kind, spec.name) else []

    def _threads(self, asked: Field, spec: FieldSpec, found: list[Option]) -> Field:
        chosen = asked.chosen
        if not chosen and spec.type is FieldType.THREAD and not spec.optional and len(found) == 1:
            chosen = (found[0].value,)
        first = list(found[:AT_ONCE])
        if spec.type is FieldType.THREAD and spec.optional:
            first.append(Option(NOT_KNOWN, "None of these"))
        if spec.optional and not found:
            return replace(asked, sort="hidden")
        sort = "radios" if spec.type is FieldType.THREAD else "checkboxes"
        return replace(
            asked,
            sort=sort,
            options=tuple(first) if found else (),
            more=tuple(found[AT_ONCE:]),
            more_word="Older ones",
            chosen=chosen,
        )

    def _words(self, asked: Field, spec: FieldSpec) -> Field:
        options = tuple(Option(word, word_text(self.kind, spec.name, word)) for word in spec.words)
        if spec.type is FieldType.WORDS:
            return replace(asked, sort="checkboxes", options=options)
        if len(options) > _LONG:
            return replace(asked, sort="select", options=(Option("", "Choose"), *options))
        if spec.optional:
            options = (*options, Option(NOT_KNOWN, "Not known"))
            asked = replace(asked, chosen=asked.chosen or ("",))
        return replace(asked, sort="radios", options=options, inline=len(spec.words) <= 2)

    def summary(self, fields: list[Field]) -> tuple[Mapping[str, str], ...]:
        """Every mistake with the place to which it leads, in the order of the form; what belongs to no field comes first."""
        order = {asked.name: number for number, asked in enumerate(fields)}
        found: list[tuple[int, Mapping[str, str]]] = []
        for name, text in self.errors.items():
            place = order.get(name, order.get(name.split("-")[0], -1))
            found.append((place, {"field": name if place >= 0 else "", "text": text}))
        return tuple(error for _, error in sorted(found, key=lambda each: each[0]))

    # -- the envelope

    def _when(self, asked: Field) -> Field:
        return replace(asked, sort="when", chosen=asked.chosen or ("now",))

    def _source(self, asked: Field) -> Field:
        here, there = choices.agencies(self.seen, self.known.partnership)
        return replace(
            asked,
            sort="source",
            options=_SOURCES,
            chosen=asked.chosen or ("",),
            more=(*here, *there),
            roles=tuple(choices.people(self.seen)),
            hint="",
        )

    def _basis(self, asked: Field) -> Field:
        options = tuple(Option(word, text) for word, text in _HOW_KNOWN.items())
        return replace(
            asked, sort="radios", options=(*options, Option("", "Not said")), chosen=asked.chosen or ("",), hint=""
        )

    def _label(self, asked: Field) -> Field:
        options = tuple(Option(word, text, hint) for word, (text, hint) in _LABELS.items())
        return replace(asked, sort="radios", options=options, chosen=asked.chosen or ("ordinary",), hint="")

    def _flag(self, asked: Field) -> Field:
        return replace(asked, sort="checkboxes", options=(Option("yes", "Yes, it matters to others"),), hint="")

    def _about(self, asked: Field) -> Field:
        return self._people(replace(asked, hint=""), ENVELOPE["about"])

    def _account(self, asked: Field) -> Field:
        seen = asked.name == "voice" or KINDS[self.kind].group in ("contact", "harm") or self.kind == "concern.raised"
        return replace(asked, sort="words", hint=asked.hint if seen else "")


_ENVELOPE: Final = {
    "when": _Asks._when,
    "source": _Asks._source,
    "basis_of_knowledge": _Asks._basis,
    "label": _Asks._label,
    "significant": _Asks._flag,
    "about": _Asks._about,
    "text": _Asks._account,
    "voice": _Asks._account,
}

#: Questions about a born infant; behind "More" where the record has none.
_OF_INFANTS: Final = ("awake", "undressed")
#: Fields that name children only. One who is not on record yet is added as a person first, since more must be known of a child than a name.
_OF_CHILDREN: Final = frozenset({"child", "children", "considered", "for_children"})
#: Fields of people that are most often about the one child.
_ABOUT_THE_CHILD: Final = frozenset(
    {("concern.raised", "about"), ("referral.made", "about"), ("assessment.commissioned", "about")}
)


def _roles() -> tuple[Option, ...]:
    words = PersonAdded.specs["role"].words
    return (Option("", "Not known"), *(Option(word, word_text("person.added", "role", word)) for word in words))
