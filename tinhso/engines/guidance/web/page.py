"""C04: help, hard words and the completeness of the procedure whose page this is."""

from django.http import HttpRequest
from django.urls import resolve

from tinhso.engines.guidance import api
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.errors import ProcedureNotFound
from tinhso.foundation.ui.types import SlotContent


def help_here(request: HttpRequest) -> SlotContent | None:
    """What stands under the heading "Trợ giúp"; nothing where the address names no procedure."""
    try:
        procedure = procedures.get_procedure(resolve(request.path_info).kwargs.get("code", ""))
    except ProcedureNotFound:
        return None
    helped = api.help_of(procedure)
    context = {
        "mistakes": helped.mistakes,
        "desks": [desk for desk in helped.desks if not desk.local],
        "local_desks": [desk for desk in helped.desks if desk.local],
        "words": helped.words,
        "reviewed_on": helped.reviewed_on,
        "completeness": api.completeness_of(procedure),
    }
    return SlotContent(template="guidance/_help.html", context=context)
