"""Definitions as text: kinds, files with positions, schemas, differences. No database here: versions live in foundation."""
