"""Blank forms: list and search them, print one blank or filled in with what is known of who is signed in."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from tinhso.casework.blank_forms import printing, queries
from tinhso.casework.blank_forms.errors import NoForm
from tinhso.casework.blank_forms.types import BlankForm, OfficialContent, PrintedForm
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Prefilled
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.access import api as access
from tinhso.foundation.files.types import PDF
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Denied
from tinhso.services.vault import api as vault

__all__ = [
    "forms_of", "is_prepared_for", "list_forms", "official_file", "print_blank", "print_prefilled", "print_preparation",
]  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def list_forms(text: str = "", *, on: date | None = None) -> tuple[BlankForm, ...]:
    """The forms whose name, code or procedure holds every word of `text` (marks do not matter); all when it is empty."""
    return queries.search(text, on or today())


def forms_of(procedure_code: str, *, on: date | None = None) -> tuple[BlankForm, ...]:
    """The forms of one procedure."""
    return queries.of_procedure(procedure_code, on or today())


def print_blank(procedure_code: str) -> PrintedForm:
    """The procedure's own form, empty. Raises ProcedureNotFound, NoForm."""
    return _print_blank(procedure_code, today())


def official_file(procedure_code: str, name: str) -> OfficialContent:
    """An official blank that the province laid beside a procedure's definitions. Raises NoForm."""
    found = queries.official_version(procedure_code, name, today())
    if found is None:
        raise NoForm
    media_type = DOCX if name.endswith(".docx") else PDF
    return OfficialContent(content=b64decode(found.body["content"]), media_type=media_type, file_name=name)


def is_prepared_for(procedure: Procedure) -> bool:
    """Whether a sheet of papers to prepare is printed: for procedures with papers whose form is not known here."""
    return procedure.form is None and bool(procedure.components)


def print_preparation(procedure_code: str) -> PrintedForm:
    """The papers of a procedure to prepare and tick off. Raises ProcedureNotFound, NoForm where it has a form of ours."""
    return _print_preparation(procedure_code, today())


def print_prefilled(procedure_code: str, *, actor: Actor) -> PrintedForm:
    """The form with what the register and the vault know of the signed-in person; the reading is logged as theirs.

    Raises ProcedureNotFound, NoForm, Denied for an officer or somebody who is not signed in as a person.
    """
    if actor.person_id is None or actor.is_officer:
        raise Denied("Đăng nhập bằng tài khoản của bạn để in tờ khai điền sẵn.")
    procedure = procedures.get_procedure(procedure_code)
    if procedure.version_id is None or procedure.form is None:
        raise NoForm
    known = _known_of(HolderRef(kind="person", id=actor.person_id), actor=actor)
    return printing.render(procedure, forms.prefilled(procedure.version_id, known), prefilled=True)


def _known_of(holder: HolderRef, *, actor: Actor) -> Mapping[str, Prefilled]:
    register: Mapping[str, Any] = forms.known_values(holder, actor=actor)
    known = {name: Prefilled(value=value, source="", as_of=today()) for name, value in register.items()}
    for name, value in vault.known_values(holder=holder, actor=actor, purpose="In tờ khai điền sẵn").items():
        known[name] = Prefilled(value=value.value, source=value.source, as_of=value.as_of)
    return known


@access.kept_standing(maxsize=64)
def _print_blank(procedure_code: str, on: date) -> PrintedForm:
    """Kept: anybody may ask for it, and drawing a page costs far more than sending it."""
    procedure = procedures.get_procedure(procedure_code, on=on)
    if procedure.version_id is None or procedure.form is None:
        raise NoForm
    return printing.render(procedure, {}, prefilled=False)


@access.kept_standing(maxsize=64)
def _print_preparation(procedure_code: str, on: date) -> PrintedForm:
    """Kept, as `_print_blank`."""
    procedure = procedures.get_procedure(procedure_code, on=on)
    if not is_prepared_for(procedure):
        raise NoForm
    address = reverse("procedures:start", args=[procedure.code])
    return printing.preparation(procedure, page_url=f"{settings.PUBLIC_ADDRESS}{address}", on=on)
