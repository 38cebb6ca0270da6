"""Shared by the tests that no single module owns."""
