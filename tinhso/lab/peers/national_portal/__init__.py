"""The national portal: first generation behind the adapter of the integration axis, and of the second what is known."""
