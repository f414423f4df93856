"""One test of many alike things: a test for each limit or template costs more to begin and to report than to run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def for_each(
    items: Iterable[T], named: Callable[[T], str] = str
) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Makes of a check of one thing a test of all, which names every one for which the check does not hold.

    For example: `@for_each(PACK.safeguards, lambda rule: rule.id)`.
    """
    every = list(items)

    def as_test(check: Callable[[T], None]) -> Callable[[], None]:
        def test() -> None:
            assert every, "there is nothing to check"
            wrong = []
            for item in every:
                try:
                    check(item)
                except Exception as failed:
                    wrong.append(f"{named(item)}: {type(failed).__name__}: {failed}")
            assert not wrong, "\n".join(wrong)

        test.__name__, test.__qualname__, test.__doc__ = check.__name__, check.__qualname__, check.__doc__
        test.__module__ = check.__module__
        return test

    return as_test
