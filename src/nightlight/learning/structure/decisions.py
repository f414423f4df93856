"""What a review says was decided: whether a further review is to be held, and of what kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nightlight.learning.reading import Fact
from nightlight.learning.structure.drafts import Draft
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.sentences import sentences
from nightlight.learning.structure.titles import review_type
from nightlight.learning.structure.words import straight

_DECIDES: Final = re.compile(
    r"\bdeci(?:sion|ded)\b|\bagreed\b|\bconcluded\b|\bcriteria\b|\brecommend|\bno further review|\bpenderfyn", re.I
)
#: A review as such, and not the review of a plan. "CPR" is no sign of one: it is what is done to a baby who does not breathe.
_REVIEW: Final = r"(?:review(?! (?:conference|meeting|period|group|panel|of the plan))|l?cspr|scr)\b"
_DECIDED: Final = re.compile(
    rf"\b(?:decided|agreed|concluded|judged|of the view) that\b.{{0,120}}?\b{_REVIEW}"
    rf"|\bdecision (?:was|is|of the \w+ was) (?:that|not|to)\b.{{0,120}}?\b{_REVIEW}"
    rf"|^(?:outcome|decision)(?: \w+){{0,4}}\s*[:–—-]\s*(?:\w+ ){{0,10}}?{_REVIEW}"
)
#: Of what review a decision speaks that the field's own phrases do not tell.
_WHICH: Final = re.compile(rf"\bfurther {_REVIEW}|\bl?cspr\b|\bscr\b|\bcriteria\b")
_DECIDED_NOT: Final = re.compile(
    r"\b(?:review|l?cspr|scr|criteria|one|it)\b[^.;,]{0,60}?\bnot (?:be |been )?(?:needed|necessary|required|warranted"
    r"|justified|proportionate|met|commission\w*|held|undertaken|carried out|take place|proceed)\b"
    r"|\b(?:review|l?cspr|scr|one|it)\b[^.;,]{0,40}?\b(?:would|could) (?:not (?:add|bring|be)|add little|add nothing|bring little)\b"
    r"|\bno (?:need|benefit) (?:for|in|to|of)\b|\blittle (?:need|benefit|more|to be)\b|\bunlikely to (?:add|bring|yield)\b"
    rf"|(?:[:–—-]|\bthat|\bfor)\s*(?:there (?:should|would|will) be )?no\b.{{0,40}}?\b{_REVIEW}|\bdecided against\b"
)
_DECIDED_SO: Final = re.compile(
    r"\b(?:be|should|would|will|must|to) (?:be )?(?:commission\w*|held|hold|undertak\w+|take place|proceed|follow"
    r"|carr\w+ out|conduct\w*|completed)\b|\b(?:was|were|is) (?:needed|necessary|required|met|warranted|justified"
    r"|commissioned)\b|\bmeets? the criteria\b|\bmet the criteria\b|[:–—-]\s*(?:to )?(?:commission|hold|undertake|proceed)"
)


def decision(drafts: list[Draft], headings: Headings) -> Iterator[Fact]:
    """Whether a further review is to be held; nothing where no sentence says plainly that, or that none is."""
    for draft in drafts:
        whole = draft.corrected or draft.norm
        if _DECIDES.search(whole) is None:
            continue
        for first, last in sentences(whole, 0, len(whole), headings):
            line = straight(whole[first:last])
            phrased = headings.decision.search(line) is not None and ("review" in line or "criteria" in line)
            told = _DECIDED.search(line)
            if told is not None and _WHICH.search(line) is None:
                kind = review_type(line[told.start() :], headings)
                told = told if kind not in (None, "rapid_review", "case_review") else None
            against = headings.negative.search(line) is not None or _DECIDED_NOT.search(line) is not None
            if (phrased or told is not None) and (against or _DECIDED_SO.search(line) is not None):
                value = f"{'no' if against else 'commission'}_{_decided_on(whole[first:last], headings)}"
                yield Fact("decision", value, draft.start, draft.end)
                return


def _decided_on(line: str, headings: Headings) -> str:
    kind = review_type(line, headings)
    return "lcspr" if kind in (None, "rapid_review", "case_review") else kind
