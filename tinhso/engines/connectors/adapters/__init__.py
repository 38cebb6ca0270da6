"""How calls travel: to the partner over HTTP, or to a simulator in this process."""
