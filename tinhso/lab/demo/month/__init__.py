"""A month of money, post, notices and the national portal in minutes: real parts, partners that misbehave by script, a clock
that goes from one happening to the next. It knows which of them lied, and what must therefore be named at the end."""
