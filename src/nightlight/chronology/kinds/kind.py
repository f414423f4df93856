"""What a kind of entry is, and the register of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Final, TypeVar, dataclass_transform

from nightlight.chronology.fields import (
    NAMES_AGENCIES,
    NAMES_PEOPLE,
    NAMES_THREADS,
    FieldSpec,
    declared,
    specs_of,
)

KINDS: Final[dict[str, type[Kind]]] = {}


class Kind:
    """The part of an entry that depends on what happened: one frozen dataclass for each kind.

    The class's docstring is the sentence of help that forms, the data dictionary and the JSON Schema show.
    """

    __slots__ = ()

    kind_name: ClassVar[str]
    group: ClassVar[str]
    says: ClassVar[str]
    opens: ClassVar[str | None]
    standing: ClassVar[bool]
    specs: ClassVar[dict[str, FieldSpec]]
    people_fields: ClassVar[tuple[str, ...]]
    agency_fields: ClassVar[tuple[str, ...]]
    thread_fields: ClassVar[tuple[str, ...]]

    @classmethod
    def help(cls) -> str:
        """The sentence of help."""
        return (cls.__doc__ or "").strip()

    def get(self, name: str) -> Any:
        """The value of a field by its name in the vocabulary; `None` where it was left out.

        Raises `KeyError` where this kind has no such field.
        """
        return getattr(self, self.specs[name].attribute)

    def filled(self) -> Iterator[tuple[FieldSpec, Any]]:
        """The fields that were filled in, with their values, in the order in which they are declared."""
        for spec in self.specs.values():
            value = getattr(self, spec.attribute)
            if value is not None:
                yield spec, value


_K = TypeVar("_K", bound=Kind)


@dataclass_transform(kw_only_default=True, frozen_default=True)
def kind(
    name: str, *, opens: str | None = None, standing: bool = False, says: str | None = None
) -> Callable[[type[_K]], type[_K]]:
    """Registers a class as the kind of that name.

    `says` is what happens, as a clause ("a referral is received"); it is made from the name where it is left out. `opens` is
    the sort of thread that such an entry opens (`referral`, `plan` ...). `standing` marks a fact that goes on
    being true until something ends it (a factor, a need, a tie, a household): its clock starts at the later of its
    recording and the start of the state in which a rule applies (`semantics.md` 6).
    """

    def register(cls: type[_K]) -> type[_K]:
        made = declared(cls)
        specs = {spec.name: spec for spec in specs_of(made)}
        made.kind_name = name
        made.group = cls.__module__.rsplit(".", 1)[-1]
        made.says = says or _clause(name)
        made.opens = opens
        made.standing = standing
        made.specs = specs
        made.people_fields = tuple(s.attribute for s in specs.values() if s.type in NAMES_PEOPLE)
        made.agency_fields = tuple(s.attribute for s in specs.values() if s.type in NAMES_AGENCIES)
        made.thread_fields = tuple(s.attribute for s in specs.values() if s.type in NAMES_THREADS)
        KINDS[name] = made
        return made

    return register


def _clause(name: str) -> str:
    noun, _, what = name.partition(".")
    noun = noun.replace("_", " ")
    article = "an" if noun[0] in "aeiou" else "a"
    return f"{article} {noun} is {what.replace('_', ' ')}"
