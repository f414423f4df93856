"""A Scottish Learning Review, pasted into an email: plain text, its headings underlined with signs."""
# ruff: noqa: E501 - a sentence of a briefing stays on one line

from __future__ import annotations

from scripts.briefings.content import Briefing

_RAW = """\
From: Child Protection Committee Support Team
Subject: Practitioner note - Learning Review, Baby Rowan

{{#title|LEARNING REVIEW: BABY ROWAN}}
{{#title|A note for practitioners}}
==============================

Published by Strathlinnie Child Protection Committee, May 2025

{{#introduction|Why we carried out a Learning Review}}
------------------------------------
{{case_fact|Rowan was five months old when he died after an
illness that could have been treated.}} {{case_fact|He had lost weight for six weeks and
had not been seen by a doctor in that time.}} {{case_fact|The Committee agreed in
September 2024 that the criteria for a Learning Review under the national
guidance were met.}}

{{boilerplate|A Learning Review does not look for someone to blame. It asks what helped
and what hindered the people who were trying to keep a child safe.}}

{{#context|Rowan and his family}}
--------------------
{{case_fact|Rowan lived with his mother, his older brother and, for much of the time, an
uncle.}} {{case_fact|The family had come to Strathlinnie eight months before from another
health board area.}} {{case_fact|His mother speaks little English and relied on the uncle to
interpret.}} {{case_fact|The Named Person for the brother was his head teacher; the Named
Person for Rowan was a health visitor whose post was vacant for ten weeks.}}

{{#strengths|What worked well}}
----------------
* {{strength|The school made sure that the brother had breakfast and a quiet place every
  day.}}
* {{strength|A duty health visitor noticed that records had not come from the last area and
  asked for them twice.}}
* {{strength|The third sector family worker visited weekly and was trusted.}}

{{#areas_for_development|What got in the way}}
-------------------
* {{area_for_development|A family member was used as interpreter in nine of eleven contacts.}}
* {{area_for_development|The wellbeing indicators were completed for Rowan's brother and not for
  Rowan.}}
* {{area_for_development|There was no Lead Professional, as each agency thought that another had
  taken on the role.}}
* {{complicating_factor|Vacant posts in the health visiting team meant that babies were seen by
  whoever was on duty.}}

{{#learning_points|Learning points}}
---------------
1. {{learning_point; number=1|Use an interpreter who is independent of the family, on the telephone if
   need be, every time.}}
2. {{learning_point; number=2|The My World Triangle has to be completed for each child. A baby's world is
   not the same as a brother's.}}
3. {{learning_point; number=3|When a family arrives from elsewhere, the record has not arrived until
   somebody has read it.}}
4. {{learning_point; number=4|A Child's Plan without a Lead Professional is a list of tasks.}}

{{#recommendations|What would help: recommendations to the Committee}}
-------------------------------------------------
Recommendation 1
{{recommendation; number=1; owner=NHS Strathlinnie|NHS Strathlinnie should put in place cover for the Named Person role whenever
a post is vacant for more than two weeks.}}

Recommendation 2
{{recommendation; number=2; owner=The Child Protection Committee|The Child Protection Committee should revise its guidance on interpreters and
test by audit that it is used.}}

Recommendation 3
{{recommendation; number=3; owner=Social Work and Education|Social Work and Education should agree how a Lead Professional is named within
five working days of a Child's Planning Meeting.}}

{{recommendation_governance|The Learning Review sub-committee will report on progress to the Chief Officers
Group.}}

{{#questions|To think about in your team}}
---------------------------
- {{question|Who interprets for the families you see? How would a mother tell you
  something that she does not want her relative to hear?}}
- {{question|Which babies in your area have no named health visitor this week?}}
- {{question|How do you know that a record from elsewhere has been read?}}

{{#actions_now|Next steps for you}}
------------------
- {{action_now|Save the number of the telephone interpreting service in your phone.}}
- {{action_now|Ask at your next supervision who the Lead Professional is for each child you
  work with.}}

{{#resources|Further information}}
-------------------
{{resource|National Guidance for Child Protection in Scotland}}
{{resource|GIRFEC practice materials: the My World Triangle}}
{{resource|Strathlinnie interpreting guidance, 2025}}

{{#contact|Contact}}
-------
{{contact|CPC Support Team, cpc.support@strathlinnie.example}}

{{boilerplate|This email and its attachments are intended for the person to whom they are
addressed.}}
"""

BRIEFING = Briefing(
    name="scottish-learning-review",
    suffix="txt",
    meta=(
        ("title", "Learning Review: Baby Rowan", "LEARNING REVIEW: BABY ROWAN"),
        ("pseudonym", "Baby Rowan", "BABY ROWAN"),
        ("review_type", "learning_review", "LEARNING REVIEW"),
        ("publisher", "Strathlinnie Child Protection Committee", "Strathlinnie Child Protection Committee"),
        ("published", "2025-05", "May 2025"),
    ),
    parts=(),
    raw=_RAW,
    notes=(
        "wrapped by the email program; the lines of signs under the headings are no text",
        "the last paragraph is the email's own",
    ),
)
