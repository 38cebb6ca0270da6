"""Pages about officers' certificates."""
