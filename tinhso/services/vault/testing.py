"""For tests of other modules: a document in somebody's vault."""

from datetime import date
from typing import Any
from uuid import UUID

from tinhso.foundation.files import api as files
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import system_actor
from tinhso.kernel.ids import new_id
from tinhso.services.vault import api
from tinhso.services.vault.types import VaultItem

SMALL_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def item(holder: HolderRef, *, issuer_agency_id: UUID, content: bytes = SMALL_PDF, **changes: Any) -> VaultItem:
    """A result of kind "giay_phep" issued on 2026-11-02, deposited by the system."""
    stored = files.store(content=content, name="ket-qua.pdf", media_type="application/pdf", actor=system_actor())
    given: dict[str, Any] = {
        "result_code": "giay_phep",
        "title": "Giấy phép chặt hạ cây xanh",
        "number": "07/GP-UBND",
        "issued_on": date(2026, 11, 2),
        "valid_to": None,
        "data": {"tree": {"kind": "Phượng vĩ"}, "tree.count": 2},
        "source": ("dossier", new_id()),
        "actor": system_actor(),
    }
    return api.deposit(holder=holder, issuer_agency_id=issuer_agency_id, file_id=stored.id, **{**given, **changes})
