"""The summary of a full local review, as PDF: findings, each followed by its recommendation."""
# ruff: noqa: E501 - a sentence of a briefing stays on one line

from __future__ import annotations

from scripts.briefings.content import Box, Break, Briefing, Grid, Paragraph, heading, item, listed, plain, whole

BRIEFING = Briefing(
    name="executive-summary",
    suffix="pdf",
    head="OFFICIAL                                   Child Aspen LCSPR - Executive Summary",
    foot="Westmarch Safeguarding Children Partnership",
    meta=(
        (
            "title",
            "Local Child Safeguarding Practice Review: Child Aspen",
            "Local Child Safeguarding Practice Review: Child Aspen",
        ),
        ("pseudonym", "Child Aspen", "Child Aspen"),
        ("review_type", "lcspr", "Local Child Safeguarding Practice Review"),
        ("publisher", "Westmarch Safeguarding Children Partnership", "Westmarch Safeguarding Children Partnership"),
        ("published", "2023-11", "November 2023"),
    ),
    parts=(
        heading("title", "Local Child Safeguarding Practice Review: Child Aspen", 1),
        heading(None, "Executive Summary", 2),
        plain("Independent Reviewer: Reviewer One. Published November 2023"),
        heading("introduction", "1. Introduction"),
        Paragraph(
            (
                "1.1",
                item(
                    "case_fact",
                    "This summary sets out the main findings of the review into the serious neglect of Aspen, who was eleven months old when she was admitted to hospital weighing less than she had at six months.",
                ),
                item("case_fact", "Aspen has since made a good recovery and lives with foster carers."),
            )
        ),
        Paragraph(
            (
                "1.2",
                item(
                    "case_fact",
                    "The review covers the period from the booking appointment in February 2021 to the admission in August 2022.",
                ),
                item("case_fact", "Twelve agencies provided chronologies and two practitioner events were held."),
            )
        ),
        heading("context", "2. Summary of the circumstances"),
        Paragraph(
            (
                "2.1",
                item(
                    "case_fact",
                    "Aspen was the fourth child of a mother with a diagnosis of depression and a father who worked away from home for weeks at a time.",
                ),
                item(
                    "case_fact",
                    "The three older children had been the subject of child in need plans twice, each of which was closed within four months.",
                ),
            )
        ),
        Paragraph(
            (
                "2.2",
                item(
                    "case_fact",
                    "In the first six months of her life Aspen was not brought to five of nine health appointments.",
                ),
                item("case_fact", "Each service sent letters; none of the letters was copied to another service."),
                item(
                    "case_fact",
                    "A neighbour telephoned the council in May 2022 to say that a baby had been crying for much of the day.",
                ),
                item("case_fact", "The call was recorded as information only."),
            )
        ),
        heading("strengths", "3. Good practice"),
        listed(
            "strength",
            "A nursery nurse recorded the state of the home in plain and careful detail after each visit.",
            "The GP rang the mother at home when a repeat prescription was not collected.",
            "The ward sister insisted on a discharge planning meeting before Aspen left hospital.",
        ),
        heading("key_findings", "4. Findings and recommendations"),
        heading("finding_heading", "Finding One: Was not brought became did not attend", 3, also="finding"),
        whole(
            "finding",
            "Missed appointments were treated as the choice of the parent and not as a risk to the child. The wording of letters and record systems supported this, and no agency had a trigger that led from a number of missed appointments to a conversation.",
            number="1",
            id="f1",
        ),
        Paragraph(
            (
                "Recommendation 1:",
                item(
                    "recommendation",
                    "All health providers in Westmarch should replace 'did not attend' with 'was not brought' for children under five, and set a number of missed appointments after which a professional must speak to the family and to the other services involved.",
                    number="1",
                    under="f1",
                    owner="All health providers in Westmarch",
                ),
            )
        ),
        heading("finding_heading", "Finding Two: The start again syndrome", 3, also="finding"),
        whole(
            "finding",
            "Each new plan began with a new assessment that put history to one side. The pattern of improvement and slipping back, which was plain in the combined chronology, could not be seen from within any one episode.",
            number="2",
            id="f2",
        ),
        Paragraph(
            (
                "Recommendation 2:",
                item(
                    "recommendation",
                    "Children's Social Care should require a chronology to be read and updated by the allocated worker before a child in need plan is closed, and dip sample closures every quarter.",
                    number="2",
                    under="f2",
                    owner="Children's Social Care",
                ),
            )
        ),
        heading(
            "finding_heading",
            "Finding Three: A mother's low mood was known to many and held by none",
            3,
            also="finding",
        ),
        whole(
            "finding",
            "Four services knew that the mother was depressed. None considered what a day was like for a baby who was alone with her, and the adult mental health team did not know that there was a baby.",
            number="3",
            id="f3",
        ),
        Paragraph(
            (
                "Recommendation 3:",
                item(
                    "recommendation",
                    "The mental health trust should record for every adult patient whether there is a child under two in the home, and share a copy of the care plan with the health visitor.",
                    number="3",
                    under="f3",
                    owner="The mental health trust",
                ),
            )
        ),
        heading(
            "finding_heading", "Finding Four: Neighbours are listened to less than professionals", 3, also="finding"
        ),
        whole(
            "finding",
            "The call from the neighbour was the only account of what Aspen's days were like. It was not acted upon because the caller did not give a name.",
            number="4",
            id="f4",
        ),
        Paragraph(
            (
                "Recommendation 4:",
                item(
                    "recommendation",
                    "The front door service should audit how calls from members of the public about babies are decided, and report what it finds to the partnership.",
                    number="4",
                    under="f4",
                    owner="The front door service",
                ),
            )
        ),
        heading("conclusion", "5. Conclusion"),
        whole(
            "finding",
            "The reviewer concludes that Aspen's neglect could have been recognised some four months earlier had the services who knew her put what they knew side by side.",
            role="conclusion",
        ),
        heading("recommendations", "6. Action plan"),
        Grid(
            ("No.", "Action", "Lead", "By when"),
            (
                (
                    "1",
                    item(
                        "recommendation",
                        "Agree and publish a joint 'was not brought' policy",
                        owner="Designated Nurse",
                        number="1",
                    ),
                    "Designated Nurse",
                    "31 March 2024",
                ),
                (
                    "2",
                    item(
                        "recommendation",
                        "Add a chronology check to the closure form",
                        owner="Head of Safeguarding",
                        number="2",
                    ),
                    "Head of Safeguarding",
                    "30 April 2024",
                ),
                (
                    "3",
                    item(
                        "recommendation",
                        "Change the patient record so that children in the home must be entered",
                        owner="Mental Health Trust",
                        number="3",
                    ),
                    "Mental Health Trust",
                    "30 June 2024",
                ),
                (
                    "4",
                    item(
                        "recommendation",
                        "Complete the audit of calls from the public",
                        owner="MASH Manager",
                        number="4",
                    ),
                    "MASH Manager",
                    "31 May 2024",
                ),
            ),
            (0.08, 0.5, 0.24, 0.18),
        ),
        whole(
            "recommendation_governance",
            "The action plan will be overseen by the Case Review Group and reported to the Executive twice a year.",
        ),
        Break("page"),
        Box(
            (
                heading("questions", "Ask yourself"),
                listed(
                    "question",
                    "How many appointments would a baby have to miss before you picked up the phone?",
                    "Do you know what the last plan said, and why it ended?",
                    "If a parent is low, who is watching the baby's day?",
                ),
            )
        ),
        heading("resources", "Further reading"),
        listed(
            "resource",
            "Westmarch Neglect Toolkit (revised 2023)",
            "Was Not Brought: a short film for practitioners",
            "Escalation policy: resolving professional differences",
        ),
    ),
    notes=("paragraphs are numbered 1.1, 1.2; the number is no part of the first sentence",),
)
