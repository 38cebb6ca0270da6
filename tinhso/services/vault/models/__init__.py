"""Rows of the vault, a file for each matter."""

from tinhso.services.vault.models.item import Item
from tinhso.services.vault.models.objection import Objection
from tinhso.services.vault.models.own_document import OwnDocument
from tinhso.services.vault.models.share import Share

__all__ = ["Item", "Objection", "OwnDocument", "Share"]
