"""What other rooms may ask of the exchange with the national portal."""

from tinhso.services.national_portal.adapters.portals import is_on
from tinhso.services.national_portal.portal import (
    agency_questions,
    announcing_decisions,
    procedure_record,
    technical_id,
)

__all__ = ["agency_questions", "announcing_decisions", "is_on", "procedure_record", "technical_id"]
