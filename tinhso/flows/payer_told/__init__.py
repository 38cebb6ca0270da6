"""Whoever paid online hears once that the money has counted, and once for each time that money went back."""
