"""The matrix: every address × method × person × family × what it is asked with, a canary in every record, not one of which may leak.

Who may see which canary is written down here by hand (`families.py`), from what the record of each family says; the code that decides it
is not asked. `make matrix` makes as many requests as one likes.
"""
