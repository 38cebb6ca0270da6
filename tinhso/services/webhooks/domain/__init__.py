"""Rules of webhooks without Django."""
