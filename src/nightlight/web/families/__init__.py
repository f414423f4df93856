"""Families as a worker meets them: my list, the page of one family, finding people."""
