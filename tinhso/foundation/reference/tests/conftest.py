"""Settings of the tests of reference data."""

from hypothesis import settings

# Two cores are shared by many: a slow example is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
