"""Settings, urls, command line and discovery: the only place that knows every module."""
