"""Pure rules of identifiers; no Django."""
