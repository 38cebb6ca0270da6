"""Pure rules of forms: paths, conditions, typed text, compiling, validating, progress."""
