"""Hand over what is due. A record is marked before it leaves and settled after; who died in between is found.

Where nobody saw how a try ended, the partner is asked by our code before anything is sent again: nothing is there twice.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from tinhso.engines.connectors import api as connectors
from tinhso.engines.connectors.errors import Disagrees, NotReached, NotSetUp, Refused, Uncertain, Unfilled
from tinhso.engines.connectors.types import Connector, Meaning, Said, Value
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row, skip_locked
from tinhso.kernel.outbox.api import publish
from tinhso.services.sector_sync.events import Taken
from tinhso.services.sector_sync.models import Transfer
from tinhso.services.sector_sync.types import TransferState

# Longer than any try takes with its time limits: whoever marked the record is gone.
STUCK_AFTER = timedelta(minutes=5)
_AT_ONCE = 50
# A partner that does not answer two in a row will not answer the third: the rest waits for the next round.
_FAILURES = 2
_BLOCKED_FOR = timedelta(hours=1)
_FIELDS = [
    "state",
    "error",
    "attempts",
    "next_at",
    "asks_first",
    "reference",
    "stage",
    "taken_at",
    "payload",
    "differences",
]


def send_due(*, limit: int = 500) -> int:
    """Returns how many the partners took. Safe beside itself."""
    _free_stuck()
    taken, tried, failures = 0, 0, dict[str, int]()
    while tried < limit and (rows := _take(min(_AT_ONCE, limit - tried), silent=_silent(failures))):
        for row in rows:
            if failures.get(row.connector, 0) >= _FAILURES:
                Transfer.objects.filter(id=row.id, state=TransferState.SENDING.value).update(
                    state=TransferState.WAITING.value
                )
                continue
            tried += 1
            answered = _send(row)
            failures[row.connector] = 0 if answered else failures.get(row.connector, 0) + 1
            taken += row.state == TransferState.TAKEN
    return taken


def _silent(failures: dict[str, int]) -> list[str]:
    return [code for code, number in failures.items() if number >= _FAILURES]


def _take(limit: int, *, silent: Sequence[str]) -> Sequence[Transfer]:
    at = now()
    due = Transfer.objects.filter(
        state__in=[TransferState.WAITING.value, TransferState.BLOCKED.value], next_at__lte=at
    ).exclude(connector__in=silent)
    with transaction.atomic():
        rows = list(skip_locked(due.order_by("next_at", "id"))[:limit])
        Transfer.objects.filter(id__in=[row.id for row in rows]).update(state=TransferState.SENDING.value, tried_at=at)
    return rows


def _free_stuck() -> None:
    """Whoever sent these died while sending: they go again, after a look at what the partner knows."""
    left = Transfer.objects.filter(state=TransferState.SENDING.value, tried_at__lt=now() - STUCK_AFTER)
    left.update(
        state=TransferState.WAITING.value,
        asks_first=True,
        error="Máy chuyển dừng giữa chừng; sẽ hỏi bên ngành rồi chuyển tiếp.",
    )


def _send(row: Transfer) -> bool:
    """Whether the partner answered, be it with a no."""
    try:
        connector = connectors.get_connector(row.connector)
        reference, difference = _put(row, connector)
    except (Unfilled, NotSetUp) as missing:
        row.next_at = now() + _BLOCKED_FOR
        _settle(row, TransferState.BLOCKED, missing.message)
    except Refused as no:
        row.attempts += 1
        _settle(row, TransferState.DEAD, no.message)
    except NotReached as lost:
        # A partner that is away is no fault of the record: it waits however long that takes.
        minutes = connector.retry_minutes
        row.next_at = now() + timedelta(minutes=minutes[min(row.attempts, len(minutes) - 1)])
        row.attempts = min(row.attempts + 1, len(minutes) - 1)
        _settle(row, TransferState.WAITING, lost.message)
        return False
    except (Uncertain, Disagrees) as later:
        row.asks_first = True
        _again(row, connector, later.message)
        return False
    else:
        _taken(row, connector, reference, difference)
    return True


def _put(row: Transfer, connector: Connector) -> tuple[str, str]:
    """The partner's reference, and where it contradicts itself. Raises what the connector raises, and Unfilled."""
    record = connectors.fill(connector, row.record, {k: Value(raw=v[0], words=v[1]) for k, v in row.payload.items()})
    known = {"agency": row.agency_code, "code": row.code}
    if row.asks_first and (reference := _known(connectors.call(connector, "find", known))):
        return reference, ""
    said = connectors.call(
        connector,
        "push",
        {
            **known,
            "record": row.record,
            "accepted_at": f"{local(row.accepted_at):%Y%m%d%H%M%S}",
            "sent_at": f"{local(now()):%Y%m%d%H%M%S}",
            "fields": dict(record),
            "fields_xml": connectors.xml_of("hoTich", record),
        },
    )
    if said.meaning is not Meaning.KNOWN:
        return said.values["reference"], ""
    # It has a record under our code that we never saw taken: whose that is, it must say itself.
    reference = _known(connectors.call(connector, "find", known))
    if not reference:
        raise Disagrees(
            f"{connector.title} nói mã {row.code} đã có rồi lại nói không có; không ghi gì, báo {connector.keeper}."
        )
    told = said.values.get("reference", "")
    if told and told != reference:
        return (
            reference,
            f"Khi chuyển nói mã {told}, khi hỏi lại nói mã {reference}; hỏi {connector.keeper} mã nào đúng.",
        )
    return reference, ""


def _known(said: Said) -> str:
    return said.values.get("reference", "") if said.is_found else ""


def _again(row: Transfer, connector: Connector, error: str) -> None:
    row.attempts += 1
    if row.attempts > len(connector.retry_minutes):
        _settle(row, TransferState.DEAD, f"Đã thử {row.attempts} lần. {error}")
        return
    row.next_at = now() + timedelta(minutes=connector.retry_minutes[row.attempts - 1])
    _settle(row, TransferState.WAITING, error)


def _settle(row: Transfer, state: TransferState, error: str) -> None:
    """What a person decided while the try was on its way stands: only what is still being sent is settled."""
    row.state, row.error = state.value, error[:300]
    with transaction.atomic():
        held = lock_row(Transfer.objects.filter(id=row.id)).first()
        if held is not None and held.state == TransferState.SENDING.value:
            row.save(update_fields=_FIELDS)


def _taken(row: Transfer, connector: Connector, reference: str, difference: str) -> None:
    """The partner has it: our copy of the content is let go, whoever waits is told."""
    with transaction.atomic():
        held = lock_row(Transfer.objects.filter(id=row.id)).first()
        assert held is not None
        is_recalled = held.state == TransferState.RECALL.value
        row.state = TransferState.RECALL.value if is_recalled else TransferState.TAKEN.value
        row.error = held.error if is_recalled else ""
        row.reference, row.stage, row.payload, row.asks_first = reference[:80], "received", None, False
        row.attempts, row.taken_at = row.attempts + 1, now()
        row.differences = [difference] if difference else []
        row.next_at = now() + timedelta(minutes=connector.ask_minutes)
        row.save(update_fields=_FIELDS)
        if not is_recalled:
            publish(
                Taken(
                    transfer_id=row.id, subject_id=row.subject_id, connector=row.connector, system=row.system,
                    reference=row.reference,
                ),
                aggregate=("sector_transfer", row.id),
                actor=system_actor(),
            )  # fmt: skip
