"""What `make bench` and `make agreement` run: how fast it is, and whether the three engines say the same.

Nothing here is asserted; it is measured and printed. May import everything, and is imported by the tests of agreement.
"""
