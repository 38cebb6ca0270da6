"""Pure rules: reading a national record and merging its sources. No Django here."""
