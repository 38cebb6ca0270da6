"""What other plays may use of the peers: the national portal on a real port, and its script of faults."""

from tinhso.engines.procedures import api as procedures
from tinhso.foundation.identity import api as identity
from tinhso.lab.peers.national_portal.faults import Fault, Script
from tinhso.lab.peers.national_portal.portal import Portal
from tinhso.lab.peers.national_portal.server import PortalServer, serving

__all__ = ["Fault", "Portal", "PortalServer", "Script", "fill", "serving"]


def fill(portal: Portal) -> None:
    """The catalogues of a portal that knows this province."""
    whole = [one for one in procedures.read_procedures() if one.is_operational]
    portal.lists["procedures"] = [{"MATTHC": one.code, "TENTTHC": one.title} for one in whole]
    fields = {one.field_code: one.field_title for one in whole}
    portal.lists["fields"] = [{"MALINHVUC": code, "TENLINHVUC": title} for code, title in fields.items()]
    portal.lists["agencies"] = [{"MADONVI": one.code, "TENDONVI": one.name} for one in identity.list_agencies()]
    portal.records = {one.code: {"MATTHC": one.code, "TENTTHC": one.title} for one in whole}
