"""Published documents in: Word, PDF, slides, web pages and plain text, each as one `Document` or a clear refusal.

`read_document` and `read_file` read in a process of its own, within limits (`apart.py`); `read_review` and
`read_review_file` read the structure there too. `read_here` reads in this one.
"""

from nightlight.exchange.briefings.apart import (
    Apart,
    Limits,
    ReviewsApart,
    read_document,
    read_file,
    read_review,
    read_review_file,
)
from nightlight.exchange.briefings.read import read_here
from nightlight.exchange.briefings.refused import BadLists, Refused, Why

__all__ = [
    "Apart",
    "BadLists",
    "Limits",
    "Refused",
    "ReviewsApart",
    "Why",
    "read_document",
    "read_file",
    "read_here",
    "read_review",
    "read_review_file",
]
