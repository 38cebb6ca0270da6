"""The cases people bring: dossiers."""
