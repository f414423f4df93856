"""The record: entries, their two times, who knows them, and the arithmetic of days and weeks.

An entry is one thing that happened, was said, decided or done. Entries are only ever added; a correction is an entry
that replaces another. Everything else that Nightlight shows is worked out from entries.

What lives here: the kinds of entry (`kinds/`, one file a group), reading and checking them (`reading`), moments and
vague dates (`moments`), working days (`calendar`), weeks of pregnancy (`gestation`), who knows what (`knowing`), the
record of one family and its view at any moment (`record`), and the hash chain (`chain`).

May import: the standard library only. No clock, no input or output: a moment is always an argument.
"""
