"""Scenarios of many people at once: run by hand against a loaded database, never in `make test`."""
