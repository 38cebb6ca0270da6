"""Pure rules of guidance: papers that may no longer be asked for, hard words, how complete a page is."""
