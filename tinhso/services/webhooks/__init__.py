"""Events for other systems: subscriptions, signed CloudEvents, deliveries that are tried again, told of and replayed.

It owns who wants which events where and what became of each delivery. It does not own the events (`kernel.outbox`), which
of them are offered (each module's `offers.py`), nor the systems and what they may see (`foundation.access`).
"""
