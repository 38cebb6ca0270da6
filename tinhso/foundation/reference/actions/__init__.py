"""Acts of reference data."""
