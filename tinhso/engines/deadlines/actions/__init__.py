"""Acts on clocks, one file a use case."""
