"""Pages for developers of other systems, and for the administrator who lets them in: documentation, keys, subscriptions.

It owns no rule and no data: the description of the API comes from config, systems from access, events from webhooks.
"""
