"""Cash desk: money received at a counter, with a numbered receipt for each, counted by shift, handed to the bank by slip.

Owns shifts, receipts and deposit slips. Knows neither dues nor dossiers: a line of a receipt carries an opaque id, and
whoever composes the act takes the number (services.registers) and says what the money was for.
"""
