"""The made-up briefings that anybody may look at while the reading is written."""

from __future__ import annotations

from typing import Final

from scripts.briefings import (
    executive_summary,
    questions_and_answers,
    scottish_learning_review,
    seven_minute,
    table_form,
    team_slides,
)
from scripts.briefings.content import Briefing

OPEN: Final[tuple[Briefing, ...]] = (
    seven_minute.BRIEFING,
    questions_and_answers.BRIEFING,
    executive_summary.BRIEFING,
    team_slides.BRIEFING,
    scottish_learning_review.BRIEFING,
    table_form.BRIEFING,
)
