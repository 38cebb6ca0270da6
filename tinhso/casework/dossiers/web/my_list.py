"""C22 and the front page's reminder: what waits for the applicant, and the list with its filters."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.types import Dossier, ReturnMethod, Status
from tinhso.casework.dossiers.web import applying, cosigning, words
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, FilterField, Option, Row, SlotContent, Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.text import fold

# A refused filing is put in front of its applicant for this long, unless it was filed anew.
REMINDED = timedelta(days=30)
_ON_HOME = 4
# A list as short as this is read faster than it is filtered.
_FEW = 5


@dataclass(frozen=True)
class Need:
    """One thing that waits for the applicant: what it is, what to do, where."""

    title: str
    note: str
    action: str
    href: str
    tone: Tone


def needs(dossiers: tuple[Dossier, ...]) -> list[Need]:
    """What waits for the applicant among these, most pressing first."""
    found = [need for need in (_need(one, dossiers) for one in dossiers) if need is not None]
    return sorted(found, key=lambda need: need.tone is not Tone.WARN)


def to_cosign(actor: Actor) -> list[Need]:
    """Applications of others that wait for this person's confirmation."""
    return [Need(*cosigning.need_of(one)) for one in cosigning.open_requests(actor)]


def _need(one: Dossier, all_of_them: tuple[Dossier, ...]) -> Need | None:
    match one.status:
        case Status.SUPPLEMENT:
            return _to_do(one, gettext("Cần bạn bổ sung hồ sơ"), gettext("Xem cần bổ sung gì"), Tone.WARN, to="mend")
        case Status.FINANCIAL:
            return _to_do(one, gettext("Cần bạn nộp tiền"), gettext("Xem khoản phải nộp"), Tone.WARN)
        case Status.FINISHED if one.return_method is ReturnMethod.COUNTER:
            note = gettext("Đã có kết quả, mời bạn đến nhận")
            return _to_do(one, note, gettext("Xem nơi nhận"), Tone.GOOD)
        case Status.FINISHED if one.return_method is ReturnMethod.POSTAL:
            return _to_do(one, gettext("Đã có kết quả, gửi qua bưu điện"), gettext("Xem thư đang ở đâu"), Tone.GOOD)
        case Status.NOT_ACCEPTED if _is_fresh(one, all_of_them):
            return _to_do(one, gettext("Chưa được tiếp nhận"), gettext("Xem lý do và cách sửa"), Tone.WARN)
        case _:
            return None


def _to_do(one: Dossier, note: str, action: str, tone: Tone, *, to: str = "detail") -> Need:
    href = reverse(f"dossiers:{to}", args=[one.id])
    return Need(title=one.procedure_title, note=f"{note} · {one.code}", action=action, href=href, tone=tone)


def _is_fresh(one: Dossier, all_of_them: tuple[Dossier, ...]) -> bool:
    """Refused not long ago and not filed again since."""
    again = any(
        other.procedure_code == one.procedure_code
        and other.applicant == one.applicant
        and other.submitted_at > one.submitted_at
        for other in all_of_them
    )
    return not again and now() - one.submitted_at <= REMINDED


def page(request: HttpRequest) -> dict[str, Any]:
    """Everything the list shows, narrowed by the address."""
    actor = identity.actor_of(request)
    dossiers = queries.my_dossiers(actor=actor)
    people = dict(applying.holders(actor))
    text, state, whose = (request.GET.get(name, "").strip() for name in ("tim", "tinh-trang", "cua"))
    rows = [_row(one, own=one.applicant.id == actor.person_id) for one in dossiers if _matches(one, text, state, whose)]
    return {
        "needs": [*to_cosign(actor), *needs(dossiers)],
        "drafts": applying.drafts_of(actor),
        "columns": [Column(title=title) for title in _columns()],
        "rows": rows,
        "has_any": bool(dossiers),
        "has_filters": len(dossiers) > _FEW or bool(text or state or whose),
        "filters": _filters(text, state, whose, [(str(h.id), name) for h, name in people.items()]),
    }


def _columns() -> tuple[str, ...]:
    return gettext("Hồ sơ"), gettext("Tình trạng"), gettext("Nộp ngày"), gettext("Hẹn trả kết quả")


def _row(one: Dossier, *, own: bool) -> Row:
    """A dossier as a line of the list; who it is for, where it is not the reader."""
    return Row(
        cells=(
            Cell(
                text=one.procedure_title,
                href=reverse("dossiers:detail", args=[one.id]),
                about=one.code,
                note=one.code if own else f"{one.code} · {one.applicant_name}",
            ),
            Cell(text=words.status_words(one.status), tone=words.status_tone(one.status)),
            f"{local(one.submitted_at):%d/%m/%Y}",
            _promise(one),
        )
    )


def _promise(one: Dossier) -> str:
    if one.status is Status.REGISTERED:
        return gettext("Có khi hồ sơ được tiếp nhận")
    if one.returned_at is not None:
        return gettext("Đã trả ngày %(day)s") % {"day": f"{local(one.returned_at):%d/%m/%Y}"}
    return words.moment(one.due_at) if one.due_at and not one.status.is_over else "–"


def _matches(one: Dossier, text: str, state: str, whose: str) -> bool:
    if text and fold(text) not in fold(f"{one.code} {one.procedure_title} {one.applicant_name}"):
        return False
    if whose and str(one.applicant.id) != whose:
        return False
    match state:
        case "dang":
            return not one.status.is_over
        case "xong":
            return one.status.is_over
        case _:
            return True


def _filters(text: str, state: str, whose: str, people: list[tuple[str, str]]) -> list[FilterField]:
    states = (
        Option(value="dang", text=gettext("Đang giải quyết")),
        Option(value="xong", text=gettext("Đã kết thúc")),
    )
    fields = [
        FilterField(name="tim", label=gettext("Tìm theo mã hoặc tên thủ tục"), kind="search", value=text),
        FilterField(name="tinh-trang", label=gettext("Tình trạng"), kind="select", value=state, options=states),
    ]
    if len(people) > 1:
        options = tuple(Option(value=key, text=name) for key, name in people)
        fields.append(FilterField(name="cua", label=gettext("Của ai"), kind="select", value=whose, options=options))
    return fields


def _citizen(request: HttpRequest) -> Actor | None:
    actor = identity.actor_of(request)
    return None if actor.person_id is None or actor.is_officer else actor


def needs_you(request: HttpRequest) -> SlotContent | None:
    """C01: what waits for the signed-in person, drafts to go on with; nothing for others."""
    actor = _citizen(request)
    if actor is None:
        return None
    waiting = [*to_cosign(actor), *needs(queries.my_dossiers(actor=actor))]
    drafts = applying.drafts_of(actor)
    if not waiting and not drafts:
        return None
    left = max(0, _ON_HOME - len(waiting))
    context = {
        "needs": waiting[:_ON_HOME],
        "drafts": drafts[:left],
        "more": len(waiting) + len(drafts) > _ON_HOME,
    }
    return SlotContent(template="dossiers/_needs_you.html", context=context)


def go_on(request: HttpRequest) -> SlotContent | None:
    """C04: the drafts of the procedure whose page this is."""
    actor = _citizen(request)
    code = resolve(request.path_info).kwargs.get("code", "")
    drafts = applying.drafts_for(actor, code) if actor is not None and code else []
    return SlotContent(template="dossiers/_go_on.html", context={"drafts": drafts}) if drafts else None
