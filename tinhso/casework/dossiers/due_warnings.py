"""Who is warned before a clock is due: rules, reads for the pages of who was warned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.casework.dossiers.stand_ins import hands_of
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind, Term, TermUnit
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.definitions.types import Catalogue, Definition, Problem

HOLDER = "holder"


@dataclass(frozen=True, kw_only=True)
class Level:
    """A line of the rule: so long before a clock of that kind is due, holders of a role at a place are warned."""

    number: int
    of: ClockKind
    before: Term
    to: str
    at: str


@dataclass(frozen=True, kw_only=True)
class WarningLine:
    """A warning as a page lists it."""

    dossier_id: UUID
    code: str
    procedure_title: str
    words: str
    due_at: datetime


def levels() -> tuple[Level, ...]:
    """The rule in force today, () where the province has none."""
    return tuple(
        Level(
            number=number,
            of=ClockKind(line["of"]),
            before=Term(line["before"]["value"], TermUnit(line["before"]["unit"])),
            to=line["to"],
            at=line.get("at", ""),
        )
        for version in definitions.list_current("warning_rule", on=today())
        for number, line in enumerate(version.body["levels"], start=1)
    )


def check_rule(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Roles exist, places go with roles, and who signs an apology hears of it before the last day for it."""
    roles = {role.code for role in catalogue.all("role")}
    notice = max((int(one.body["reappoint_notice_days"]) for one in catalogue.all("counting_rule")), default=0)
    early = 0
    for number, line in enumerate(definition.body["levels"]):
        if line["to"] != HOLDER and line["to"] not in roles:
            yield definition.problem(f"/levels/{number}/to", f"Không có vai trò “{line['to']}”.")
        if (line["to"] == HOLDER) == ("at" in line):
            yield definition.problem(f"/levels/{number}", "Ghi `at` khi báo một vai trò, bỏ khi báo người đang giữ.")
        if line["of"] == "processing" and line["to"] != HOLDER and line["before"]["unit"] == "working_days":
            early = max(early, int(line["before"]["value"]))
    if early <= notice:
        words = f"Phải báo người ký trước hạn ít nhất {notice + 1} ngày làm việc để còn kịp xin lỗi đúng quy định."
        yield definition.problem("/levels", words)


_OF = {
    ClockKind.INTAKE_ANSWER: "trả lời việc nộp hồ sơ",
    ClockKind.PROCESSING: "giải quyết hồ sơ",
    ClockKind.STEP: "xong bước đang làm",
    ClockKind.HANDOVER: "chuyển hồ sơ giấy",
    ClockKind.RETURN: "trả kết quả",
}


def for_actor(*, actor: Actor, limit: int = 30) -> tuple[WarningLine, ...]:
    """The open warnings to the actor's post, most urgent first; a step taken by a colleague is the colleague's."""
    if actor.post_id is None:
        return ()
    post = identity.get_post(actor.post_id)
    rows = models.DueWarning.objects.filter(
        in_sight(actor, of="dossier__level"), closed_at__isnull=True, agency_id=post.agency_id, role__in=post.roles
    )
    mine = rows.filter(person_id__isnull=True) | rows.filter(person_id__in=hands_of(actor))
    return tuple(_lines(mine.select_related("dossier").defer("dossier__answers").order_by("due_at", "level")[:limit]))


def _lines(rows: Iterable[models.DueWarning]) -> Iterator[WarningLine]:
    told: set[UUID] = set()
    for row in rows:
        if row.clock_id in told:
            continue
        told.add(row.clock_id)
        yield WarningLine(
            dossier_id=row.dossier_id,
            code=row.dossier.code,
            procedure_title=row.dossier.procedure_title,
            words=f"Hạn {_OF[ClockKind(row.kind)]}: {deadlines.in_words(row.due_at)}",
            due_at=row.due_at,
        )
