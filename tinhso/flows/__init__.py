"""Stories that cross rooms after commit, one small file or package each: no table, no rule; they read an event and call an api."""
