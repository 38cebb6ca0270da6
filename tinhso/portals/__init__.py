"""Mount urls, pick the shell, compose pages of two or more modules; no rules."""
