"""Word files of letters: opened as hostile bytes, merged, read as words, turned into the HTML of our own layouts.

Only what a letter needs passes: paragraphs, runs, lists, tables. Everything else is refused by name, never lost silently
(docs/decisions/0010).
"""
