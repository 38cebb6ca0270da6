"""Registers of others: the demo siblings, and the ports that real connectors enter."""
