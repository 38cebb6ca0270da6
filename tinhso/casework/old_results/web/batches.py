"""The batches of an agency with their progress, and one batch: list, scans, sample, issuing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.old_results import api, queries
from tinhso.casework.old_results.domain import columns_of
from tinhso.casework.old_results.errors import ListRefused
from tinhso.casework.old_results.types import Batch, BatchState, Issued, Line, LineState, Readied
from tinhso.casework.old_results.web.duty import errors_of, on_duty
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files.errors import UploadRefused
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option, Tone
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid, Unavailable
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.types import Certificate, OwnPaper

STATES = {
    BatchState.OPEN: ("Đang nhập", Tone.WAIT),
    BatchState.SAMPLING: ("Đang kiểm tra mẫu", Tone.WAIT),
    BatchState.ACCEPTED: ("Đã nghiệm thu", Tone.GOOD),
}
TONES = {LineState.ISSUED: Tone.GOOD, LineState.DUPLICATE: Tone.BAD, LineState.WAITING: Tone.WAIT}


@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponseBase:
    """Every batch of the actor's agencies; who manages opens another."""
    actor = on_duty(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            batch_id = api.open_batch(
                kind_code=request.POST.get("loai", "")[:80],
                title=request.POST.get("ten", "")[:200],
                year_from=_year(request.POST.get("tu_nam", "")),
                year_to=_year(request.POST.get("den_nam", "")),
                actor=actor,
            )
        except Invalid as refused:
            errors, status = errors_of(refused, "ten"), 422
        else:
            messages.success(request, "Đã mở đợt số hóa. Nhập danh sách kết quả của đợt.")
            return redirect("old_results:batch", batch_id=batch_id)
    found = api.list_batches(actor=actor)
    context = {
        "lines": [(one, *STATES[one.state], identity.get_agency(one.agency_id).short_name) for one in found],
        "total": sum(one.total for one in found),
        "done": sum(one.done for one in found),
        "manages": access.can(actor=actor, act=queries.MANAGE, agency_id=actor.agency_id),
        "kinds": [Option(value=one.code, text=one.title) for one in definitions.list_current("old_result")],
        "posted": request.POST,
        "errors": errors,
    }
    return render(request, "old_results/batches.html", context, status=status)


def _year(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) == 4 else 0


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """One batch: what to do next by its state and the actor's acts, and its lines by state (`loc`), a page at a time."""
    actor = on_duty(request)
    found = api.get_batch(batch_id, actor=actor)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            held = _own_way(found, actor) if request.POST.get("viec") == "ky" else None
            if held is not None:
                return _prepare(request, found, held, actor)
            messages.success(request, _done(request, found, actor))
            return redirect("old_results:batch", batch_id=batch_id)
        except UploadRefused as refused:
            errors, status = {"scan": refused.message}, 422
        except (Invalid, Conflict, Unavailable) as refused:
            # What was issued before a signing service failed stays issued.
            errors, status = errors_of(refused, "viec"), refused.status
            found = api.get_batch(batch_id, actor=actor)
    context = {**_context(request, found, actor, errors), "unsigned": status == Unavailable.status}
    return render(request, "old_results/batch.html", context, status=status)


def _done(request: HttpRequest, found: Batch, actor: Actor) -> str:
    """Do what the pressed button asks; what to say then."""
    acts: dict[str, Callable[[HttpRequest, Batch, Actor], str]] = {
        "nhap": _import,
        "quet": _scan,
        "lay-mau": _draw,
        "ket-luan": _close,
        "ky": _issue,
    }
    act = acts.get(request.POST.get("viec", ""))
    if act is None:
        raise ListRefused("Chọn một việc.", fields={"/viec": "Bấm một nút của trang này."})
    return act(request, found, actor)


def _import(request: HttpRequest, found: Batch, actor: Actor) -> str:
    given = request.FILES.get("danh_sach")
    if given is None:
        raise ListRefused("Chưa chọn tệp.", fields={"/danh_sach": "Chọn tệp danh sách."})
    content = given.read()
    done = api.import_list(batch_id=found.id, content=content, actor=actor)
    return f"Đã nhập {done.new} dòng mới; {done.known} dòng đã có từ trước."


def _scan(request: HttpRequest, found: Batch, actor: Actor) -> str:
    scans = [(one.name or "quet.pdf", one.read()) for one in request.FILES.getlist("scan")]
    how = request.POST.get("cach", "")
    if how == "ten" or not scans:
        return f"Đã nhận {api.add_scans(batch_id=found.id, scans=scans, actor=actor)} bản quét."
    if len(scans) != 1:
        raise ListRefused("Chọn một tệp.", fields={"/scan": "Tách tập giấy: mỗi lần một tệp PDF."})
    text = request.POST.get("so_trang", "").strip()
    each = (int(text) if text.isdecimal() and len(text) < 4 else 0) if how == "trang" else None
    return f"Đã tách và nhận {api.add_stack(batch_id=found.id, scan=scans[0], pages_each=each, actor=actor)} kết quả."


def _draw(request: HttpRequest, found: Batch, actor: Actor) -> str:
    return f"Đã lấy ngẫu nhiên {api.draw_sample(batch_id=found.id, actor=actor)} dòng để kiểm tra."


def _close(request: HttpRequest, found: Batch, actor: Actor) -> str:
    accepted = api.close_sample(batch_id=found.id, actor=actor)
    return "Đợt đạt, được nghiệm thu." if accepted else "Đợt không đạt: mọi dòng trả lại để đọc lại bản quét."


def _issue(request: HttpRequest, found: Batch, actor: Actor) -> str:
    done = api.issue_lines(batch_id=found.id, actor=actor)
    return f"Đã ký, cấp mã và lưu kho {done.issued} kết quả; {_left(done)}."


def _left(done: Issued | Readied) -> str:
    """What was not issued, by why."""
    bad = f", {done.unsignable} bản quét không ký được" if done.unsignable else ""
    return f"{done.waiting} chờ chủ giấy tờ, {done.duplicates} trùng{bad}"


def _own_way(found: Batch, actor: Actor) -> Certificate | None:
    """What this officer signs old results with on the own machine, where the agency's rule says so."""
    agency = identity.get_agency(found.agency_id).code
    if not signatures.waits_for_machine(OwnPaper.OLD_RESULT, agency, on=today(), actor=actor):
        return None
    assert actor.person_id is not None
    return next(iter(signatures.own_ways(actor.person_id)), None)


def _prepare(request: HttpRequest, found: Batch, held: Certificate, actor: Actor) -> HttpResponseBase:
    done = api.prepare_lines(batch_id=found.id, held=held, actor=actor)
    if done.waiting or done.duplicates or done.unsignable:
        messages.warning(request, f"Chưa ký: {_left(done)}.")
    if done.order_id is None:
        return redirect("old_results:batch", batch_id=found.id)
    return redirect("old_results:sign", order_id=done.order_id)


def _context(request: HttpRequest, found: Batch, actor: Actor, errors: dict[str, str]) -> dict[str, Any]:
    chosen = request.GET.get("loc", "")
    state = LineState(chosen) if chosen in set(LineState) else None
    lines = api.list_lines(found.id, actor=actor, state=state, after=_after(request.GET.get("sau", "")))
    shown = lines[: queries.PAGE]
    following = f"{shown[-1].year}-{shown[-1].number}" if len(lines) > queries.PAGE else ""
    may = {act: access.can(actor=actor, act=act, agency_id=found.agency_id) for act in queries.ACTS}
    ready = found.total > 0 and found.counts.get(LineState.CHECKED, 0) == found.total
    return {
        "batch": found,
        "state": STATES[found.state],
        "agency": identity.get_agency(found.agency_id).name,
        "steps": [(one, one.words, found.counts.get(one, 0)) for one in LineState],
        "lines": [_row(one) for one in shown],
        "sampled": [_row(one) for one in queries.sampled_lines(found)],
        "samples": queries.samples_of(found),
        "wrong_fields": [(_title(found, name), count) for name, count in queries.errors_by_field(found).items()],
        "imports": may[queries.MANAGE] and found.state is BatchState.OPEN,
        "scans": may[queries.ENTER] and found.state is BatchState.OPEN and found.total > 0,
        "draws": may[queries.MANAGE] and found.state is BatchState.OPEN and ready,
        "closes": may[queries.MANAGE] and found.state is BatchState.SAMPLING,
        "issues": may[queries.ISSUE] and found.state is BatchState.ACCEPTED,
        "columns": tuple(columns_of(found.kind).values()),
        "ways": [
            Option(value="ten", text="Mỗi kết quả một tệp, tên tệp là số và năm (15-1998.pdf)"),
            Option(value="trang", text="Một tệp nhiều kết quả, cùng số trang, theo thứ tự danh sách"),
            Option(value="to_trang", text="Một tệp nhiều kết quả, ngăn bằng trang trống, theo thứ tự danh sách"),
        ],
        "chosen": state,
        "next_url": f"?{urlencode({'loc': chosen, 'sau': following})}" if following else "",
        "posted": request.POST,
        "errors": errors,
        "told": [(name, text) for name, text in errors.items() if name.startswith(("dong", "tep"))],
    }


def _title(found: Batch, name: str) -> str:
    known = {one.code: one.title for one in found.kind.fields}
    basic = {
        "ky_hieu": "Số, ký hiệu",
        "ngay_cap": "Ngày cấp",
        "het_han": "Hết hiệu lực",
        "so_dinh_danh": "Số định danh",
    }
    return (known | basic).get(name, name)


def _row(one: Line) -> tuple[Line, str, Tone]:
    return one, one.state.words, TONES.get(one.state, Tone.NEUTRAL)


def _after(text: str) -> tuple[int, int]:
    year, _, number = text[:20].partition("-")
    return (int(year), int(number)) if year.isdecimal() and number.isdecimal() else (0, 0)
