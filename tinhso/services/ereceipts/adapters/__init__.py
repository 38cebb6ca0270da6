"""Providers of electronic receipts, and a stand-in that can fail."""
