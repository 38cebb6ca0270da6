"""Dossiers and the national portal: what happens to a dossier is told there within seconds, what is filed there is taken in here."""
