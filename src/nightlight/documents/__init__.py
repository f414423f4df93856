"""Documents that leave the software: the replay of cases, and a review as it was read, each as one page.

What lives here: entries in words (`entry_words`), which of them others needed to know (`telling`), what the page says
of a case (`replay_data`), its drawing (`replay_drawing`) and the page itself (`replay_page`, `templates/`); a review
beside what was read in it (`reading_page`). The templates hold the words and no reckoning; what they show is worked out
before.

May import: the pure packages. No clock, no input or output but the templates of this package.
"""
