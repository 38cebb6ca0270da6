"""Issue what an accepted batch holds: officer's signature, agency's seal, code, line of the register, holder's vault."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.old_results import models, queries
from tinhso.casework.old_results.actions.locking import lock_batch, lock_line
from tinhso.casework.old_results.domain import copy_code
from tinhso.casework.old_results.errors import WrongTime
from tinhso.casework.old_results.events import OldResultDigitised
from tinhso.casework.old_results.types import BatchState, Issued, LineState, OldKind
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import PDF
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Denied
from tinhso.kernel.ids import random_token
from tinhso.kernel.outbox.api import publish
from tinhso.services.registers import api as registers
from tinhso.services.registers.errors import NumberUsed
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import NotSignable
from tinhso.services.signatures.types import Pending, Signature
from tinhso.services.vault import api as vault

_NOBODY = "Chưa có ai trong hệ thống mang số định danh này; kết quả vào kho khi người đó có tài khoản hoặc thẻ."
_TAKEN = "Sổ đăng ký đã có số này của một kết quả khác."
UNSIGNABLE = "Bản quét không ký được."
_HELD = "Kho của chủ giấy tờ đã có kết quả này."
MOST_AT_ONCE = 50


def issue_lines(*, batch_id: UUID, actor: Actor) -> Issued:
    """Issue up to fifty lines of an accepted batch by keys that the platform reaches, each in its own transaction: one that
    fails leaves those before it done. One whose scan cannot be signed is counted and left as it is.

    Lines that wait for their holder are tried again when the others are done. Raises ActDenied, NoBatch, WrongTime,
    SigningUnavailable.
    """
    became = [_issue(line_id, None, actor) for line_id in chosen_lines(batch_id, actor)]
    return Issued(
        issued=became.count(LineState.ISSUED),
        waiting=became.count(LineState.WAITING),
        duplicates=became.count(LineState.DUPLICATE),
        unsignable=became.count(LineState.CHECKED),
    )


def chosen_lines(batch_id: UUID, actor: Actor) -> list[UUID]:
    """The next lines to issue. Raises ActDenied, NoBatch, WrongTime."""
    with transaction.atomic():
        batch = lock_batch(batch_id, queries.ISSUE, actor)
        if batch.state != BatchState.ACCEPTED:
            raise WrongTime("Chỉ ký và cấp mã khi cả đợt đã đạt kiểm tra mẫu.")
        rows = models.Line.objects.filter(batch=batch).order_by("year", "number").values_list("id", flat=True)
        chosen = list(rows.filter(state=LineState.CHECKED)[:MOST_AT_ONCE])
        return chosen or list(rows.filter(state=LineState.WAITING)[:MOST_AT_ONCE])


def finish_line(*, pending: Pending, value: bytes, actor: Actor) -> LineState:
    """Issue one line with the signature that came from the officer's own machine; what has become of the line.

    Raises ActDenied, NoBatch, and what `signatures.finish_signature` raises: then the line is as it was.
    """
    return _issue(pending.subject[1], Signature(pending_id=pending.id, value=value), actor)


def _issue(line_id: UUID, signature: Signature | None, actor: Actor) -> LineState:
    try:
        with transaction.atomic():
            return _issue_one(line_id, signature, actor)
    except NumberUsed:
        return set_aside(line_id, LineState.DUPLICATE, _TAKEN, actor)
    except NotSignable as unsignable:
        return set_aside(line_id, LineState.CHECKED, f"{UNSIGNABLE} {unsignable.message}", actor)


def set_aside(line_id: UUID, state: LineState, reason: str, actor: Actor) -> LineState:
    """Write down why a line was not issued, when what was begun for it is undone. Raises ActDenied, NoBatch."""
    with transaction.atomic():
        _, row = lock_line(line_id, queries.ISSUE, actor)
        return _set_aside(row, state, reason, actor)


def holder_of(row: models.Line, kind: OldKind, actor: Actor) -> HolderRef | None:
    """Whose vault the locked line goes to; None where it has to wait or is there already, which is then written down."""
    facts = queries.facts_of(row)
    person_id = identity.person_id_of_number(facts.personal_number)
    if person_id is None:
        _set_aside(row, LineState.WAITING, _NOBODY, actor)
        return None
    holder = HolderRef(kind="person", id=person_id)
    # The platform looks for the same paper itself; whoever seals need not see the holder's vault.
    held = vault.find_items(
        holder=holder, result_code=kind.result_code, actor=system_actor(), purpose="Tìm bản trùng khi số hóa kết quả cũ"
    )
    if facts.notation.casefold() in {item.number.casefold() for item in held}:
        _set_aside(row, LineState.DUPLICATE, _HELD, actor)
        return None
    return holder


def signer_of(actor: Actor) -> tuple[UUID, str, str]:
    """(person, name, title) of the officer who digitises: the copy is theirs to sign. Raises Denied."""
    if actor.person_id is None:
        raise Denied("Bản số hóa phải do một người ký.")
    title = identity.get_post(actor.post_id).title if actor.post_id else ""
    return actor.person_id, identity.person_names([actor.person_id]).get(actor.person_id, ""), title


def scan_of(row: models.Line, actor: Actor) -> bytes:
    """The scan that is signed."""
    assert row.scan_id is not None
    return files.read_file(file_id=row.scan_id, owner=(queries.KIND, row.id), actor=actor).read()


def _signed(row: models.Line, signature: Signature | None, at: datetime, actor: Actor) -> bytes:
    if signature is not None:
        return signatures.finish_signature(signature=signature, subject=(queries.KIND, row.id), actor=actor, at=at).pdf
    person, name, title = signer_of(actor)
    return signatures.sign_person(
        pdf=scan_of(row, actor), person_id=person, name=name, title=title, actor=actor, at=at
    ).pdf


def _issue_one(line_id: UUID, signature: Signature | None, actor: Actor) -> LineState:
    batch, row = lock_line(line_id, queries.ISSUE, actor)
    if row.state not in (LineState.CHECKED, LineState.WAITING) or row.scan_id is None:
        return LineState(row.state)
    kind, facts = queries.kind_of_batch(batch), queries.facts_of(row)
    holder = holder_of(row, kind, actor)
    if holder is None:
        return LineState(row.state)
    at, agency = now(), identity.get_agency(batch.agency_id)
    assert facts.issued_on is not None
    token = random_token()
    signed = _signed(row, signature, at, actor)
    sealed = signatures.seal_agency(pdf=signed, agency_code=agency.code, agency_name=agency.name, actor=actor, at=at)
    stored = files.store(content=sealed.pdf, name=f"{row.number}-{row.year}-so-hoa.pdf", media_type=PDF, actor=actor)
    files.link_file(file_id=stored.id, owner=("old_result_copy", row.id), signed=True, actor=actor)
    entry = registers.record_entry(
        register=f"{agency.code}.{kind.register}",
        year=row.year,
        number=row.number,
        notation=facts.notation,
        subject=(queries.KIND, row.id),
        title=kind.title,
        issued_on=facts.issued_on,
        valid_to=facts.valid_to,
        agency_id=agency.id,
        token=token,
        file_id=stored.id,
        actor=actor,
    )
    day = local(at).date()
    # The counter of copies made at the desk, so that no code is given twice.
    number = registers.take_number(scope=f"digitised.{agency.code}.{kind.result_code}.{day.year}", actor=actor)
    row.code = copy_code(kind, agency=agency.code, on=day, number=number)
    item = vault.deposit(
        holder=holder,
        result_code=kind.result_code,
        title=f"{kind.title} (bản số hóa)"[:300],
        number=facts.notation,
        issuer_agency_id=agency.id,
        issued_on=facts.issued_on,
        valid_to=facts.valid_to,
        file_id=stored.id,
        data={"digitised.code": row.code, **facts.values},
        source=(queries.KIND, row.id),
        token=token,
        actor=actor,
    )
    row.state, row.reason, row.holder_id = LineState.ISSUED, "", holder.id
    row.file_id, row.item_id, row.entry_id, row.issued_at = stored.id, item.id, entry.id, at
    row.save()
    detail = {"code": row.code, "sha256": sealed.sha256}
    access.record_write(actor=actor, act="old_results.issue", target=(queries.KIND, row.id), detail=detail)
    publish(
        OldResultDigitised(
            line_id=row.id,
            batch_id=batch.id,
            agency_id=agency.id,
            result_code=kind.result_code,
            year=row.year,
        ),
        aggregate=(queries.KIND, row.id),
        actor=actor,
        is_first=True,
    )
    return LineState.ISSUED


def _set_aside(row: models.Line, state: LineState, reason: str, actor: Actor) -> LineState:
    if (row.state, row.reason) != (state.value, reason):
        row.state, row.reason = state, reason
        row.save(update_fields=["state", "reason"])
        access.record_write(
            actor=actor, act="old_results.set_aside", target=(queries.KIND, row.id), detail={"state": state.value}
        )
    return state
