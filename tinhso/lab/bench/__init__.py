"""Owns the benches: real HTTP against two workers, figures with the machine's raw limit beside them, never a wish."""
