"""How a letter gets its person's signature: by a key that the platform reaches, from the signer's own machine, or by hand.

The act is the same each time. Where the signature comes from elsewhere, the act is first rehearsed, so that everything it
checks is checked and the letter is there to be signed, and happens when the signature has come in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers.applicants import Signer, signer_of
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Signature

SUBJECT = "letter"


class Hand(Protocol):
    """Signs a printed letter as the actor. With `leaves_number_open` a number is filled in after the signature.

    `as_initial`: a ký nháy instead of the signature of who decides.
    """

    leaves_number_open: bool

    def sign(
        self, pdf: bytes, *, number_is_open: bool = False, as_initial: bool = False, at: datetime, actor: Actor
    ) -> bytes: ...


class Central:
    """By the person's key at the province's own device, in the act."""

    leaves_number_open = False

    def sign(
        self, pdf: bytes, *, number_is_open: bool = False, as_initial: bool = False, at: datetime, actor: Actor
    ) -> bytes:
        """Raises Invalid for nobody, and what signing raises."""
        if actor.person_id is None:
            raise Invalid("Văn bản phải do một người ký.")
        signer = signer_of(actor)
        return signatures.sign_person(
            pdf=pdf,
            person_id=actor.person_id,
            name=signer.name,
            title=signer.title,
            actor=actor,
            at=at,
            as_initial=as_initial,
        ).pdf


CENTRAL = Central()


@dataclass(frozen=True, kw_only=True)
class Unsigned:
    """A paper that an act would have signed."""

    pdf: bytes
    signer: Signer
    is_initial: bool


@dataclass
class Rehearsing:
    """Signs nothing and keeps what was to be signed, in the order in which the act asked for it."""

    found: list[Unsigned] = field(default_factory=list)
    leaves_number_open: bool = True

    def sign(
        self, pdf: bytes, *, number_is_open: bool = False, as_initial: bool = False, at: datetime, actor: Actor
    ) -> bytes:
        self.found.append(Unsigned(pdf=pdf, signer=signer_of(actor), is_initial=as_initial))
        return pdf


class FromElsewhere:
    """Takes the signatures that came in for the letters of one act, in the act's order."""

    leaves_number_open = True

    def __init__(self, came_in: Sequence[tuple[UUID, Signature]]) -> None:
        self._left: Iterator[tuple[UUID, Signature]] = iter(came_in)

    def sign(
        self, pdf: bytes, *, number_is_open: bool = False, as_initial: bool = False, at: datetime, actor: Actor
    ) -> bytes:
        """The letter as it was prepared, signed; what was printed anew is left. Raises what `finish_signature` raises."""
        found = next(self._left, None)
        if found is None:
            raise Conflict("Việc này nay có thêm văn bản phải ký; hãy ký lại từ danh sách.")
        return signatures.finish_signature(signature=found[1], subject=(SUBJECT, found[0]), actor=actor, at=at).pdf


class OnPaper:
    """Takes the scan of what was printed and signed by hand; the agency's seal will stand for it."""

    leaves_number_open = True

    def __init__(self, scan: bytes) -> None:
        self._scan = scan

    def sign(
        self, pdf: bytes, *, number_is_open: bool = False, as_initial: bool = False, at: datetime, actor: Actor
    ) -> bytes:
        """Raises Invalid for a file that is signed already."""
        if signatures.verify_pdf(self._scan).signers:
            raise Invalid("Tệp này đã có chữ ký số.", fields={"/scan": "Tải lên bản quét của bản giấy đã ký tay."})
        return signatures.reserve_number(self._scan) if number_is_open else self._scan


def rehearsed(act: Callable[[Hand], object]) -> list[Unsigned]:
    """What the act would have signed, and by whom; nothing of it has happened. Raises what the act raises."""
    hand = Rehearsing()
    try:
        with transaction.atomic():
            act(hand)
            raise _Rehearsed
    except _Rehearsed:
        return hand.found


class _Rehearsed(Exception):
    """Takes a rehearsed act back."""
