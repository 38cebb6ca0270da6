"""Owns the loading of the sample province's invented people, organisations and earlier results."""
