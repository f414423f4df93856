"""A search by the words of names finds whom a search through every name finds, and nobody else."""

from __future__ import annotations

from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.store import actions, kept
from nightlight.web.store.lists import list_anew
from nightlight.web.store.models import Family, PersonOfFamily, WordOfName
from nightlight.web.store.named import named
from nightlight.web.store.names import heard, nearness, plain_words, slips_between, sounds, word_nearness
from nightlight.web.store.scope import of_family, searching

_BEGIN = (
    "Kn",
    "Ph",
    "Wr",
    "Gh",
    "Mac",
    "Sch",
    "C",
    "K",
    "S",
    "Z",
    "Qu",
    "J",
    "G",
    "Ch",
    "Ps",
    "É",
    "Ł",
    "Ø",
    "Th",
    "B",
    "M",
    "A",
    "Y",
)
_MIDDLE = ("a", "e", "ai", "ea", "i", "ie", "o", "oo", "u", "y", "ö", "ã")
_END = (
    "n", "nn", "ck", "k", "ght", "ph", "ff", "x", "ska", "ley", "ly", "tch", "ss", "z", "ra", "rah", "ße", "l", "lle", "mb", "dge",
    "ette",
)  # fmt: skip
_WHOLE = (
    "O'Brook", "Smith-Quill", "Anne-Marie", "Ng", "Ó Fen", "D’Oak", "van der Heath", "李 雷", "Нина Ива", "Ə", "Nguyễn", "Jo", "Al Fen",
)  # fmt: skip


def names(random: Random, many: int) -> list[str]:
    """Made-up names of one to three words; some with a hyphen, an apostrophe or letters of other alphabets."""

    def word() -> str:
        return random.choice(_BEGIN) + random.choice(_MIDDLE) + "".join(
            random.choice(_END) + random.choice(("", random.choice(_MIDDLE))) for _ in range(random.randrange(1, 3))
        )  # fmt: skip

    return [
        *_WHOLE,
        *(
            random.choice((" ", " ", " ", "-")).join(word() for _ in range(random.choice((1, 2, 2, 3))))
            for _ in range(many - len(_WHOLE))
        ),
    ]


def slipped(name: str, random: Random) -> str:
    """A name as somebody may write it: letters put in, left out, changed or swapped, accents or a part left out, another order."""
    for _ in range(random.randrange(4)):
        place = random.randrange(len(name)) if name else 0
        letter = random.choice("aeiklmnrstyz")
        match random.randrange(8):
            case 0:
                name = name[:place] + letter + name[place:]
            case 1:
                name = name[:place] + name[place + 1 :]
            case 2:
                name = name[:place] + letter + name[place + 1 :]
            case 3:
                name = name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]
            case 4:
                name = " ".join(plain_words(name))
            case 5:
                name = name.replace("-", " ").replace("'", "")
            case 6:
                name = " ".join(random.sample(name.split(), len(name.split())))
            case _:
                name = " ".join(name.split()[: random.randrange(1, 3)])[: random.randrange(2, 12)]
    return name


@pytest.fixture
def everybody(db: None) -> list[PersonOfFamily]:
    """People of a few families."""
    random = Random(5)
    families = [Family.objects.create(key=f"named-{n}", created_at=utc_now()) for n in range(5)]
    people = [
        PersonOfFamily(family=random.choice(families), person=f"p{number}", name=name)
        for number, name in enumerate(names(random, 1200))
    ]
    PersonOfFamily.objects.bulk_create(people)
    return list(PersonOfFamily.objects.all())


def through_every_name(asked: str, people: list[PersonOfFamily]) -> list[tuple[int, int, str]]:
    ranked = ((nearness(asked, each.name), each.pk, each.family_id) for each in people)
    return sorted((rank, pk, family) for rank, pk, family in ranked if rank is not None)


@pytest.mark.long
def test_the_words_of_names_find_what_a_search_through_every_name_finds(everybody: list[PersonOfFamily]) -> None:
    random = Random(7)
    asked = [slipped(random.choice(everybody).name, random) for _ in range(400)]
    asked += [*_WHOLE, "", "-", "'", "Mac", "A", "Smith Quill Quill", "Quill-Smith", "obrook", "anne marie", "Mc"]

    found = {each: named(each, PersonOfFamily.objects.all()) for each in asked}

    wrong = {each: rows for each, rows in found.items() if rows != through_every_name(each, everybody)}
    assert not wrong
    ranks = {rank for rows in found.values() for rank, _, _ in rows}
    assert ranks == {0, 1, 2}
    assert any(not rows for rows in found.values())


