"""What a provider or the door refuses."""

from tinhso.kernel.errors import Invalid


class Refused(Invalid):
    """The provider will not issue this, however often it is asked."""

    code = "ereceipts.refused"
