"""The first dossier, played over HTTP: each step does what its person would do and checks what they would look at."""

import hashlib
import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

from tinhso.lab.demo.visitor import Form, Visitor

CODE = re.compile(r"\b[0-9A-Z.]{6,35}-\d{6,8}-\d{4,7}\b")
DOSSIER = re.compile(r"/ho-so/([0-9a-f-]{36})/")
# What a person types or ticks; what came prefilled or hidden is not counted.
MACHINE = {"csrfmiddlewaretoken"}


@dataclass
class Trace:
    """What happened and which checks held. `ok` only when every check did."""

    checks: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def check(self, name: str, held: bool, seen: object = "") -> None:
        self.checks.append({"check": name, "held": bool(held), "seen": str(seen)[:300]})

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check["held"] for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **self.facts, "checks": self.checks}


@dataclass(frozen=True)
class Script:
    """The story's file with the accounts and answers it names."""

    story: dict[str, Any]
    answers: dict[str, Any]
    password: str
    secret: str

    @classmethod
    def read(cls, folder: Path) -> "Script":
        story = _yaml(folder / "first_dossier.yaml")
        people = _yaml(folder / "people.yaml")["demo"]
        answers = next(
            one["answers"]
            for one in _yaml(folder / "applications.yaml")["applications"]
            if one["procedure"] == story["procedure"]
        )
        return cls(story=story, answers=answers, password=people["password"], secret=people["totp_secret"])


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def play(base_url: str, folder: Path, *, tamper: bool, say: Callable[[str], None]) -> Trace:
    """The whole way of one dossier. `tamper` breaks the downloaded result on purpose: its check must then fail."""
    script = Script.read(folder)
    trace = Trace()
    citizen = Visitor(base_url)
    try:
        dossier_id = _apply(citizen, script, trace, say)
        _server_clock(citizen, dossier_id, trace)
        for officer in script.story["officers"]:
            say(f"{officer['username']}: {officer['does']}")
            _do(Visitor(base_url), script, officer, dossier_id, trace)
        _result(citizen, script, dossier_id, trace, tamper=tamper, say=say)
        _next_time(citizen, script, trace, say)
    except LookupError as lost:
        trace.check("mọi bước đi được tới cùng", False, lost)
    return trace


def _server_clock(visitor: Visitor, dossier_id: str, trace: Trace) -> None:
    """The dates on receipts are only as good as the server's clock: the filing just made must be of this minute."""
    filed_at = datetime.fromisoformat(visitor.open(f"/api/v1/dossiers/{dossier_id}").json()["submitted_at"])
    apart = abs((filed_at - datetime.now(UTC)).total_seconds())
    trace.check("đồng hồ máy chủ đúng (lệch dưới 2 phút)", apart < 120, f"{apart:.0f} s")


def _apply(citizen: Visitor, script: Script, trace: Trace, say: Callable[[str], None]) -> str:
    story = script.story
    say("Người dân tìm thủ tục và nộp hồ sơ…")
    citizen.open(f"/thu-tuc/?q={story['search']}")
    trace.check("tìm không dấu ra thủ tục", f"/thu-tuc/{story['procedure']}/" in citizen.text, story["search"])
    citizen.sign_in(story["applicant"], script.password)
    citizen.open(f"/ho-so/nop/{story['procedure']}/")
    form = citizen.form_with("agency")
    trace.check(
        "nơi tiếp nhận được đề xuất theo nơi cư trú", bool(form.fields.get("agency")), form.fields.get("agency")
    )
    citizen.send(form)
    screens, typed = _answer_all(citizen, script, trace)
    citizen.send(citizen.form_with("declared"), {"declared": "yes", "return_method": "online"})
    found, code = DOSSIER.search(citizen.path), CODE.search(citizen.words())
    if found is None or code is None:
        raise LookupError(f"nộp không thành: {citizen.path} {citizen.words()[:200]}")
    trace.check(f"không quá {story['expect']['max_screens']} trang", screens <= story["expect"]["max_screens"], screens)
    limit = story["expect"]["max_typed_fields"]
    trace.check(f"không quá {limit} ô phải điền", typed <= limit, typed)
    trace.facts.update(dossier=found.group(1), code=code.group(0), screens=screens, typed_fields=typed)
    say(f"Mã hồ sơ {code.group(0)}")
    return found.group(1)


