"""Search over procedures: one trigram index in memory, the same ranking whatever the database. No Django here."""
