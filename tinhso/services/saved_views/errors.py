"""Refusals about saved views."""

from tinhso.kernel.errors import Denied, Invalid, NotFound


class ViewNotFound(NotFound):
    """There is no such view, or none that this officer sees."""


class ViewInvalid(Invalid):
    """A name is missing or too long, or there are too many."""


class NoPost(Denied):
    """Views belong to officers at work."""
