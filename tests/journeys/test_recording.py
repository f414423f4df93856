"""Recording what happened, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.journeys.beginning import begins_a_record
from tests.journeys.person import Person

Someone = Callable[[str], Person]

#: What a night shift allows: so many taps on a phone, so many letters. By keyboard, the way to the last button is counted too.
_TAPS = 8
_LETTERS = 60
_KEYS = 260


def test_a_midwife_records_a_pregnancy_and_a_concern_and_sees_what_must_happen_now_and_to_whom_it_has_gone(
    someone: Someone,
) -> None:
    midwife = someone("midwife")
    mother = begins_a_record(midwife, "Maia")
    midwife.reads(mother, "unborn, 31 weeks")

    midwife.presses("Record something", nth=1).presses("I am worried about something")
    midwife.chooses(re.compile(f"^{mother}")).fills("What are you worried about?", "She would not say who lives there.")
    midwife.presses("Record this")
    midwife.reads("Recorded", "What must happen now", "Who holds this baby tonight?", "Your own agency sees it")

    midwife.presses("A referral is made").unfolds("Another agency").chooses("Children’s social care", "To whom?")
    midwife.presses("Check before you record").reads("Children’s social care will see this")
    midwife.presses("Record this").reads("It has gone to Children’s social care", "What comes next")


def test_a_ward_nurse_records_an_incident_at_night_in_a_few_taps(someone: Someone) -> None:
    nurse = someone("ward.nurse")
    nurse.taps = nurse.keys = 0
    nurse.presses("Baby Harbour").presses("Record something", nth=1).presses("Something happened on the ward")
    nurse.chooses("Drunk, or under the influence").chooses(re.compile("^Skip Quay"))
    nurse.fills(re.compile("words"), "Smelt of drink at 2 am. Security came.").rests().presses("Record this")
    taps, keys = nurse.taps, nurse.keys
    nurse.reads("Recorded", "Smelt of drink at 2 am", "It has gone to")
    if nurse.way == "keyboard":
        assert keys <= _KEYS, f"{keys} keys"
    else:
        assert taps <= _TAPS, f"{taps} taps"
        assert keys <= _LETTERS, f"{keys} letters"


def test_words_typed_half_are_there_after_the_session_ended(someone: Someone) -> None:
    midwife = someone("midwife")
    begins_a_record(midwife, "Hazel")
    midwife.presses("Record something", nth=1).presses("I am worried about something")
    midwife.fills("What are you worried about?", "Half a sentence, and then the bell").is_signed_out()
    midwife.presses("Record this").reads("Sign in").does_not_read("Half a sentence")
    midwife.fills("Your sign-in", "midwife").fills("Password", "nightlight demo").presses("Sign in")
    midwife.reads("it is as you left it")
    midwife.holds("What are you worried about?", "Half a sentence, and then the bell")


def test_words_typed_half_are_there_after_the_screen_was_locked(someone: Someone) -> None:
    midwife = someone("midwife")
    begins_a_record(midwife, "Olive")
    midwife.presses("Record something", nth=1).presses("I am worried about something")
    midwife.fills("What are you worried about?", "Half a sentence, and then a colleague came in")
    midwife.rests().reads("Saved as draft").presses("Lock screen").does_not_read("Half a sentence")
    midwife.fills("Password", "nightlight demo").presses("Unlock")
    midwife.holds("What are you worried about?", "Half a sentence, and then a colleague came in")


def test_two_people_who_write_at_once_both_keep_their_words(someone: Someone) -> None:
    worker, again = someone("social.worker"), someone("team.manager")
    begins_a_record(worker, "Rosa", role="social worker")
    again.opens(worker.page.url.removeprefix(worker.site))
    for each, words in ((worker, "Words of the first."), (again, "Words of the second.")):
        each.presses("Record something", nth=1).presses("I am worried about something")
        each.chooses(re.compile("^Rosa")).fills("What are you worried about?", words)
    worker.presses("Record this").reads("Recorded", "Words of the first.")
    again.presses("Record this").reads("While you were writing", "Words of the first.", "Words of the second.")
    again.reads("Nothing that you typed is lost").presses("Record mine too").reads("Recorded", "Words of the second.")
    again.presses("Chronology").reads("Words of the first.", "Words of the second.")


def test_a_worker_corrects_an_entry_and_both_versions_are_there(someone: Someone) -> None:
    midwife = someone("midwife")
    mother = begins_a_record(midwife, "Ivy")
    midwife.presses("Record something", nth=1).presses("I am worried about something")
    midwife.chooses(re.compile(f"^{mother}")).fills("What are you worried about?", "The flat is on the third floor.")
    midwife.presses("Record this").presses("Correct it").reads("Both stay on the record")
    midwife.fills("What are you worried about?", "The flat is on the fourth floor.")
    midwife.fills("Why is it corrected?", "I mixed up two visits").presses("Check before you record")
    midwife.presses("Record this").reads("Recorded", "The flat is on the fourth floor.")
    midwife.presses("Chronology").reads("Corrected", "The flat is on the fourth floor.")
    midwife.unfolds(re.compile("Everything recorded.*entry 6"))
    midwife.reads("Before, it read", "The flat is on the third floor.")
    midwife.unfolds("More").presses("Who has looked").reads("I mixed up two visits")
