"""Owns the applied versions of definitions: immutable, dated, with their legal basis. Kinds belong to their modules."""
