"""The officers' home page."""
