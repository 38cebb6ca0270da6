"""The benches that need no server: reckoning deadlines, signing results."""

import random
import time
from datetime import timedelta
from pathlib import Path

from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, Term, TermUnit
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import now
from tinhso.kernel.ids import new_id
from tinhso.lab.bench import raw
from tinhso.lab.bench.report import Report
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts
from tinhso.services.signatures import api as signatures

_TERMS = (
    Term(8, TermUnit.HOURS),
    Term(3, TermUnit.WORKING_DAYS),
    Term(15, TermUnit.WORKING_DAYS),
    Term(30, TermUnit.CALENDAR_DAYS),
    Term(2, TermUnit.MONTHS),
)


def bench_deadlines(*, seconds: float) -> Report:
    """Due times reckoned in one process, and clocks started with their ledger line and event, durably."""
    report = Report(bench="deadlines", conditions={"seconds": seconds})
    calendar, rule = reference.get_calendar(), deadlines.get_rule()
    chance = random.Random(3)
    wrong = []

    def reckon() -> None:
        start = now() - timedelta(minutes=chance.randrange(500_000))
        due = deadlines.compute_due(start=start, term=chance.choice(_TERMS), calendar=calendar, rule=rule).at
        if due <= start or not (calendar.is_open(due) or calendar.closes_at(calendar.local(due).date()) == due):
            wrong.append((start, due))

    report.figures["due_times_per_second"] = round(raw.rate(reckon, seconds=seconds), 1)
    report.check("mọi hạn rơi vào giờ làm việc, sau lúc bắt đầu", not wrong, wrong[:2])
    actor = system_actor()
    started = []

    def start_one() -> None:
        subject = ("bench", new_id())
        clock = deadlines.start_clock(
            subject=subject,
            kind=ClockKind.PROCESSING,
            term=_TERMS[1],
            started_at=now(),
            agency_code="",
            rule=rule,
            actor=actor,
        )
        started.append(clock.id)

    report.figures["clocks_started_per_second"] = round(raw.rate(start_one, seconds=seconds), 1)
    for clock_id in started:
        deadlines.cancel_clock(clock_id=clock_id, at=now(), reason="Đo tốc độ.", actor=actor)
    ledger = deadlines.list_ledger(started[-1])
    report.check("mỗi đồng hồ có dòng bắt đầu và kết thúc", len(ledger) == 2, len(ledger))
    began = time.monotonic()
    late = deadlines.list_due(kind=ClockKind.PROCESSING, before=now(), limit=200)
    report.figures["list_200_overdue_ms"] = round(1000 * (time.monotonic() - began), 1)
    ordered = [clock.due_at for clock in late]
    report.check(
        "danh sách quá hạn đúng thứ tự", ordered == sorted(ordered) and all(at < now() for at in ordered), len(late)
    )
    report.raw["commits_per_second_1"] = round(raw.commits(connections=1, seconds=2), 1)
    return report


def bench_sign(folder: Path, *, seconds: float) -> Report:
    """A result's PDF rendered, signed by a person, sealed by the agency, verified: one process, one after the other."""
    report = Report(bench="sign", conditions={"seconds": seconds, "folder": folder.name})
    actor, at, person = system_actor(), now(), new_id()
    pdf = _paper()
    signed = signatures.sign_person(
        pdf=pdf, person_id=person, name="Nguyễn Văn Đo", title="Chủ tịch", actor=actor, at=at
    )
    sealed = signatures.seal_agency(pdf=signed.pdf, agency_code="H00.1", agency_name="Cơ quan đo", actor=actor, at=at)

    def sign() -> None:
        signatures.sign_person(pdf=pdf, person_id=person, name="Nguyễn Văn Đo", title="Chủ tịch", actor=actor, at=at)

    def seal() -> None:
        signatures.seal_agency(pdf=signed.pdf, agency_code="H00.1", agency_name="Cơ quan đo", actor=actor, at=at)

    report.figures["rendered_per_second"] = round(raw.rate(_paper, seconds=seconds), 1)
    report.figures["signed_by_person_per_second"] = round(raw.rate(sign, seconds=seconds), 1)
    report.figures["sealed_by_agency_per_second"] = round(raw.rate(seal, seconds=seconds), 1)
    report.figures["verified_per_second"] = round(
        raw.rate(lambda: signatures.verify_pdf(sealed.pdf), seconds=seconds), 1
    )
    found = signatures.verify_pdf(sealed.pdf)
    report.check("nguyên vẹn, hai chữ ký", found.intact and len(found.signers) == 2, found.words)
    middle = len(pdf) // 2
    broken = sealed.pdf[:middle] + bytes([sealed.pdf[middle] ^ 1]) + sealed.pdf[middle + 1 :]
    report.check("tệp bị sửa thì bị phát hiện", not signatures.verify_pdf(broken).intact)
    report.raw["rsa_2048_per_second"] = round(raw.signatures(seconds=2), 1)
    return report


def _paper() -> bytes:
    return papers.render_paper(
        template="result",
        size="A4",
        context={
            "head": {"parent": "", "unit": "Cơ quan đo", "place": "Nơi đo"},
            "qr": QrFacts(
                dossier_code="DO-1",
                procedure_code="0.000000",
                holder_code="",
                paper_title="Giấy đo tốc độ",
                system_name="Bản đo",
                issued_at=now(),
            ),
            "dossier_code": "DO-1",
            "applicant_name": "Nguyễn Thị Đo",
            "procedure_title": "Đo tốc độ",
            "title": "Giấy đo tốc độ",
            "number": "1/2026",
            "issued_on": now().date(),
            "signer_title": "Chủ tịch",
            "signer_name": "Nguyễn Văn Đo",
            "sections": [{"title": "Nội dung", "lines": [{"label": "Cấp cho", "value": "Nguyễn Thị Đo"}]}],
        },
    )
