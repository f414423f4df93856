"""People by their names, and by where they live: which rows of the list tables to ask about.

The words of names are few beside the people who bear them. Of these words only those are compared that begin with the same letter or
sound the same: no other can be near (`names.word_nearness`). So a search compares a few thousand words at most and reads the rows of
those alone that fit, however many people there are. The words of addresses are compared to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from nightlight.web.store.models import Family, PersonOfFamily, WordOfAddress, WordOfName
from nightlight.web.store.names import LONGEST_WORD, heard, nearness, plain_words, word_nearness
from nightlight.web.store.scope import searching


def named(asked: str, among: QuerySet[PersonOfFamily]) -> list[tuple[int, int, str]]:
    """Of these rows those whose name is near the one that is asked for: how near, the row and its family, the nearest first.

    They are candidates: who of them may be shown is asked of each record.
    """
    words = dict.fromkeys(plain_words(asked))
    if not words:
        return []
    with searching():
        for word in words:
            near = _near(word)
            if not near:
                return []
            of_word = WordOfName.objects.filter(initial__in={each[0] for each in near}, word__in=near)
            among = among.filter(pk__in=of_word.values("person"))
        rows = list(among.values_list("pk", "family_id", "name"))
    ranked = ((nearness(asked, name), pk, family) for pk, family, name in rows)
    return sorted((rank, pk, family) for rank, pk, family in ranked if rank is not None)


def _near(word: str) -> list[str]:
    """The words of all names that are near a word."""
    words = WordOfName.objects.values_list("word", flat=True).distinct()
    like = {*words.filter(initial=word[0]), *words.filter(heard=heard(word))}
    return sorted(each for each in like if word_nearness(word, each) is not None)


def living_at(words: Iterable[str], among: QuerySet[Family]) -> QuerySet[Family]:
    """Of these families those in whose addresses each of the words stands (`lists.address_words`); to be read while `searching`.

    They are candidates: whether it is one address, and who may be shown it, is asked of each record.
    """
    for word in dict.fromkeys(words):
        there = WordOfAddress.objects.filter(word=word[:LONGEST_WORD])
        among = among.filter(pk__in=there.values("family"))
    return among
