"""A seven-minute briefing: seven numbered boxes in Word, each a text box."""
# ruff: noqa: E501 - a sentence of a briefing stays on one line

from __future__ import annotations

from scripts.briefings.content import Box, Briefing, heading, item, listed, numbered, plain, story, whole
from scripts.briefings.content import Paragraph as Para

BRIEFING = Briefing(
    name="seven-minute-briefing",
    suffix="docx",
    head="Fernshire Safeguarding Children Partnership",
    foot="7 Minute Briefing - Baby Wren - March 2025",
    meta=(
        ("title", "7 Minute Briefing: Baby Wren", "7 Minute Briefing: Baby Wren"),
        ("pseudonym", "Baby Wren", "Baby Wren"),
        ("review_type", "rapid_review", "rapid review"),
        ("publisher", "Fernshire Safeguarding Children Partnership", "Fernshire Safeguarding Children Partnership"),
        ("review_date", "2025-01", "January 2025"),
    ),
    parts=(
        heading("title", "7 Minute Briefing: Baby Wren", 1),
        plain("Fernshire Safeguarding Children Partnership, March 2025"),
        whole(
            "boilerplate",
            "A seven minute briefing is a short read for use in a team meeting or supervision. It is not a full account of "
            "the review and it does not replace your own agency's procedures.",
        ),
        Box(
            (
                heading("introduction", "1. Why are we talking about this?"),
                story(
                    "Baby Wren was seven weeks old when an ambulance was called to the family home early on a Sunday morning.",
                    "Wren had been asleep on a sofa with an adult who had been drinking the evening before.",
                    "Wren could not be revived and died later that day in hospital.",
                    "A rapid review was held in January 2025 and eight agencies gave information to it.",
                ),
            )
        ),
        Box(
            (
                heading("context", "2. What was known about the family"),
                listed(
                    "case_fact",
                    "Wren's mother was 19 and had been looked after by the local authority until she was 18",
                    "Wren's father was not named in the booking notes and no service had spoken to him before the birth",
                    "The family moved between three addresses in the last ten weeks of the pregnancy",
                    "The health visitor had made two visits; the second ended early because the mother had to leave for a housing appointment",
                ),
            )
        ),
        Box(
            (
                heading("strengths", "3. What was done well"),
                listed(
                    "strength",
                    "The leaving care worker stayed in touch by text message when calls went unanswered",
                    "Safer sleep was discussed at the booking appointment, at 36 weeks and on the day of discharge",
                    "The community midwife went back on a Saturday to weigh Wren when a visit had been missed",
                ),
            )
        ),
        Box(
            (
                heading("key_findings", "4. Key Findings"),
                plain("The review found that:"),
                numbered(
                    "finding",
                    "Safer sleep was given as information and not as a conversation. Nobody asked where Wren slept when the family stayed with friends",
                    "Agencies each knew of one change of address. No one agency knew of all three",
                    "Alcohol was asked about once, at booking, and not again",
                    "The pathway for care leavers who are expecting a baby was not known to the maternity service",
                    form="{}.",
                ),
            )
        ),
        Box(
            (
                heading("learning_points", "5. What we need to learn"),
                plain("For midwives and health visitors:", bold=True),
                listed(
                    "learning_point",
                    "Ask to see where the baby sleeps, by day and by night, and ask again when the family moves or has visitors",
                    "Talk about the out of the ordinary night: the party, the sofa, the friend's spare room",
                    audience="midwives, health_visitors",
                ),
                plain("For personal advisers and housing officers:", bold=True),
                listed(
                    "learning_point",
                    "A change of address in pregnancy is something other agencies need to hear about on the day, not at the next meeting",
                    audience="personal_advisers, housing_officers",
                ),
            )
        ),
        Box(
            (
                heading("recommendations", "6. Reccomendations"),
                numbered(
                    "recommendation",
                    "The maternity service and the leaving care team will agree a pathway for care leavers who are expecting a baby, to be in use by June 2025.",
                    "The Partnership will adopt one safer sleep assessment tool for all agencies who visit babies at home.",
                    "Housing providers will tell the health visiting service when a household with a baby under one is placed or moved.",
                    form="R{}",
                ),
                whole(
                    "recommendation_governance",
                    "Progress will be monitored by the Learning and Improvement Subgroup every quarter.",
                ),
            )
        ),
        Box(
            (
                heading("questions", "7. Over to you: questions for your team"),
                listed(
                    "question",
                    "When did you last see where a baby on your caseload sleeps?",
                    "Who would tell you if a family moved tomorrow? Who would you tell?",
                    "How do you bring alcohol into the conversation more than once?",
                ),
            )
        ),
        heading("resources", "Find out more"),
        listed(
            "resource",
            "Fernshire safer sleep assessment tool and guidance",
            "Care leavers who become parents: local offer",
            "Multi-agency procedures: families who move",
        ),
        Para((item("action_now", "Please share this briefing with colleagues and use it in your next team meeting."),)),
        heading("contact", "Contact"),
        whole(
            "contact",
            "Partnership Business Unit: business.unit@fernshire-partnership.example, 01632 960101",
            personal=False,
        ),
    ),
    notes=(
        "the boxes are text boxes, each written twice in the file",
        '"Reccomendations" is the source\'s own spelling',
    ),
)
