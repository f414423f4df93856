"""Documents that leave the software: the replay of cases as one page to read.

What lives here: entries in words (`entry_words`), which of them others needed to know (`telling`), what the page says
of a case (`replay_data`), its drawing (`replay_drawing`) and the page itself (`replay_page`, `templates/`). The
templates hold the words and no reckoning; what they show is worked out before.

May import: the pure packages. No clock, no input or output but the templates of this package.
"""
