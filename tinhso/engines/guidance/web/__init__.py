"""The help on a procedure's page, and the list of procedures by how complete their pages are."""
