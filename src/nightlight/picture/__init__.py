"""The picture of a family, folded from its entries at a moment and for a viewer.

The states and the sets that safeguards use come from here and nowhere else. What lives here: facts (entries in force, and
the events that follow from them), states over time, sets of people and agencies, and the parts that a page shows: people
and ties, households, pregnancies, the team, plans, meetings, actions, concerns, questions, factors, legal status, stays, and
who has been seen by whom.

May import: `nightlight.chronology` only. No clock: the moment is an argument.
"""

from nightlight.picture.fold import Picture, fold

__all__ = ["Picture", "fold"]
