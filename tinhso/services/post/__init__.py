"""Letters that the post carries between people and one-stops: orders in both directions, waybills, tracking, prices.

Owns orders and their history, the pool of waybill numbers, what the post told and where it contradicts itself. Knows no
dossiers: whoever registers an order gives an opaque subject, and is called when the letter moves (`register_subjects`).
"""
