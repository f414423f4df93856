"""`nightlight picture`: a family at a moment, in plain words, for a look by eye."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from nightlight.chronology.moments import Moment, When, says_day
from nightlight.cli import options
from nightlight.cli.app import app, out
from nightlight.exchange.case_file import read_case_file
from nightlight.picture import fold
from nightlight.picture.citing import Cite, Said
from nightlight.picture.contacts import Contact, OnBoard
from nightlight.picture.factors import Factor
from nightlight.picture.family import Family, family
from nightlight.picture.meetings import Held, Meeting
from nightlight.picture.people import PersonKnown
from nightlight.picture.plans import Plan
from nightlight.picture.team import Worker
from nightlight.picture.ties import Tie
from nightlight.replay.case import Case

#: A line of the picture: its words, and the entries on which they rest.
Line = tuple[str, tuple[Cite, ...]]

#: So many meetings that are behind, and so many entries after a line, are shown; the rest is counted.
_FEW: Final = 4


@app.command()
def picture(
    file: Annotated[Path, typer.Argument(help="A case file (YAML or JSON).", metavar="FILE")],
    as_of: options.AsOf = None,
    known_to: options.KnownTo = None,
) -> None:
    """Prints the picture of a family at a moment: its people, plans and meetings, what is open, and who has been seen.

    Each line ends with the entries on which it rests, as #12. Without `--as-of` it is the day of the harm or,
    where there was none, the last entry.

    Examples:

      nightlight picture case.yaml

      nightlight picture case.yaml --as-of 2024-03-01 --known-to police
    """
    moment = options.read_as_of(as_of)
    case = read_case_file(file)
    agency = options.read_known_to(known_to, case)
    when = moment or (case.harm.when if case.harm else case.chronology.last_recorded()) or When.on(1)
    quorum = options.read_pack(None).limits.quorum
    _Shown(case, family(fold(case.chronology, when.last, agency, quorum)), when).show()


def _words(word: str | None) -> str:
    return (word or "").replace("_", " ")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _listed(words: Iterable[str], none: str = "nobody") -> str:
    found = list(words)
    if not found:
        return none
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def _span(since: When | None, until: When | None = None) -> str:
    begun = f"since {since.says()}" if since is not None else "from when is not recorded"
    return begun if until is None else f"{since.says() if since is not None else 'not recorded when'} to {until.says()}"


class _Shown:
    """One family, ready to be printed."""

    def __init__(self, case: Case, seen: Family, when: When) -> None:
        self.case = case
        self.family = seen
        self.when = when
        self.at: Moment = seen.moment

    def show(self) -> None:
        """Prints it: a heading, and a part for each of which the record holds something."""
        parts: tuple[tuple[str, Callable[[], Iterator[Line]]], ...] = (
            ("Children", self.children),
            ("People", self.people),
            ("Ties", self.ties),
            ("Home", self.homes),
            ("In hospital", self.stays),
            ("In law", self.law),
            ("Plans", self.plans),
            ("Risk", self.factors),
            ("Seen", self.seen),
            ("Team", self.team),
            ("Meetings", self.meetings),
            ("Open", self.open),
        )
        known = self.family.known_to
        viewer = f", as known to {self.agency(known)}" if known is not None else ""
        out.print()
        out.print(Text(self.case.title, style="bold"))
        out.print(f"The record as of {self.when.says()}{viewer}.", style="dim", markup=False)
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, style="bold")
        table.add_column()
        for title, part in parts:
            for number, (words, rests_on) in enumerate(part()):
                table.add_row(title if number == 0 else "", self.line(words, rests_on))
        out.print(table)

    @staticmethod
    def line(words: str, rests_on: tuple[Cite, ...]) -> Text:
        """A line with the entries on which it rests."""
        text = Text(words[:1].upper() + words[1:])
        places = list(dict.fromkeys(cite.says() for cite in rests_on))
        if places:
            more = f" and {len(places) - _FEW} more" if len(places) > _FEW + 1 else ""
            text.append(f"  {' '.join(places[: _FEW if more else _FEW + 1])}{more}", style="dim")
        return text

    # -- names

    def agency(self, key: str) -> str:
        """An agency's name, or its type in words."""
        known = self.case.chronology.agencies.get(key)
        return known.says() if known is not None else _words(key)

    def agencies(self, keys: Iterable[str], none: str = "nobody") -> str:
        """Several agencies."""
        return _listed((self.agency(key) for key in keys), none)

    def name(self, key: str) -> str:
        """A person's name, or the key in words."""
        person = self.family.person(key)
        return person.says() if person is not None else _words(key)

    def names(self, keys: Iterable[str], none: str = "nobody") -> str:
        """Several people."""
        return _listed((self.name(key) for key in keys), none)

    # -- parts

    def children(self) -> Iterator[Line]:
        """Each child: weeks of pregnancy or age."""
        for child in self.family.children:
            words = f"{self.name(child.child)}: {child.says()}"
            if child.mobile is False:
                words += ", not yet mobile"
            yield words, child.rests_on
        for pregnancy in self.family.pregnancies:
            if pregnancy.open:
                of = f" of {self.name(pregnancy.mother)}" if pregnancy.mother else ""
                known = f"known {pregnancy.known.says()}" if pregnancy.known else "when it was known is not recorded"
                booked = (
                    f"booked {pregnancy.booked.says()} at {pregnancy.booked_weeks} weeks"
                    if pregnancy.booked
                    else "no booking on record"
                )
                twins = f", {len(pregnancy.children)} babies" if len(pregnancy.children) > 1 else ""
                yield f"pregnancy{of}{twins}: {known}; {booked}", pregnancy.rests_on

    def people(self) -> Iterator[Line]:
        """Everybody who is no child of the family."""
        for person in self.family.people:
            if not person.is_child:
                yield self._person(person), person.rests_on

    def _person(self, person: PersonKnown) -> str:
        role = _words(person.role) or "role not recorded"
        words = person.says() if _words(person.role) == person.says() else f"{person.says()} ({role})"
        if person.died is not None:
            words += f", died {person.died.says()}"
        if len(person.records) > 1:
            words += f", also on record as {_listed(map(_words, person.records[1:]))}"
        if person.differs:
            words += f"; the records differ on {_listed(map(_words, person.differs))}"
        if person.identified is not None:
            known = person.identified
            flags = (("name", known.name_known), ("date of birth", known.born_known), ("address", known.address_known))
            unknown = [name for name, is_known in flags if not is_known]
            words += f"; {_listed(unknown)} not known" if unknown else "; who they are is known"
        needs = [f"{_words(need.need)}{' (met)' if need.met_by else ''}" for need in person.needs]
        return words + (f"; needs: {_listed(needs)}" if needs else "")

    def ties(self) -> Iterator[Line]:
        """Ties that somebody stated."""
        for tie in self.family.ties:
            if not tie.assumed and tie.stated is not None:
                yield self._tie(tie), tie.rests_on

    def _tie(self, tie: Tie) -> str:
        words = f"{self.name(tie.person)} is {_words(tie.relation)} of {self.name(tie.to)}"
        if tie.relation not in ("former_partner",) and tie.ended:
            words = words.replace(" is ", " was ", 1) + (f" until {tie.until.says()}" if tie.until else "")
        extra = [f"the tie is {_words(tie.quality)}"] if tie.quality else []
        if tie.contact_with_child:
            contact = _words(tie.contact_with_child)
            extra.append("lives with the child" if contact == "lives with" else f"contact with the child: {contact}")
        return words + "".join(f"; {each}" for each in extra)

    def homes(self) -> Iterator[Line]:
        """Households, placements and how the home was."""
        for house in self.family.households:
            here = [f"{self.name(each.person)}{' (or has moved on)' if each.unsure else ''}" for each in house.living]
            gone = [f"{self.name(each.person)} left {each.until.says()}" for each in house.before if each.until]
            words = f"{house.name}: {_listed(here, 'nobody on record')}" + (f"; {_listed(gone)}" if gone else "")
            if house.notices:
                words += f"; {_words(house.notices[-1].what)} {house.notices[-1].when.says()}"
            yield words, house.rests_on
        for placed in self.family.placements:
            under = f" under {_words(placed.under)}" if placed.under else ""
            yield (
                f"{self.name(placed.child)} placed with {placed.with_whom}{under}, {_span(placed.since, placed.until)}",
                placed.rests_on,
            )
        home = self.family.home
        if home is not None:
            sleeping = {True: ", sleeping place seen", False: ", sleeping place not seen", None: ""}[
                home.sleeping_place_seen
            ]
            yield (
                f"last seen {home.when.says()} by {self.agency(home.agency)}: {home.condition}{sleeping}",
                home.rests_on,
            )

    def stays(self) -> Iterator[Line]:
        """Stays that are open, each with who watches."""
        for stay in self.family.stays:
            if not stay.open:
                continue
            watched = [
                f"{_words(each.level)} for {self.name(each.child)}"
                + (f", supplied by {self.agency(each.supplied_by)}" if each.supplied_by else "")
                for each in stay.supervision
            ]
            fit = f"; fit to leave {stay.fit.says()}" if stay.fit else ""
            plans = _count(len(stay.ward_plans), "plan") if stay.ward_plans else "no plan"
            plan = f"; {plans} for it on record"
            words = f"{self.name(stay.person)} on {stay.ward}, {_span(stay.since)}{fit}{plan}"
            yield words + f"; supervision: {_listed(watched, 'no level on record')}", stay.rests_on

    def law(self) -> Iterator[Line]:
        """What is open in law."""
        legal = self.family.legal
        for order in legal.orders:
            if order.in_force:
                followed = f", followed by {_listed(map(_words, order.followed_by))}" if order.followed_by else ""
                runs_out = f", runs out {says_day(order.runs_out)}" if order.runs_out is not None else ""
                children = self.names(order.children)
                yield (
                    f"{_words(order.order)} order for {children}, {_span(order.since)}{runs_out}{followed}",
                    order.rests_on,
                )
        for way in legal.court:
            if way.stage != "ended":
                begun = way.issued if way.stage == "proceedings" else way.preproceedings
                stage = "proceedings" if way.stage == "proceedings" else "pre-proceedings"
                letter = (
                    ""
                    if way.stage == "proceedings"
                    else f"; letter {way.letter.says() if way.letter else 'not recorded'}"
                )
                late = f"; put off {_count(len(way.delays), 'time')}" if way.delays else ""
                yield f"{stage} open for {self.names(way.children)}, {_span(begun)}{letter}{late}", way.rests_on
        for meant in legal.intended:
            if meant.latest:
                by = f" by {meant.issue_by.says()}" if meant.issue_by else ""
                passed = "; that date passed with nothing issued on record" if meant.lapsed else ""
                yield f"decided {meant.when.says()}: {_words(meant.decision)}{by}{passed}", meant.rests_on
        for enquiry in legal.enquiries:
            if enquiry.until is None:
                yield (
                    f"section 47 enquiry open for {self.names(enquiry.children)}, {_span(enquiry.since)}",
                    enquiry.rests_on,
                )

    def plans(self) -> Iterator[Line]:
        """Plans in force; a line counts those that ended."""
        for plan in self.family.plans:
            if plan.in_force:
                yield self._plan(plan), plan.rests_on
        ended = [
            f"{_words(plan.type)} ({_span(plan.since, plan.until)})" for plan in self.family.plans if not plan.in_force
        ]
        if ended:
            yield f"ended: {_listed(ended)}", ()
        if not self.family.plans:
            yield "none on record", ()

    def _plan(self, plan: Plan) -> str:
        words = f"{_words(plan.type)} plan for {self.names(plan.children)}, {_span(plan.since)}"
        if plan.overtaken_by:
            over = plan.overtaken_by[-1]
            words += f"; overtaken by the {_words(over.type)} plan of {over.since.says()}, its own end is not recorded"
        if plan.no_section and len(plan.children) > 1:
            words += f"; no section on record for {self.names(plan.no_section)}"
        if plan.supervision:
            supplied = f", supplied by {self.agency(plan.supplied_by)}" if plan.supplied_by else ""
            words += f"; supervision: {_words(plan.supervision)}{supplied}"
        if plan.changed:
            words += f"; last changed {plan.changed[-1].when.says()}"
        return words + (f"; reviewed {plan.reviewed.says()}" if plan.reviewed else "; no review on record")

    def factors(self) -> Iterator[Line]:
        """Risk factors, how each is known, and what was said since; what makes safer."""
        for factor in self.family.factors:
            yield self._factor(factor), factor.rests_on
        for good in self.family.protective:
            yield f"safer: {good.what} ({self.name(good.person)})", good.rests_on

    def _factor(self, factor: Factor) -> str:
        basis = _listed(factor.bases, "how it is known is not recorded")
        words = f"{_words(factor.factor)} ({self.name(factor.person)}), {_span(factor.since)}, {basis}"
        if factor.eased is not None:
            eased = factor.eased
            said = (
                f"the person says: {_words(eased.claim)}"
                if eased.what == "claimed"
                else f"said to be {eased.what} ({_words(eased.basis)})"
            )
            words += f"; {said}, {eased.when.says()}"
        if factor.contradicted_by:
            against = factor.contradicted_by[-1]
            words += f"; since then: {_words(against.what)} ({against.kind.split('.')[0]}), {against.when.says()}"
        if not factor.present:
            words = f"no longer open: {words}"
        return words

    def seen(self) -> Iterator[Line]:
        """The contact board: those who belong to the child's life."""
        for row in self.family.contacts.rows:
            if row.in_childs_life and not row.unborn and not row.dead:
                yield f"{self.name(row.person)}: {self._row(row)}", self._row_rests_on(row)

    def _row(self, row: OnBoard) -> str:
        if row.seen is None:
            words = "never seen in person on record"
            if row.otherwise is not None:
                words += f" ({row.otherwise[0]}, {row.otherwise[1].says()})"
        else:
            words = f"last seen {row.seen.when.says()} by {self._who(row.seen)}"
            flags = [name for name in ("awake", "undressed", "alone") if getattr(row, name) is not None]
            words += "".join(f"; {name} {self._since(getattr(row, name))}" for name in flags)
        if row.tried:
            last = row.tried[-1]
            words += f"; tried {_count(len(row.tried), 'time')} since, last {last.when.says()} ({_words(last.reason)})"
        return words

    @staticmethod
    def _since(contact: Contact) -> str:
        return contact.when.says()

    def _who(self, contact: Contact) -> str:
        where = f", {_words(contact.place)}" if contact.place else ""
        return f"{contact.by + ', ' if contact.by else ''}{self.agency(contact.agency)}{where}"

    @staticmethod
    def _row_rests_on(row: OnBoard) -> tuple[Cite, ...]:
        if row.seen is not None:
            return (*row.seen.rests_on, *(cite for each in row.tried for cite in each.rests_on))
        return (*(row.otherwise[2] if row.otherwise else ()), *(cite for each in row.tried for cite in each.rests_on))

    def team(self) -> Iterator[Line]:
        """Agencies in the team with their workers, then those who have gone."""
        for agency in self.family.team.agencies:
            workers = _listed((self._worker(worker) for worker in agency.workers), "")
            yield f"{agency.says}, {_span(agency.since)}{': ' + workers if workers else ''}", agency.rests_on
        gone = [
            f"{each.says} ({'closed' if each.reason else 'last named'} {each.when.says()})"
            for each in self.family.team.gone
        ]
        if gone:
            yield f"gone: {_listed(gone)}", tuple(cite for each in self.family.team.gone for cite in each.rests_on)
        for service in self.family.team.services:
            who = self.name(service.person)
            yield (
                f"service: {_words(service.service)} for {who}, {service.state} {service.since.says()}",
                service.rests_on,
            )

    @staticmethod
    def _worker(worker: Worker) -> str:
        words = (
            f"{worker.worker} ({_words(worker.role)})"
            if worker.worker.lower() != _words(worker.role)
            else worker.worker
        )
        if worker.away is not None:
            cover = f"covered by {worker.covered_by}" if worker.covered_by else "no cover on record"
            words += f", away since {worker.away.says()}, {cover}"
        if worker.handed_to is not None and not worker.handover_accepted:
            words += f", handed over to {worker.handed_to}, not yet accepted on record"
        return words

    def meetings(self) -> Iterator[Line]:
        """Meetings that are ahead or went wrong, and the last that were held."""
        behind = [meeting for meeting in self.family.meetings if meeting.state != "ahead"]
        if len(behind) > _FEW:
            counted: dict[str, int] = {}
            for meeting in behind[:-_FEW]:
                counted[_state(meeting)] = counted.get(_state(meeting), 0) + 1
            yield "earlier: " + _listed(f"{number} {state}" for state, number in counted.items()), ()
        for meeting in (*behind[-_FEW:], *(meeting for meeting in self.family.meetings if meeting.state == "ahead")):
            yield self._meeting(meeting), meeting.rests_on

    def _meeting(self, meeting: Meeting) -> str:
        name = f"{_words(meeting.type)} meeting" if meeting.type else "meeting (its call is not known here)"
        if meeting.held:
            return f"{name} {self._held(meeting, meeting.held[-1])}"
        date = f" of {meeting.date.says()}" if meeting.date else ""
        moved = (
            f", called before for {_listed(date.says() for date in meeting.earlier_dates)}"
            if meeting.earlier_dates
            else ""
        )
        following = ", another was called" if meeting.next_called else ""
        match meeting.state:
            case "ahead":
                return f"{name} called for{date[3:]}{moved}; invited: {self.agencies(meeting.invited)}"
            case "cancelled":
                why = f": {meeting.cancelled.what}" if meeting.cancelled and meeting.cancelled.what else ""
                return f"{name}{date} cancelled{why}{moved}{following}"
            case "replaced":
                return f"{name}{date}: another of its type was held in its place{moved}"
            case _:
                return f"{name}{date}: the day passed and nothing is on record{moved}{following}"

    def _held(self, meeting: Meeting, held: Held) -> str:
        mode = {"online": " online", "hybrid": " partly online"}.get(held.mode or "", "")
        words = f"held {held.when.says()}{mode}; there: {self.agencies(held.present)}"
        if held.absent:
            words += f"; invited and not represented: {self.agencies(held.absent)}"
        if held.quorate is False:
            words += "; without quorum"
        if held.left_out:
            words += f"; not considered: {self.names(held.left_out)}"
        if meeting.signed:
            words += f"; signed: {self.agencies(str(each.what) for each in meeting.signed)}"
            words += f"; not signed: {self.agencies(meeting.unsigned)}" if meeting.unsigned else ""
        return words

    def open(self) -> Iterator[Line]:
        """Open actions, concerns and questions."""
        for action in self.family.actions:
            if action.state == "open":
                late = "; the day has passed and nothing is on record" if action.overdue else ""
                owner = f"{action.owner}, {self.agency(action.owner_agency)}"
                yield (
                    f"action: {action.what} ({owner}), due {action.due.says()}{late}",
                    action.rests_on,
                )
        for concern in self.family.concerns:
            if concern.open or not concern.answered:
                text = f": {concern.text}" if concern.text else ""
                weighed = "not weighed on record" if concern.open else "weighed"
                answered = _answered(concern.answered)
                raised = f"{concern.raised.says()} from {self.agency(concern.agency)}"
                yield (
                    f"concern of {raised}{text} - {weighed}, {answered}",
                    concern.rests_on,
                )
        for question in self.family.questions:
            if question.open:
                ask = f" (ask {self.agency(question.ask)})" if question.ask else ""
                yield f"question: {question.what}{ask}", question.rests_on


def _answered(answered: tuple[Said, ...]) -> str:
    return f"answered {answered[-1].when.says()}" if answered else "no answer on record"


def _state(meeting: Meeting) -> str:
    if meeting.held:
        return "held without quorum" if any(held.quorate is False for held in meeting.held) else "held"
    return meeting.state
