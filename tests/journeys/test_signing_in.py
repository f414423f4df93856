"""Signing in, locking the screen, signing out."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.person import Person

Someone = Callable[[str], Person]


def test_a_worker_signs_in_locks_the_screen_and_comes_back_to_where_they_were(someone: Someone) -> None:
    worker = someone("social.worker")
    worker.opens("/families/brook/").reads("Baby Brook")
    worker.presses("Lock screen").reads("The screen is locked").does_not_read("Baby Brook")
    worker.fills("Password", "not it").presses("Unlock").reads("That is not your password")
    worker.fills("Password", "nightlight demo").presses("Unlock").reads("Baby Brook")


def test_a_wrong_password_is_said_plainly(someone: Someone) -> None:
    nobody = someone("")
    nobody.opens("/sign-in/login/").fills("Your sign-in", "social.worker").fills("Password", "no").presses("Sign in")
    nobody.reads("That sign-in and password do not fit together")
