"""Ask the partners how far they have got; keep each place where they contradict what they said before."""

from datetime import timedelta

from django.db import transaction

from tinhso.engines.connectors import api as connectors
from tinhso.engines.connectors.errors import NotSetUp
from tinhso.engines.connectors.types import Connector, Said, Stage
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import DomainError
from tinhso.kernel.outbox.api import publish
from tinhso.services.sector_sync.events import Registered
from tinhso.services.sector_sync.models import Transfer
from tinhso.services.sector_sync.types import TransferState

_ORDER = (Stage.RECEIVED, Stage.SUPPLEMENT, Stage.WORKING, Stage.DONE)
_FAILURES = 2


def ask_due(*, limit: int = 200) -> int:
    """Returns how many were asked. A partner that fails twice in a row is left for the next round."""
    rows = Transfer.objects.filter(state=TransferState.TAKEN.value, next_at__lte=now()).defer("payload")
    asked, failures = 0, dict[str, int]()
    for row in list(rows.order_by("next_at", "id")[:limit]):
        if failures.get(row.connector, 0) >= _FAILURES:
            continue
        asked += 1
        failures[row.connector] = 0 if _ask(row) else failures.get(row.connector, 0) + 1
    return asked


def _ask(row: Transfer) -> bool:
    known = {"agency": row.agency_code, "code": row.code, "reference": row.reference}
    try:
        connector = connectors.get_connector(row.connector)
        said = connectors.call(connector, "find", known)
        result = _result(connector, said, known)
    except DomainError as failed:
        later = now() + timedelta(hours=1)
        Transfer.objects.filter(id=row.id).update(error=failed.message[:300], next_at=later)
        return isinstance(failed, NotSetUp)
    _keep(row, connector, said, result)
    return True


def _result(connector: Connector, said: Said, known: dict[str, str]) -> Said | None:
    """What the partner's register says once it has finished: of an operation of its own, or in the same answer."""
    if connector.stages.get(said.values.get("stage", "")) is not Stage.DONE:
        return None
    return connectors.call(connector, "result", known) if "result" in connector.operations else said


def _keep(row: Transfer, connector: Connector, said: Said, result: Said | None) -> None:
    with transaction.atomic():
        held = lock_row(Transfer.objects.filter(id=row.id)).first()
        if held is None or held.state != TransferState.TAKEN.value:
            return
        stage = connector.stages.get(said.values.get("stage", ""))
        differences = _differences(held, connector, said, stage, result)
        held.next_at = now() + timedelta(minutes=connector.ask_minutes)
        held.error, held.differences = "", differences
        if not differences and stage is not None:
            held.stage = stage.value
            if stage is Stage.DONE:
                _finish(held, result)
        held.save()


def _finish(held: Transfer, result: Said | None) -> None:
    values = result.values if result is not None else {}
    held.number, held.book = values.get("number", "")[:80], values.get("book", "")[:80]
    held.state, held.done_at = TransferState.DONE.value, now()
    publish(
        Registered(
            transfer_id=held.id,
            subject_id=held.subject_id,
            connector=held.connector,
            number=held.number,
            book=held.book,
        ),
        aggregate=("sector_transfer", held.id),
        actor=system_actor(),
    )


def _differences(
    held: Transfer, connector: Connector, said: Said, stage: Stage | None, result: Said | None
) -> list[str]:
    """In words for the officer, each with what to do."""
    keeper = connector.keeper
    if not said.is_found:
        return [f"Đã nhận mã {held.reference}, nay nói không có hồ sơ này; hỏi {keeper} trước khi nhập lại."]
    found = []
    told = said.values.get("reference", "")
    if told and told != held.reference:
        found.append(f"Khi chuyển nói mã {held.reference}, nay nói mã {told}; hỏi {keeper} mã nào đúng.")
    if stage is None and said.values.get("stage"):
        code = said.values["stage"][:20]
        found.append(f"Tình trạng “{code}” chưa có trong định nghĩa bộ nối; bổ sung stages.")
    before = Stage(held.stage) if held.stage else None
    if stage in _ORDER and before in _ORDER and _ORDER.index(stage) < _ORDER.index(before) - 1:
        found.append(f"Trước nói “{before.words}”, nay nói “{stage.words}”; hỏi {keeper}.")
    if stage is Stage.DONE and result is not None and not result.is_found:
        found.append(f"Nói đã hoàn thành nhưng không có kết quả; hỏi {keeper}.")
    return found
