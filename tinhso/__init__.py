"""Tỉnh Số: the open platform that runs a Vietnamese province's digital government."""

__version__ = "0.1.0"
