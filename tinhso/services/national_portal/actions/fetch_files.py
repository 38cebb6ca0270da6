"""Fetch the papers of what came, each with bounds, its hash and a virus scan; then say that it is here.

Papers come from the hosts that the rule names and no other address: what strangers write into a message never chooses
whom this machine talks to. A paper that cannot be used is named and left out; the officer sees why.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import ScanUnavailable, UploadRefused
from tinhso.foundation.files.types import UploadKind
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import skip_locked
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.outbox.api import publish
from tinhso.services.national_portal.adapters.partner import fetch
from tinhso.services.national_portal.events import HandedOver
from tinhso.services.national_portal.models import Inbound
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.types import InboundState, Rule

OWNER = "national_portal_inbound"
_STUCK_AFTER = timedelta(minutes=10)
_MOST_FILES, _TRIES = 60, 8


def fetch_due(*, actor: Actor, limit: int = 20) -> int:
    """What was received and not fetched yet; returns how many are here now. Safe beside itself."""
    left = Inbound.objects.filter(state=InboundState.FETCHING.value, next_at__lt=now() - _STUCK_AFTER)
    left.update(state=InboundState.RECEIVED.value)
    rule = rule_now()
    return sum(_fetch(row, rule, actor) for row in _take(limit))


def _take(limit: int) -> list[Inbound]:
    due = Inbound.objects.filter(state=InboundState.RECEIVED.value, next_at__lte=now()).order_by("received_at", "id")
    with transaction.atomic():
        rows = list(skip_locked(due)[:limit])
        Inbound.objects.filter(id__in=[row.id for row in rows]).update(state=InboundState.FETCHING.value, next_at=now())
    return rows


def _fetch(row: Inbound, rule: Rule, actor: Actor) -> bool:
    found: list[tuple[str, str, bytes, str, int | None]] = []
    problems: list[str] = []
    try:
        for component, paper in papers_of(row.payload):
            if len(found) + len(problems) == _MOST_FILES:
                problems.append(f"Cổng gửi nhiều hơn {_MOST_FILES} tệp; các tệp sau không lấy.")
                break
            try:
                found.append(_one(component, paper, rule))
            except UploadRefused as refused:
                problems.append(refused.message)
    except (Unavailable, ScanUnavailable) as later:
        return _again(row, later.message)
    with transaction.atomic():
        kept = []
        for component, name, content, media_type, pages in found:
            stored = files.store(content=content, name=name, media_type=media_type, pages=pages, actor=actor)
            files.link_file(file_id=stored.id, owner=(OWNER, row.id), actor=actor)
            kept.append({"component": component, "name": name, "file_id": str(stored.id)})
        row.files, row.problems, row.error = kept, [*row.problems, *problems], ""
        row.state = InboundState.READY.value
        row.save(update_fields=["files", "problems", "error", "state"])
        publish(
            HandedOver(inbound_id=row.id, kind=row.kind),
            aggregate=("inbound", row.id),
            actor=actor,
            is_first=row.attempts == 0,
        )
    return True


def _again(row: Inbound, error: str) -> bool:
    row.attempts += 1
    row.error = error[:300]
    if row.attempts >= _TRIES:
        row.state = InboundState.HELD.value
        row.problems = [*row.problems, f"Không lấy được tệp đính kèm sau {row.attempts} lần: {error}"]
    else:
        row.state, row.next_at = InboundState.RECEIVED.value, now() + timedelta(minutes=2**row.attempts)
    row.save(update_fields=["attempts", "error", "state", "problems", "next_at"])
    return False


def papers_of(payload: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(their component code, paper) of everything attached; what is of another shape is left out."""
    for part in payload.get("ThanhPhanHoSo") or ():
        if isinstance(part, dict):
            for paper in part.get("GiayToDinhKem") or ():
                if isinstance(paper, dict) and paper.get("DuongDanTaiTepTin"):
                    yield str(part.get("MaThanhPhanHoSo", ""))[:80], paper
    others = payload.get("DanhSachTepDinhKemKhac")
    for paper in others if isinstance(others, list) else ():
        if isinstance(paper, dict) and paper.get("DuongDanTaiTepTin"):
            yield "", paper


def _one(component: str, paper: Mapping[str, Any], rule: Rule) -> tuple[str, str, bytes, str, int | None]:
    name = str(paper.get("TenGiayTo") or "giấy tờ")[:100]
    name = name if name.lower().endswith((".pdf", ".jpg", ".jpeg", ".png")) else f"{name}.pdf"
    address = str(paper["DuongDanTaiTepTin"])
    parts = urlsplit(address)
    is_here = parts.hostname in {"127.0.0.1", "localhost"}
    if parts.hostname not in rule.file_hosts or (parts.scheme != "https" and not is_here) or parts.username:
        raise UploadRefused(name, "địa chỉ tệp không thuộc máy chủ được phép của Cổng.")
    content = fetch(address, most=rule.most_file_bytes)
    said = str(paper.get("HashTepTin") or "").lower()
    if said and hashlib.sha256(content).hexdigest() != said:
        raise UploadRefused(name, "tệp khác với mã băm Cổng gửi kèm.")
    checked = files.check_upload(
        content=content, name=name, allow=(UploadKind.PDF, UploadKind.PHOTO), max_bytes=rule.most_file_bytes
    )
    return component, checked.name, content, checked.media_type, checked.pages