def _answer_all(citizen: Visitor, script: Script, trace: Trace) -> tuple[int, int]:
    """Go through the pages as they come, answering only what is empty; returns (screens, fields filled in)."""
    screens = typed = 0
    known_again: list[str] = []
    for _ in range(40):
        if citizen.path.startswith("/ho-so/gui/"):
            break
        onward = re.search(r'href="([^"]+)"[^>]*>\s*(?:Làm tiếp|Bắt đầu|Đúng, đi đến)', citizen.text)
        if onward:
            screens += citizen.path.endswith("/kiem-tra/")
            citizen.open(onward.group(1))
        elif citizen.path.endswith("/giay-to/"):
            screens += 1
            _give_papers(citizen)
        else:
            screens += 1
            form, here = citizen.forms()[-1], citizen.path
            filled, repeated = _fill(form, script.answers)
            known_again += repeated
            typed += len({_field_of(name) for name in filled})
            if citizen.send(form, filled).status_code == 422:
                raise LookupError(f"{here}: {citizen.words()[:400]}")
    trace.check("không hỏi điều nền tảng đã biết", not known_again, known_again)
    return screens + 1, typed


def _fill(form: Form, answers: dict[str, Any]) -> tuple[dict[str, str | list[str]], list[str]]:
    """Values for the empty fields of a page; and fields that were asked although the register holds them."""
    values: dict[str, str | list[str]] = {}
    asked_again: list[str] = []
    for name, present in form.fields.items():
        if name in MACHINE or any(present):
            continue
        answer = _answer_for(name, answers)
        if answer is not None:
            values[name] = answer
        if name.startswith("requester") and answer is not None and name != "requester.email":
            asked_again.append(name)
    return values, asked_again


_DATE = {"year": 0, "month": 1, "day": 2}
_ADDRESS = {"province": "province_code", "commune": "commune_code", "street": "street"}


def _field_of(name: str) -> str:
    """The field that an input belongs to: the three boxes of a date are one, an address is one."""
    head, _, part = name.rpartition("-")
    return head if part in _DATE or part in _ADDRESS else name


def _answer_for(name: str, answers: dict[str, Any]) -> str | None:
    """The answer to an input: `child-full_name`, or a part of a date or address (`child-born_on-day`)."""
    steps = re.split(r"[-.]", name)
    part = steps.pop() if steps[-1] in _DATE or steps[-1] in _ADDRESS else ""
    value: Any = answers
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    if part in _DATE and isinstance(value, str):
        return value.split("-")[_DATE[part]]
    if part in _ADDRESS and isinstance(value, dict):
        return str(value.get(_ADDRESS[part], ""))
    if part or value is None or isinstance(value, dict | list):
        return None
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _give_papers(citizen: Visitor) -> None:
    """A photo for every paper that is asked for, then on."""
    for form in citizen.forms():
        if "giay" in form.fields:
            citizen.send(form, files=[("tep", ("anh-chup.png", _photo(), "image/png"))])
    onward = [form for form in citizen.forms() if "giay" not in form.fields]
    citizen.send(onward[-1])


def _file_input(text: str) -> str | None:
    for tag in re.findall(r"<input[^>]+>", text):
        if 'type="file"' in tag:
            found = re.search(r'name="([^"]+)"', tag)
            return found.group(1) if found else None
    return None


