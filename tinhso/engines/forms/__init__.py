"""Forms: one JSON Schema and one UI file become question pages, validation, drafts and check answers.

Owns drafts (answers, papers, where each answer came from). Does not own procedures, dossiers, people, files or the
vault:
what is already known about a person is handed in by the caller with its source.
"""
