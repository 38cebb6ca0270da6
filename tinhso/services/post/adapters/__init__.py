"""Ways to reach the post: through the province's axis, and a stand-in that plays it."""