def _photo() -> bytes:
    image = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(image).text((80, 100), "GIAY MINH HOA " + str(time.time_ns()), fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _do(officer: Visitor, script: Script, line: dict[str, str], dossier_id: str, trace: Trace) -> None:
    officer.sign_in(line["username"], script.password, secret=script.secret)
    officer.open(f"/can-bo/ho-so/{dossier_id}/")
    form = next((f for f in officer.forms() if ("outcome", line["outcome"]) in f.buttons), None)
    if form is None:
        raise LookupError(f"{line['username']} không thấy nút “{line['outcome']}” ({officer.path})")
    answer = officer.send(form, {"outcome": line["outcome"]})
    trace.check(
        f"{line['username']}: {line['does']}", answer.status_code == 200, f"{answer.status_code} {officer.path}"
    )


def _result(
    citizen: Visitor, script: Script, dossier_id: str, trace: Trace, *, tamper: bool, say: Callable[[str], None]
) -> None:
    say("Kết quả trở về với người dân…")
    detail = _wait_for(citizen, dossier_id, status=10)
    codes = [line["status"] for line in detail["trace"]]
    trace.check("mã trạng thái quốc gia 1, 2, 4, 9, 10", codes == [1, 2, 4, 9, 10], codes)
    trace.check("có giấy tiếp nhận và hẹn trả", "receipt" in detail["papers"], detail["papers"])
    trace.check("trả đúng hạn", bool(detail["due_at"]) and detail["finished_at"] <= detail["due_at"], detail["due_at"])
    pdf = citizen.open(f"/ho-so/{dossier_id}/ket-qua.pdf").content
    if tamper:
        pdf = pdf.replace(b"/Title", b"/Tit1e", 1) if b"/Title" in pdf else pdf[:900] + b"X" + pdf[901:]
    sha256 = hashlib.sha256(pdf).hexdigest()
    trace.check("tệp kết quả đúng mã băm đã ghi", sha256 == detail["result_sha256"], sha256)
    citizen.open(f"/ho-so/{dossier_id}/")
    link = re.search(r'href="(/xac-minh/[^"]+)"', citizen.text)
    stranger = Visitor(str(citizen.http.base_url))
    stranger.open(link.group(1) if link else "/khong-co/")
    words = stranger.words()
    trace.check("trang QR nói ai ký và còn nguyên vẹn", "Chữ ký hợp lệ" in words and "ký" in words, words[:300])
    stranger.open("/xac-minh/")
    upload = stranger.form_with("csrfmiddlewaretoken")
    name = _file_input(stranger.text) or "file"
    stranger.send(upload, files=[(name, ("ket-qua.pdf", pdf, "application/pdf"))])
    verdict = stranger.words()
    trace.check(
        "kiểm tra chữ ký trên tệp tải về",
        "Trùng khớp từng byte" in verdict and "Chữ ký hợp lệ" in verdict,
        verdict[:300],
    )
    trace.facts.update(
        trace=detail["trace"],
        result={"sha256": sha256, "bytes": len(pdf)},
        signature=verdict[:400],
        due_at=detail["due_at"],
    )
    citizen.open("/kho/")
    trace.check(
        "kết quả nằm trong kho dữ liệu",
        "/kho/" in citizen.text and bool(re.search(r"/kho/[0-9a-f-]{36}/", citizen.text)),
    )
    citizen.open("/kho/ai-da-xem/")
    trace.check("người dân thấy ai đã xem dữ liệu của mình", "Giải quyết hồ sơ" in citizen.words())


def _wait_for(citizen: Visitor, dossier_id: str, *, status: int) -> dict[str, Any]:
    """The dossier once the worker has brought it to a status; gives up after a minute."""
    detail: dict[str, Any] = {}
    for _ in range(120):
        detail = citizen.open(f"/api/v1/dossiers/{dossier_id}").json()
        if detail.get("status") == status and {"receipt"} <= set(detail.get("papers", ())):
            return detail
        time.sleep(0.5)
    raise LookupError(f"hồ sơ dừng ở trạng thái {detail.get('status')}")


def _next_time(citizen: Visitor, script: Script, trace: Trace, say: Callable[[str], None]) -> None:
    """The next application knows what the first one gave."""
    say("Lần sau, hồ sơ tự biết…")
    following = script.story["next"]
    citizen.open(f"/ho-so/nop/{following['procedure']}/")
    citizen.send(citizen.form_with("agency"))
    draft = re.search(r"/nop/[0-9a-f-]{36}/", citizen.path)
    citizen.open(f"{draft.group(0)}kiem-tra/" if draft else "/khong-co/")
    name = _answer_for(following.get("same_as", "child.full_name"), script.answers) or "?"
    trace.check("hồ sơ sau được điền sẵn từ kết quả trước, có ghi nguồn", name in citizen.words(), name)
