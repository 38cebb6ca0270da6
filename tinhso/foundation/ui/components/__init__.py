"""The components: each function checks its typed arguments and returns the context of its template."""
