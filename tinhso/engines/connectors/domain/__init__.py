"""Rules of connectors without Django: filling, reading."""
