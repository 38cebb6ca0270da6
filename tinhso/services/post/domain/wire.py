"""The field's messages: an order with the names of facts onestop §7.5, replies, and rows of tracking. Pure.

The names inside tracking rows have not been published: those here are ours, the codes of states are a definition.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from tinhso.services.post.types import Direction, Party, Reply, Service, Told, TrackingPage

# Times in the field's messages are those of Việt Nam, written without a zone.
_VIETNAM = timezone(timedelta(hours=7))
_TIME = "%Y%m%d%H%M%S"


class Unreadable(ValueError):
    """What came is not what was agreed."""


def order_fields(
    *,
    service: Service,
    waybill: str,
    reference: str,
    direction: Direction,
    home: Party,
    office: Party,
    contents: str,
    home_province: int,
    home_district: int,
    office_province: int,
    office_district: int,
) -> dict[str, Any]:
    """An order exactly as the field wants it. Nothing is collected on delivery: postage is a due of the province."""
    ends = ((home, home_province, home_district), (office, office_province, office_district))
    sender, receiver = ends if direction is Direction.COLLECT else ends[::-1]
    return {
        "CustomerCode": service.customer_code,
        "ItemCode": waybill,
        "OrderNumber": reference,
        "CODAmount": 0,
        "SenderProvince": sender[1],
        "SenderDistrict": sender[2],
        "SenderAddress": sender[0].address,
        "SenderName": sender[0].name,
        "SenderEmail": sender[0].email,
        "SenderTel": sender[0].phone,
        "SenderDesc": contents,
        "Description": contents,
        "ReceiverName": receiver[0].name,
        "ReceiverAddress": receiver[0].address,
        "ReceiverTel": receiver[0].phone,
        "ReceiverProvince": receiver[1],
        "ReceiverDistrict": receiver[2],
        "ReceiverEmail": receiver[0].email,
        "FlagConfig": service.flag_config,
    }


def read_reply(answer: Any) -> Reply:
    """{Status, Message}. Raises Unreadable: then nobody knows whether the order was taken."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("Status"), str | int):
        raise Unreadable("Bưu điện trả lời không có Status.")
    status = str(answer["Status"]).strip()
    if not status.isascii() or not status.isalnum() or len(status) > 20:
        raise Unreadable("Bưu điện trả lời Status không đọc được.")
    return Reply(status=status, message=str(answer.get("Message") or "")[:300])


def read_page(answer: Any, *, after: int) -> TrackingPage:
    """Rows of tracking in the order of their ids. A broken row is named and passed over. Raises Unreadable for no list."""
    rows = answer.get("Data") if isinstance(answer, Mapping) else None
    if not isinstance(rows, list) or str(answer.get("Status")) != "100":
        raise Unreadable("Bưu điện không trả danh sách hành trình.")
    read: dict[int, Told] = {}
    broken, last = [], after
    for raw in rows:
        try:
            told = _row(raw)
        except (Unreadable, ValueError, TypeError) as wrong:
            broken.append(str(wrong)[:200])
            last = max(last, _id_of(raw))
            continue
        read[told.id] = told
        last = max(last, told.id)
    return TrackingPage(rows=tuple(read[one] for one in sorted(read)), broken=tuple(broken), last_id=last)


def _id_of(raw: Any) -> int:
    number = raw.get("Id") if isinstance(raw, Mapping) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**62 else 0


def _row(raw: Any) -> Told:
    number = _id_of(raw)
    if not number:
        raise Unreadable("Dòng hành trình không có Id.")
    waybill, code, when = (raw.get(name) for name in ("ItemCode", "StatusCode", "StatusTime"))
    if not isinstance(waybill, str) or not isinstance(code, str | int) or not isinstance(when, str):
        raise Unreadable(f"Dòng hành trình {number} thiếu ItemCode, StatusCode hoặc StatusTime.")
    at = datetime.strptime(when, _TIME).replace(tzinfo=_VIETNAM)
    return Told(
        id=number,
        waybill=waybill.strip().upper()[:40],
        reference=str(raw.get("OrderNumber") or "")[:80],
        code=str(code)[:20],
        at=at,
        words=" ".join(str(raw.get("Note") or "").split())[:200],
    )
