"""Questions and answers on a web page: every heading asks something."""
# ruff: noqa: E501 - a sentence of a briefing stays on one line

from __future__ import annotations

from scripts.briefings.content import (
    Box,
    Briefing,
    Entries,
    Paragraph,
    heading,
    item,
    listed,
    numbered,
    plain,
    story,
    whole,
)

BRIEFING = Briefing(
    name="questions-and-answers",
    suffix="html",
    meta=(
        (
            "title",
            "Learning from the review about Baby Juniper: your questions answered",
            "Learning from the review about Baby Juniper: your questions answered",
        ),
        ("pseudonym", "Baby Juniper", "Baby Juniper"),
        ("review_type", "lcspr", "local child safeguarding practice review"),
        (
            "publisher",
            "Harrowmere and Tidewell Safeguarding Children Partnership",
            "Harrowmere and Tidewell Safeguarding Children Partnership",
        ),
        ("published", "2024-10-14", "14 October 2024"),
    ),
    parts=(
        heading("title", "Learning from the review about Baby Juniper: your questions answered", 1),
        plain("Published by Harrowmere and Tidewell Safeguarding Children Partnership on 14 October 2024"),
        heading(None, "On this page", 3),
        Entries(("What happened?", "What did the review find?", "What do I need to do?")),
        heading("introduction", "What happened?"),
        story(
            "Baby Juniper was four months old when a bruise was seen on the cheek at a routine immunisation appointment.",
            "Juniper could not yet roll over.",
            "The bruise was explained as a bump against a toy and no referral was made that day.",
            "Nine days later Juniper was taken to hospital with a skull fracture and several older fractures of the ribs.",
        ),
        heading("context", "Who was in Juniper's life?"),
        story(
            "Juniper lived with both parents and a half sister aged six.",
            "The mother's new partner had moved in during the pregnancy and was believed by most professionals to be Juniper's father.",
            "He had two children by an earlier relationship whom he was not allowed to see without supervision.",
        ),
        heading("introduction", "Why was a review held and how was it done?"),
        story(
            "The partnership decided in March 2024 to hold a local child safeguarding practice review.",
            "An independent reviewer met with 23 practitioners in two learning events.",
            "The mother and the maternal grandmother spoke to the reviewer; their words are included below.",
        ),
        Box(
            (
                heading(None, "In the family's words", 3),
                Paragraph(
                    (
                        item(
                            "case_fact",
                            "“Everyone who came was kind. Nobody ever asked who he was.” (grandmother)",
                            open_to_doubt=True,
                        ),
                    )
                ),
            )
        ),
        heading("strengths", "What did people do well?"),
        listed(
            "strength",
            "The practice nurse wrote down exactly what she saw and drew the bruise on a body map.",
            "School noticed that Juniper's sister had become quiet and spoke to her on her own.",
            "Once Juniper was in hospital, the strategy discussion was held within two hours and every agency took part.",
        ),
        heading("key_findings", "What did the review find?"),
        plain("There are four findings."),
        heading(
            "finding_heading",
            "Finding 1: A bruise on a baby who cannot move was not treated as an emergency",
            3,
            also="finding",
        ),
        whole(
            "finding",
            "The protocol for bruises in babies who are not mobile was known to the practice but was read as advice. Staff felt that an open and friendly mother made the explanation more likely to be true.",
            number="1",
        ),
        heading("finding_heading", "Finding 2: Men are not seen", 3, also="finding"),
        whole(
            "finding",
            "Records in five agencies gave five different accounts of who lived in the home. No check was made on the partner, although his name was known to the police and to the children's social care team of a neighbouring area.",
            number="2",
        ),
        heading(
            "finding_heading", "Finding 3: A child's change of mood was not joined up with the baby", 3, also="finding"
        ),
        whole(
            "finding",
            "What school knew about the sister was held in school. Nobody asked what it might mean for the youngest child in the house.",
            number="3",
        ),
        heading("finding_heading", "Finding 4: Appointments are short", 3, also="finding"),
        whole(
            "complicating_factor",
            "Immunisation slots last ten minutes. Practitioners told the review that there was no room in the day to act upon a worry.",
            number="4",
        ),
        heading("learning_points", "What does this mean for practice?"),
        plain("If you work in a GP practice:", bold=True),
        listed(
            "learning_point",
            "Any bruise, on any baby who is not moving by themselves, is referred the same day, whatever the explanation.",
            "The person who sees the bruise makes the referral; they do not leave it for the duty doctor.",
            audience="gps, practice_nurses",
        ),
        plain("If you work in a school or nursery:", bold=True),
        listed(
            "learning_point", "When an older child worries you, ask about the baby.", audience="schools, early_years"
        ),
        plain("If you are a manager:", bold=True),
        listed(
            "learning_point",
            "Look at ten records and see whether you can tell from them who lives in the house.",
            audience="managers",
        ),
        heading("one_thing", "I only have a minute. What is the one thing I should remember?"),
        whole(
            "one_thing", "Those that don't cruise rarely bruise: if a baby cannot move, a bruise is a referral today."
        ),
        heading("recommendations", "What has the partnership been asked to do?"),
        numbered(
            "recommendation",
            "Harrowmere Integrated Care Board should assure itself that every practice applies the bruising protocol, and report on this by April 2025.",
            "Children's social care and the police should agree how checks are made on adults who join a household with an unborn baby.",
            "All agencies should record the full name and date of birth of every adult who lives in, or often visits, the home of a baby under one.",
        ),
        heading("actions_now", "What do I need to do?"),
        listed(
            "action_now",
            "Read the bruising protocol: it is two pages long.",
            "Check that you know how to reach the duty desk after five o'clock.",
            "Talk about this page at your next team meeting.",
        ),
        heading("resources", "Where can I find out more?"),
        listed(
            "resource",
            "Bruising in babies who are not mobile: protocol and leaflet for parents",
            "The full report on Baby Juniper",
            "Seven minute briefing: unseen men",
        ),
        heading("contact", "Who can I ask?"),
        whole("contact", "Email the partnership team at learning@harrowmere-tidewell.example or call 01632 960145."),
    ),
    look={
        "menu": ("Home", "About us", "Learning from reviews", "Training", "Report a concern"),
        "small_print": (
            "© Harrowmere and Tidewell Safeguarding Children Partnership",
            "Cookies | Accessibility | Privacy",
        ),
        "links": {
            "The full report on Baby Juniper": "https://harrowmere-tidewell.example/juniper.pdf",
            "Seven minute briefing: unseen men": "https://harrowmere-tidewell.example/unseen-men",
        },
    },
    notes=("the list under 'On this page' is a menu: no item", "the family's words stand in a sidebar: open to doubt"),
)
