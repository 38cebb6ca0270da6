"""What every operation of the HTTP API shares: who calls and may, how often, once only, page by page.

It owns the counters of calls and the answers kept for repeated requests. It does not own clients and their keys
(`foundation.access`), nor any operation: modules declare theirs in `web/rest.py`.
"""
