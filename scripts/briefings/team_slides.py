"""Slides for a team meeting: What? So what? Now what?"""

from __future__ import annotations

from scripts.briefings.content import Box, Briefing, Grid, Paragraph, heading, item, listed, plain, whole

_SPOKEN = "Ask the group what they would have noticed. Allow five minutes."

BRIEFING = Briefing(
    name="team-slides",
    suffix="pptx",
    foot="Learning from Baby Sorrel",
    meta=(
        ("title", "Learning from Baby Sorrel", "Learning from Baby Sorrel"),
        ("pseudonym", "Baby Sorrel", "Baby Sorrel"),
        ("review_type", "rapid_review", "rapid review"),
        (
            "publisher",
            "Bramblebridge Safeguarding Children Partnership",
            "Bramblebridge Safeguarding Children Partnership",
        ),
        ("decision", "no_lcspr", "The panel decided not to commission a further review"),
    ),
    parts=(
        heading("title", "Learning from Baby Sorrel", 1),
        plain("Bramblebridge Safeguarding Children Partnership\nSlides for team meetings, summer 2025"),
        heading(None, "How to use these slides"),
        listed(
            "boilerplate",
            "These slides take about twenty minutes. Leave time for the questions at the end.",
            "They concern the injury of a baby. Please look after yourself and each other.",
        ),
        heading("introduction", "What happened?"),
        listed(
            "case_fact",
            "Sorrel was nine weeks old and had been born at 33 weeks",
            "Sorrel was brought to the emergency department by both parents with a high pitched cry and pale skin",
            "Scans showed bleeding on the brain of two different ages",
            "Father told police that he had shaken Sorrel because the crying would not stop",
            "The rapid review was completed in fifteen working days",
        ),
        heading("context", "What did we know?"),
        listed(
            "case_fact",
            "The family was known to universal services only",
            "Mother had told her midwife that she felt on edge; she was given a telephone number",
            "Father had left the army in the year before and was waiting for an appointment about his sleep",
            "Sorrel had spent eighteen days on the neonatal unit, where father visited most evenings",
        ),
        heading("strengths", "What went well"),
        listed(
            "strength",
            "Neonatal nurses invited father to take part in Sorrel's care every evening",
            "The registrar asked for a skeletal survey at once",
            "Police and social care spoke to the parents separately and together agreed who would say what",
        ),
        heading("areas_for_development", "Even better if..."),
        listed(
            "area_for_development",
            "Father had been given the crying message in person and not only through mother",
            "Discharge planning had asked how both parents were sleeping",
            "The veterans' service had known that a baby was due",
        ),
        heading("learning_points", "So what? Key learning for all of us"),
        listed(
            "learning_point",
            "Babies who are born early cry more, and later: the peak comes weeks after the textbooks say",
            "Dads need the message about crying from a person, before the baby comes home",
            "Being on edge is a reason for a visit, not for a leaflet",
        ),
        Box(
            (
                heading(None, "Remember ICON", 3, also="resource"),
                whole(
                    "resource",
                    "Babies cry, you can cope. Comfort them, put them down safely, walk away and come back calm.",
                    role="mnemonic",
                    open_to_doubt=True,
                ),
            ),
            at=(14, 13, 10, 4),
        ),
        heading("actions_now", "Now what? Three things to do this week"),
        listed(
            "action_now",
            "Find out who in your team speaks with fathers, and when",
            "Look up the pathway for parents of babies who leave the neonatal unit",
            "Put the crying message into your next discharge conversation",
        ),
        heading("recommendations", "What the partnership will do"),
        Grid(
            ("Recommendation", "Who", "When"),
            (
                (
                    item(
                        "recommendation",
                        "Crying and coping sessions for both parents on the neonatal unit, before discharge",
                        owner="Neonatal Matron",
                    ),
                    "Neonatal Matron",
                    "Sept 2025",
                ),
                (
                    item(
                        "recommendation",
                        "A question about sleep and mood for fathers in the six week contact",
                        owner="Health Visiting Service",
                    ),
                    "Health Visiting Service",
                    "Oct 2025",
                ),
                (
                    item(
                        "recommendation",
                        "A named link between the veterans' service and maternity",
                        owner="Integrated Care Board",
                    ),
                    "Integrated Care Board",
                    "Dec 2025",
                ),
            ),
        ),
        heading("questions", "Think about..."),
        listed(
            "question",
            "Who tells the father?",
            "What do you say to a parent who says they are fine?",
            "What happens in your service in the two weeks after a baby leaves the neonatal unit?",
        ),
        heading("conclusion", "What did the panel decide?"),
        Paragraph(
            (
                item(
                    "finding",
                    "The panel decided not to commission a further review, because the learning was clear and action had begun.",
                    role="decision",
                    open_to_doubt=True,
                ),
            )
        ),
        heading("resources", "Useful links"),
        listed(
            "resource",
            "ICON: help for parents and professionals",
            "Dads and babies: a guide from the perinatal team",
            "Bramblebridge neonatal discharge pathway",
        ),
        heading("contact", "Questions?"),
        whole("contact", "Learning and Development Officer, learning@bramblebridge.example"),
    ),
    doubtful=(_SPOKEN,),
    look={"speaker": {4: _SPOKEN}},
    notes=("the speaker's note under slide 5 is no item", "the slides' running foot is furniture"),
)
