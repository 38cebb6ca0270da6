"""The province as the headers name it: the root of the agency tree in force, and the hotline of the home's definition."""

from django.db import DatabaseError

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui.types import Place
from tinhso.kernel.errors import DomainError


def province() -> Place | None:
    """None while no agency tree is applied, or while the database does not answer (error pages ask too)."""
    try:
        root = next(
            (agency for agency in identity.list_agencies() if agency.parent_id is None and agency.unit_code), None
        )
        if root is None or root.unit_code is None:
            return None
        home = definitions.list_current("citizen_home")
        return Place(
            name=reference.get_unit(root.unit_code).full_name,
            hotline=home[0].body.get("hotline", "") if home else "",
        )
    except (DomainError, DatabaseError):
        return None
