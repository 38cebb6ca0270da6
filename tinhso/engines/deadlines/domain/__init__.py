"""The arithmetic of terms: pure functions over a calendar and a rule, no clock of their own, no Django."""
