"""The pages of `docs/generated`, each made from the code; a file for each sort of page, and `markdown` for their parts.

A maker gives pages as text by the name of their file. Nothing here writes a file; `scripts/make_docs.py` does.
"""
