"""Guidance beside a procedure: common mistakes, whom to ask, hard words, how complete the page is, papers no longer asked.

Owns: the kinds `outdated_paper`, `procedure_help`, `glossary`, `help_desks` and `procedure_page`, the measure of a page and
the lint of papers. Does not own: procedures and their pages (a slot of the procedure's page shows what is here).
"""
