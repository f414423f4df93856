"""Made-up families in any number: for the demonstration, the tests and the bench.

What lives here: a made-up family as a case file states it (`family`), moments at which something changes (`edges`), families in
which anything may happen, made to find where two engines disagree (`wild`), families as they are met in practice (`lifelike`),
and made-up safeguards of every kind (`safeguards`). All chance comes from a `random.Random` that is passed in, so that a seed
names a family; nothing reads a clock.

May import: the pure packages.
"""
