"""Many families at once: what access asks the database of each is read for all of them together, and then asked of each as ever.

A list would else ask a few questions for each of its families. Nothing of who may see what is kept: what is read here hangs on the rows
that are read with it, for one viewer at one moment, and goes with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nightlight.access.viewer import Denial as DenialOfRecord
from nightlight.access.viewer import Glass, Viewer
from nightlight.chronology.moments import Moment
from nightlight.web.store import kept
from nightlight.web.store.models import Denial, Family, GlassBroken

#: As many families are read together at most: their records are in memory at one time, and `kept` has room for them.
AT_ONCE: Final = 100


@dataclass(frozen=True)
class Ahead:
    """What stands of a family beside its record: the viewer's broken glass at the moment, and who is denied it."""

    viewer: Viewer
    moment: Moment
    glass: Glass | None
    denials: tuple[DenialOfRecord, ...]


def in_turn(viewer: Viewer, keys: Sequence[str], moment: Moment, first: int = AT_ONCE) -> Iterator[Family]:
    """The families of these keys in their order, with what `queries.sight_of` will ask of them for this viewer at this moment.

    `first` is of how many it is asked for sure: no more than those are read before they are used, and then twice as many each time.
    """
    begin, many = 0, max(first, 1)
    while begin < len(keys):
        some = keys[begin : begin + min(many, AT_ONCE)]
        found = Family.objects.in_bulk(list(some))
        rows = [found[key] for key in some if key in found]
        read_ahead(viewer, rows, moment)
        yield from rows
        begin, many = begin + len(some), 2 * many


def read_ahead(viewer: Viewer, rows: Sequence[Family], moment: Moment) -> None:
    """Reads for all of these families what `queries.sight_of` asks of each; the rows are to be fresh and used at once."""
    keys = [row.key for row in rows]
    glass: dict[str, Glass] = {}
    broken = GlassBroken.objects.filter(family__in=keys, account__sign_in=viewer.sign_in)
    for each in broken.filter(opened__lte=moment, until__gte=moment).order_by("until"):
        glass[each.family_id] = each.of_record()
    denied: dict[str, list[DenialOfRecord]] = {}
    for each in Denial.objects.filter(family__in=keys).select_related("account"):
        denied.setdefault(each.family_id, []).append(each.of_record())
    kept.records(rows)
    for row in rows:
        row.ahead = Ahead(viewer, moment, glass.get(row.key), tuple(denied.get(row.key, ())))
