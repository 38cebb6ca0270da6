"""What tests of other rooms look at: rows as they rest, and reads as the pages make them."""

from tinhso.casework.feedback import models, queries

__all__ = ["models", "queries"]