@pytest.mark.long
def test_whom_the_first_letters_of_the_sounds_led_to_is_found_still(everybody: list[PersonOfFamily]) -> None:
    """The search of before asked about rows of which a word begins, as it sounds, like one that is asked for."""
    random = Random(11)
    for _ in range(200):
        asked = slipped(random.choice(everybody).name, random)
        starts = [f" {heard(word)[:1]}" for word in plain_words(asked) if heard(word)]
        before = [each for each in everybody if any(start in sounds(each.name) for start in starts)]
        assert set(through_every_name(asked, before)) <= set(named(asked, PersonOfFamily.objects.all())), asked


def test_a_slip_that_changes_how_a_word_begins_to_sound_is_found(db: None) -> None:
    family = Family.objects.create(key="named", created_at=utc_now())
    PersonOfFamily.objects.create(family=family, person="p", name="Knight")
    assert [rank for rank, _, _ in named("Kinght", PersonOfFamily.objects.all())] == [2]


def test_only_the_rows_that_are_asked_among_are_found(everybody: list[PersonOfFamily]) -> None:
    one = PersonOfFamily.objects.filter(family="named-1")
    asked = everybody[20].name
    expected = [each for each in through_every_name(asked, everybody) if each[2] == "named-1"]
    assert named(asked, one) == expected


def test_a_word_is_no_slip_of_another_where_so_many_letters_differ() -> None:
    """What is said before slips are counted never contradicts the count."""
    random = Random(3)
    letters = "abcab"
    for _ in range(4000):
        one = "".join(random.choice(letters) for _ in range(random.randrange(1, 10)))
        other = "".join(random.choice(letters) for _ in range(random.randrange(1, 10)))
        longer = max(len(one), len(other))
        allowed = 2 if longer >= 8 else 1 if longer >= 4 else 0
        slip = allowed > 0 and one[0] == other[0] and slips_between(one, other) <= allowed
        near = one == other or heard(one) == heard(other) or (len(one) >= 3 and other.startswith(one))
        assert (word_nearness(one, other) is not None) == (slip or near), (one, other)


# -- the table


def words_of(family: Family) -> list[tuple[str, str, str, str]]:
    with of_family(family.key):
        rows = WordOfName.objects.filter(family=family).order_by("person__person", "word")
        return list(rows.values_list("person__person", "word", "initial", "heard"))


def test_the_words_of_names_follow_the_record_and_can_be_made_again(small: Family) -> None:
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    added = {"kind": "person.added", "id": "aunt", "name": "Phaedra Quill-Quill", "role": "relative"}
    actions.record(viewer, "small", added, by="Sam Fennel")
    before = words_of(small)
    assert [each[1:] for each in before if each[0] == "aunt"] == [("phaedra", "p", "fdr"), ("quill", "q", "kl")]
    assert {each[1] for each in before} == {"mallow", "fen", "brook", "phaedra", "quill"}

    with of_family("small"):
        WordOfName.objects.all().delete()
    row = Family.objects.get(key="small")
    with transaction.atomic():
        list_anew(row, kept.take_watch(row))

    assert words_of(small) == before


def test_a_row_of_a_person_that_is_written_or_changed_alone_has_its_words(small: Family) -> None:
    person = PersonOfFamily.objects.create(family=small, person="x", name="Ivo Tansy")
    assert [each[1] for each in words_of(small) if each[0] == "x"] == ["ivo", "tansy"]
    person.name = "Ivo Vetch"
    person.save()
    assert [each[1] for each in words_of(small) if each[0] == "x"] == ["ivo", "vetch"]


def test_no_backup_asks_for_the_words(small: Family) -> None:
    with searching():
        assert WordOfName.objects.exists()
        assert not WordOfName._default_manager.exists()


def test_words_of_names_are_seen_by_a_search_and_written_by_their_family_alone_on_postgresql(
    small: Family, on_postgresql: bool
) -> None:
    if not on_postgresql:
        pytest.skip("SQLite has no second line: the access rules carry it alone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('nightlight.family', '', false)")

    assert not WordOfName.objects.exists()
    with of_family("another"):
        assert not WordOfName.objects.exists()
    with searching():
        assert WordOfName.objects.exists()
        assert WordOfName.objects.all()._raw_delete(WordOfName.objects.db) == 0
    person = PersonOfFamily.objects.filter(family=small).first()
    assert person is not None
    with pytest.raises(DatabaseError), transaction.atomic(), searching():
        WordOfName.objects.bulk_create([WordOfName(family=small, person=person, word="x", initial="x", heard="x")])
    assert not WordOfName.objects.exists()
