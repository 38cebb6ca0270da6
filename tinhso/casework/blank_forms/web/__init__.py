"""Pages of the library: search, the forms of one procedure, and the prints."""
