"""Pure checks of a stranger's bytes, and photos made into one PDF."""
