"""A briefing in the form of a table: theme, what was learnt, what to do."""
# ruff: noqa: E501 - a sentence of a briefing stays on one line

from __future__ import annotations

from scripts.briefings.content import Briefing, Grid, Part, heading, item, listed, story, whole

_ROWS = (
    (
        "Pre-birth planning",
        "The referral was made at 19 weeks but the assessment began at 34. By then there was no time to test what the parents said they would change.",
        "Social workers: begin the pre-birth assessment by 20 weeks and set the date of its end at the start.",
        "social_workers",
    ),
    (
        "Drug use",
        "Testing was agreed and then not reviewed. Results went to one worker who was off sick, and nobody else knew that two had been missed.",
        "Substance misuse workers: send every result, and every missed test, to the whole core group.",
        "substance_misuse_workers",
    ),
    (
        "Home conditions",
        "Visits were made at the same time each week. What was seen on those days was taken to be what every day was like.",
        "All visitors: vary the day and the hour, and write down what you see and not only what you are told.",
        "all",
    ),
    (
        "Challenge",
        "Two professionals disagreed with the decision to step down and did not know how to say so.",
        "Everyone: use the resolution protocol. It is there for disagreements between people who respect each other.",
        "all",
    ),
)


def _table() -> Part:
    return Grid(
        ("Theme", "What we learned", "What you can do"),
        tuple(
            (
                item("theme_local", theme, open_to_doubt=True),
                item("learning_point", learned, id=theme),
                item("practice_implication", doing, under=theme, audience=who),
            )
            for theme, learned, doing, who in _ROWS
        ),
    )


BRIEFING = Briefing(
    name="table-form",
    suffix="docx",
    head="Nettlewick Vale Children's Safeguarding Partnership",
    foot="Learning Summary: Child R | Version 2",
    meta=(
        ("title", "Learning Summary: Child R", "Learning Summary: Child R"),
        ("pseudonym", "Child R", "Child R"),
        ("review_type", "rapid_review", "Rapid Review"),
        ("review_date", "2024-06", "June 2024"),
        ("agency_count", "9", "Nine agencies"),
    ),
    parts=(
        heading("title", "Learning Summary: Child R", 1),
        Grid(
            (),
            (
                ("Type of review", "Rapid Review"),
                ("Date of review", "June 2024"),
                ("Agencies involved", "Nine agencies"),
            ),
        ),
        heading("introduction", "Background"),
        story(
            "Child R was born at 37 weeks and showed signs of withdrawal from opiates in the first two days.",
            "R went home after three weeks on a child protection plan.",
            "At ten weeks R was found unresponsive in a car seat in the front room, where R had been left overnight.",
            "R survived with lasting harm to eyesight.",
        ),
        story(
            "Both parents were in treatment for drug use.",
            "The plan had been stepped down to child in need nine days before, on the strength of five weeks without a missed visit.",
        ),
        heading("strengths", "What worked well?"),
        listed(
            "strength",
            "The specialist midwife kept the same two colleagues on the case throughout",
            "Grandparents were invited to the conference and listened to",
            "Withdrawal was scored carefully and treatment began the same day",
        ),
        heading("themes_national", "Links to national learning"),
        listed(
            "theme_national",
            "Parents' substance use and the risk of sudden and unexpected harm",
            "Decisions to step down made on short periods of improvement",
        ),
        heading("lessons", "Learning and practice"),
        _table(),
        heading("recommendations", "Recommendations and Action Plan"),
        Grid(
            ("Ref", "Recommendation", "Owner", "Due", "RAG"),
            (
                (
                    "1.1",
                    item(
                        "recommendation",
                        "Pre-birth assessments to begin no later than 20 weeks where there is drug use in the household",
                        owner="Assistant Director, Children's Social Care",
                        number="1.1",
                    ),
                    "Assistant Director, Children's Social Care",
                    "Nov 2024",
                    "Amber",
                ),
                (
                    "1.2",
                    item(
                        "recommendation",
                        "Test results to be copied to all core group members within one working day",
                        owner="Drug and Alcohol Service Manager",
                        number="1.2",
                    ),
                    "Drug and Alcohol Service Manager",
                    "Sept 2024",
                    "Green",
                ),
                (
                    "2.1",
                    item(
                        "recommendation",
                        "No child under one to be stepped down without a visit that was not announced",
                        owner="Principal Social Worker",
                        number="2.1",
                    ),
                    "Principal Social Worker",
                    "Oct 2024",
                    "Amber",
                ),
            ),
        ),
        heading("questions", "Reflective questions for supervision"),
        listed(
            "question",
            "What would you need to see before you were sure that change had lasted?",
            "Whom have you told about the last missed test?",
            mark="?",
        ),
        heading("resources", "Tools to help you"),
        listed(
            "resource",
            "Pre-birth assessment practice guide",
            "Resolution of professional disagreements: protocol",
            "Car seats are not for sleeping: leaflet for parents",
            mark="»",
        ),
        whole("action_now", "Please discuss the learning from R in your team meetings and in supervision."),
    ),
    notes=("the names of the themes in the first column head their rows: open to doubt",),
)
