"""Pure rules of registers: whether a line is in force on a day, and how that is said."""
