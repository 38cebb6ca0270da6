"""Owns the permanent event table and its delivery: written with the act, delivered at least once, in order per aggregate.

Does not own what subscribers do with an event.
"""
