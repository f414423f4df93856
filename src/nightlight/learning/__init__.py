"""What reviews teach: a published briefing read into items, their themes, and how like one another they are.

Pure: documents come in as `Document` (made by `nightlight.exchange.briefings`), word lists as text (kept in
`nightlight.taxonomy`). May import `nightlight.chronology` and nothing else of the project.
"""
