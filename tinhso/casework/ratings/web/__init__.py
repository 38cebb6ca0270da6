"""Pages of ratings: the slip, the counter, the results."""
