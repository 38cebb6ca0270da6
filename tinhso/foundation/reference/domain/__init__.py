"""Reading definitions into values: pure, no Django."""
