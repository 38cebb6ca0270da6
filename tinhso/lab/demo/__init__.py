"""Owns the demonstrations: real HTTP, several people signed in, every claim checked."""
