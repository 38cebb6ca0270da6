"""Pure rules of the vault: states on a day, data as paths, words for the public."""
