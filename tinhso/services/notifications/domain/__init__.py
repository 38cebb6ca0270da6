"""Rules of notices, free of Django."""
