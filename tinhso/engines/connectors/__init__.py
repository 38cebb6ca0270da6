"""Connectors: other people's interfaces as definitions, called over one bounded client.

Owns: the kind `connector` (address, sign-in, operations, records, what answers mean), filling a record, reading an answer, what
each fault means for an operator, the simulators. Not: what is sent when (services.sector_sync), what is asked (services.lookups).
"""
