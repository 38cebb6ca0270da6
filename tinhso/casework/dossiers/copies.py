"""Certified copies in dossiers: which procedure certifies at a desk, the papers a dossier lists, their lines in the book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import places
from tinhso.casework.dossiers.applicants import Signer
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.models import Dossier
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.text import grouped
from tinhso.services.copybook import api as copybook
from tinhso.services.copybook.types import FeeRule, Line, LineInput


@dataclass(frozen=True, kw_only=True)
class Certifying:
    """What a desk certifies copies by: the procedure, the agency that keeps the book and signs, the fee."""

    procedure: Procedure
    version_id: UUID
    keeper: Agency
    fee: FeeRule

    @property
    def register(self) -> str:
        """The register whose series the numbers come from."""
        return self.procedure.results[0].register


def certifying_at(agency_id: UUID | None) -> Certifying:
    """For an officer's agency: a one-stop, or the agency that signs. Raises NotOffered where no copies are certified."""
    version = next((one for one in definitions.list_current("procedure") if "certified_copies" in one.body), None)
    if version is None or agency_id is None:
        raise NotOffered("Hệ thống của tỉnh chưa có thủ tục chứng thực bản sao.")
    procedure = procedures.get_procedure_version(version.id)
    try:
        keeper = places.owner_of(identity.get_agency(agency_id), procedure, None)
    except NotOffered:
        raise NotOffered("Nơi bạn làm việc không chứng thực bản sao.") from None
    return Certifying(procedure=procedure, version_id=version.id, keeper=keeper, fee=fee_of(procedure))


def fee_of(procedure: Procedure) -> FeeRule:
    """What one copy costs, by the definition."""
    fee = procedure.certified_copies["fee"]
    return FeeRule(**{name: fee[name] for name in ("first_pages", "first_vnd", "further_vnd", "most_vnd")})


def papers_of(row: Dossier, procedure: Procedure) -> tuple[LineInput, ...]:
    """The originals that this dossier lists, each of them a line of the book; none where nothing is certified."""
    where = procedure.certified_copies
    if not where:
        return ()
    listed = row.answers.get(str(where["lines"]).strip("/"), [])
    return tuple(
        LineInput(title=str(one[where["title"]]), pages=int(one[where["pages"]]), copies=int(one[where["copies"]]))
        for one in listed
    )


def write_down(row: Dossier, serials: Sequence[int], *, signer: str, at: datetime, actor: Actor) -> None:
    """The lines of a dossier that is signed by itself; nothing where its procedure certifies no copies."""
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    papers = papers_of(row, procedure)
    if not papers:
        return
    copybook.record_lines(
        agency_id=row.owner_agency_id,
        dossier_id=row.id,
        holder=row.holder,
        name=row.applicant_name,
        papers=papers,
        fee=fee_of(procedure),
        numbers=serials,
        year=local(at).year,
        on=local(at).date(),
        signer=signer,
        at=at,
        actor=actor,
    )


def in_one_column(signer: Signer) -> str:
    """Name and title, as the book has them."""
    return f"{signer.name}, {signer.title}"[:300]


def notation(serials: Sequence[int], year: int) -> str:
    """The number of a result as printed: one number, or from the first to the last of its papers."""
    first, last = serials[0], serials[-1]
    return f"{first}/{year}" if first == last else f"{first}–{last}/{year}"


def printed(line: Line) -> dict[str, object]:
    """A line as the printed book and the signed list have it."""
    return {
        "number": line.notation,
        "signed": f"{line.signed_on:%d/%m/%Y}" if line.signed_on else "",
        "requester": line.requester_name,
        "paper": line.title,
        "pages": str(line.pages),
        "signer": line.signer,
        "copies": str(line.copies),
        "fee": grouped(line.fee_vnd),
        "note": f"Gạch: {line.struck_reason}" if line.is_struck else "",
        "struck": line.is_struck,
    }


def total_words(lines: Sequence[Line]) -> str:
    """The sum at the foot: lines that were struck out do not count."""
    living = [line for line in lines if not line.is_struck]
    fee = grouped(sum(line.fee_vnd for line in living))
    return f"Cộng: {len(living)} việc, {sum(line.copies for line in living)} bản sao, phí {fee} đồng."
