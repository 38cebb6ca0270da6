"""What every engine stands on: identity, access, definitions, reference, files, search, ui."""
