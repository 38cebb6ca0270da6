"""Dossiers and what people say of them: ratings and feedback learn here what a dossier is and who may speak about it."""
