"""A partnership's agencies, teams and sign-ins from one file, so that they can be set up, and kept in order, without a page.

```yaml
agencies:
  social_care: {type: social_care, name: Children's social care, call: "the duty desk, 01000 000000"}
teams:
  assessment: {agency: social_care, name: Assessment team}
accounts:
  sam.example: {name: Sam Example, title: social worker, agency: social_care, team: assessment, roles: [practitioner]}
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from django.db import transaction

from nightlight.access.viewer import Role
from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.problems import Problem, Unreadable, did_you_mean
from nightlight.chronology.reading import line_of
from nightlight.exchange.yaml_text import read_yaml
from nightlight.web.accounts.models import Account, Agency, Team

_FIELDS = {
    "agencies": ("type", "name", "call"),
    "teams": ("agency", "name"),
    "accounts": ("name", "title", "agency", "team", "roles", "supervises", "email", "active"),
}


@transaction.atomic
def read(text: str, file: str) -> tuple[int, int, int]:
    """Reads the file over what is there; how many agencies, teams and sign-ins it names. What it does not name stays as it is.

    A sign-in that is new has no password: set one with `nightlight password SIGN_IN`, or use single sign-on.

    Raises `Unreadable` with every mistake; then nothing was changed.
    """
    raw = read_yaml(text, file)
    problems: list[Problem] = []
    if not isinstance(raw, Mapping):
        raise Unreadable([Problem("the file", "write agencies, teams and accounts, each a mapping", file=file)])
    parts = {name: _part(raw, name, problems, file) for name in _FIELDS}
    agencies = {**dict.fromkeys(Agency.objects.values_list("key", flat=True), True), **parts["agencies"]}
    teams = {**dict.fromkeys(Team.objects.values_list("key", flat=True), True), **parts["teams"]}

    def among(where: str, field: str, value: Any, words: Any, line: int | None) -> None:
        if value not in words:
            problems.append(
                Problem(where, f"{value!r} is not known{did_you_mean(str(value), words)}", field, line, file)
            )

    for key, each in parts["agencies"].items():
        among(f"agency {key}", "type", each.get("type"), AGENCY_TYPES, line_of(each, "type"))
    for key, each in parts["teams"].items():
        among(f"team {key}", "agency", each.get("agency"), agencies, line_of(each, "agency"))
    for key, each in parts["accounts"].items():
        where = f"account {key}"
        among(where, "agency", each.get("agency"), agencies, line_of(each, "agency"))
        if each.get("team"):
            among(where, "team", each["team"], teams, line_of(each, "team"))
        for role in each.get("roles") or ():
            among(where, "roles", role, get_args(Role), line_of(each, "roles"))
        for team in each.get("supervises") or ():
            among(where, "supervises", team, teams, line_of(each, "supervises"))
        if not each.get("name"):
            problems.append(Problem(where, "it has no name", "name", line_of(each), file))
    if problems:
        raise Unreadable(problems)
    _write(parts)
    return len(parts["agencies"]), len(parts["teams"]), len(parts["accounts"])


def _part(raw: Mapping[str, Any], name: str, problems: list[Problem], file: str) -> dict[str, Any]:
    found = raw.get(name) or {}
    if not isinstance(found, Mapping) or not all(isinstance(each, Mapping) for each in found.values()):
        problems.append(Problem(name, "write a mapping of keys to their fields", file=file))
        return {}
    for key, each in found.items():
        for field in each:
            if field not in _FIELDS[name]:
                problems.append(
                    Problem(
                        f"{name}, {key}",
                        f"it has no field {field!r}{did_you_mean(str(field), _FIELDS[name])}",
                        str(field),
                        line_of(each, field),
                        file,
                    )
                )
    return {str(key): each for key, each in found.items()}


def _write(parts: Mapping[str, Mapping[str, Any]]) -> None:
    for key, each in parts["agencies"].items():
        Agency.objects.update_or_create(
            key=key, defaults={"type": each["type"], "name": each.get("name") or key, "call": each.get("call") or ""}
        )
    for key, each in parts["teams"].items():
        Team.objects.update_or_create(key=key, defaults={"agency_id": each["agency"], "name": each.get("name") or key})
    for sign_in, each in parts["accounts"].items():
        account = Account.objects.filter(sign_in__iexact=sign_in).first() or Account.objects.create_user(
            sign_in, None, name=each["name"], agency_id=each["agency"]
        )
        account.name, account.agency_id = each["name"], each["agency"]
        account.title, account.email = each.get("title") or "", each.get("email") or ""
        account.team_id = each.get("team") or None
        account.roles = list(each.get("roles") or ["practitioner"])
        account.is_active = each.get("active", True) not in (False, "no", "false")
        account.save()
        account.supervises.set(each.get("supervises") or [])
