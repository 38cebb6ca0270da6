"""Whoever the business register no longer names as a company's representative hears that their rights there ended."""
