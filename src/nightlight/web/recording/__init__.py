"""Writing to the record: finding the kind by ordinary words, forms made from the kinds, drafts, corrections."""
