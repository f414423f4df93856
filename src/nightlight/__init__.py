"""Nightlight: one shared chronology for unborn babies and infants, and safeguards that watch it.

The packages, and what each may import, are set out in `docs/guides/map.md`; `make check` holds them to it.
"""

__version__ = "0.1.0"
