"""The limits: how long each step may take, where that comes from, and who uses it."""

from __future__ import annotations

from nightlight.picture.events import Quorum
from nightlight.rules.pack import pack
from nightlight.safeguards.limits_used import limits_of
from nightlight.safeguards.rules import BY_PREGNANCY, Limit, Safeguard
from nightlight.safeguards.wording import says_limit, says_types
from scripts.docs.markdown import bullets, page, table


def pages() -> dict[str, str]:
    """`limits.md`."""
    whole = pack()
    used: dict[str, list[Safeguard]] = {name: [] for name in whole.limits.by_name}
    for rule in whole.safeguards:
        for limit in limits_of(rule):
            used[limit.name].append(rule)
    limits = sorted(whole.limits.by_name.values(), key=lambda each: each.name)
    low = sum(each.set_locally for each in limits)
    lines = [
        f"{len(limits)} limits. A partnership lays its own file over them (`nightlight replay --limits FILE`): only what it "
        f'names changes, and it says which area it is. {low} have low confidence and read "set this locally" on screen.',
        "",
        *table(("limit", "how long", "confidence", "status"), (_row(each) for each in limits)),
    ]
    for limit in limits:
        lines += [f"## {limit.name}", "", *_limit(limit, used[limit.name])]
    lines += ["## How many agencies a meeting needs", ""]
    lines += table(
        ("meeting", "must be there, or send an update", "others"),
        map(_quorum, *zip(*whole.limits.quorum.items(), strict=True)),
    )
    return {"limits.md": page("Limits", "`src/nightlight/rules/limits.toml`", lines)}


def runs(limit: Limit) -> str:
    """How long a limit is and from what it runs; one that the pregnancy or the birth sets runs from nothing else."""
    from_when = "watched from when" if limit.amount.unit in {*BY_PREGNANCY, "after_birth"} else "from when"
    return f"{says_limit(limit)}, {from_when} {limit.trigger}"


def _row(limit: Limit) -> tuple[str, str, str, str]:
    return f"[{limit.name}](#{limit.name})", says_limit(limit), limit.confidence, limit.status.replace("_", " ")


def _limit(limit: Limit, used: list[Safeguard]) -> list[str]:
    local = " **Set this locally.**" if limit.set_locally else ""
    users = [f"[{rule.title}](handbook/{rule.id}.md)" for rule in used]
    return [
        f"{limit.says}: {runs(limit)}.{local}",
        "",
        f"Edition: {limit.edition}. Status: {limit.status.replace('_', ' ')}. Confidence: {limit.confidence}.",
        "",
        *(["Source:", "", *bullets(limit.source)] if limit.source else ["No source is known for the number.", ""]),
        *table(("area", "its own value", "source"), ((each.area, each.value, each.source) for each in limit.local)),
        *(["Used by:", "", *bullets(users)] if users else ["No safeguard uses it.", ""]),
    ]


def _quorum(meeting: str, quorum: Quorum) -> tuple[str, str, str]:
    must = "; ".join(says_types(group) for group in quorum.must)
    return meeting.replace("_", " "), must, f"{quorum.others} others, or as many as were invited where that is fewer"
