"""What everybody looks up: administrative units with validity dates, code lists, working calendars.

Owns the kinds `unit_set`, `code_list` and `calendar`. Does not own agencies (foundation.identity) nor the arithmetic of
deadlines (engines.deadlines): a calendar only says when an office is open.
"""
