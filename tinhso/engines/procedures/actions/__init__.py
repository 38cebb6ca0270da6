"""Use cases of this module, one a file."""
