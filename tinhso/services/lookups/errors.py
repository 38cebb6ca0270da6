"""What the door refuses."""

from tinhso.kernel.errors import Denied, NotFound, TooMany


class NoPurpose(NotFound):
    """No definition allows this look-up today."""

    code = "lookups.no_purpose"


class NotYours(Denied):
    """Somebody consents or withdraws for another, or looks up without the right."""

    code = "lookups.not_yours"


class TooManyLookups(TooMany):
    """The post has asked as often today as the purpose allows."""

    code = "lookups.too_many"
