"""Whoever owns another system hears when it takes no events: that it fails, that it is held, that it wants no more."""
