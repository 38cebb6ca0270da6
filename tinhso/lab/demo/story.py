"""The first dossier, played over HTTP: each step does what its person would do and checks what they would look at."""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tinhso.lab.demo.filing import answer_for, file_online
from tinhso.lab.demo.trace import Trace
from tinhso.lab.demo.visitor import Visitor


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
    filed = file_online(citizen, story["procedure"], script.answers)
    trace.check("nơi tiếp nhận được đề xuất theo nơi cư trú", bool(filed.proposed), filed.proposed)
    trace.check("không hỏi điều nền tảng đã biết", not filed.known_again, filed.known_again)
    trace.check(
        f"không quá {story['expect']['max_screens']} trang",
        filed.screens <= story["expect"]["max_screens"],
        filed.screens,
    )
    limit = story["expect"]["max_typed_fields"]
    trace.check(f"không quá {limit} ô phải điền", filed.typed <= limit, filed.typed)
    trace.facts.update(dossier=filed.dossier, code=filed.code, screens=filed.screens, typed_fields=filed.typed)
    say(f"Mã hồ sơ {filed.code}")
    return filed.dossier


def _file_input(text: str) -> str | None:
    for tag in re.findall(r"<input[^>]+>", text):
        if 'type="file"' in tag:
            found = re.search(r'name="([^"]+)"', tag)
            return found.group(1) if found else None
    return None


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
    name = answer_for(following.get("same_as", "child.full_name"), script.answers) or "?"
    trace.check("hồ sơ sau được điền sẵn từ kết quả trước, có ghi nguồn", name in citizen.words(), name)
