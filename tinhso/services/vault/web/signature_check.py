"""The signature check that config wires in: siblings do not import each other."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from tinhso.services.vault.types import SignatureCheck, SignatureReport


def check_signatures(pdf: bytes) -> SignatureReport | None:
    """What the function named by the setting SIGNATURE_CHECK says; None when none is wired."""
    name = getattr(settings, "SIGNATURE_CHECK", "")
    if not name:
        return None
    return cast("SignatureCheck", import_string(name))(pdf)
