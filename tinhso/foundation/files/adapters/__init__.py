"""Vendors behind files: PDF and picture libraries, virus scanners (always with a demo), the blob storage."""
