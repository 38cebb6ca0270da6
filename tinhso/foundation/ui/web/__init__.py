"""Pages of ui itself: the language switch and the gallery."""
