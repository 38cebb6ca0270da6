"""What the screens show: people of the sample province file dossiers and officers carry them to every state, over HTTP.

The keys of ``Stage.things`` may stand in a screen's path: ids of drafts and dossiers, tokens, topics.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.signing import TimestampSigner

from tests.browser import (
    stage_desk,
    stage_developer,
    stage_money,
    stage_national,
    stage_old_results,
    stage_papers,
    stage_post,
    stage_quality,
    stage_reconciliation,
    stage_sectors,
)
from tests.browser.stage_payments import THINGS as PAYMENTS
from tests.browser.stage_payments import prepare as prepare_payments
from tests.waiting import wait_until
from tinhso.kernel.clock import local, now, today
from tinhso.lab.demo import filing, story
from tinhso.lab.demo.visitor import Form, Visitor

ROOT = Path(__file__).resolve().parents[2]
APPLICANT, CLERK, REGISTRAR = "lan.mau", "long-chau.mot-cua", "long-chau.ho-tich"
REVIEWER, LEADER, HEAD = "long-chau.tham-dinh", "long-chau.chu-tich", "long-chau.giam-doc"
JUSTICE, POLICE = "stp.ho-tich", "cat.phong-chay"
COMPANY, LOCKED = "chu.thu", "long-chau.mot-cua-2"
BRIDE, GROOM, MARRIAGE = "hoa.thu", "khoa.thu", "1.000894"
BIRTH, BADGES = "1.001193", "2.002288"
# How far each dossier has gone: the outcomes chosen so far, by whom.
WAY = ((CLERK, "accepted"), (REGISTRAR, "eligible"), (REVIEWER, "agreed"), (LEADER, "signed"))
STATES = {
    "filed": 0, "accepted": 1, "processing": 2, "to_sign": 3, "to_return": 4, "returned": 4, "mistaken": 1,
    "revoked": 4, "mending": 1, "asked_again": 1, "extending": 1, "consulted": 1, "owing": 1,
    "paying": 1,
}  # fmt: skip
AT_COUNTER = "to_return"
REFUSAL: Mapping[str, str | list[str]] = {
    "component": [""],
    "text": ["Giấy chứng sinh chụp mờ, không đọc được ngày sinh của trẻ."],
    "remedy": ["Chụp lại cả trang, đủ sáng, rồi nộp hồ sơ mới."],
    "gui": "1",
}
QUESTION = "Bản sao có chứng thực được không, hay phải là bản chính?"
ASKED = "Đề nghị cho biết việc đăng ký trước đây của cha, mẹ trẻ trong sổ gốc."
MISTAKE = "Nhận nhầm hồ sơ thuộc thẩm quyền của phường khác."
COPIES: tuple[dict[str, str | list[str]], ...] = (
    {"requester": "086195000073"},
    {"title": "Bằng tốt nghiệp đại học", "pages": "2", "copies": "3"},
    {"title": "Bảng điểm", "pages": "4", "copies": "1"},
    {"requester": "086160000076"},
    {"title": "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất", "pages": "4", "copies": "2"},
)
UUID = "[0-9a-f-]{36}"
# Every thing a path may name; ids where nothing was staged (the register is read without a platform).
NOTHING = "00000000-0000-0000-0000-000000000000"
THINGS = (
    *STATES, "refused", "draft", "question", "answered_question", "bundle", "complete_draft", "badge_draft", "badge_item", "fleet", "paper",
    "counter_draft", "late_draft", "marriage", "marriage_alone", "cosigning", "share_token", "own_document", "reading", "vault_item",
    "track_token", "verify_token", "filed_task", "entry", "signed_token", "revoked_entry", "revoked_token", "slip", "held_thing",
    "mishap", "settled_mishap", "signed_batch", "waiting_batch", "copy_line", *PAYMENTS, "drafted", "dead_message",
    "stuck_transfer", "portal_question",
    "old_batch", "old_line", "old_line_checked", "sign_task", "bulk_order", "closed_report", "this_month", "unsubscribe_token",
    "owing_code", "shift", "receipt", "bill", "rating_counter", "counter_token", "receipt_token", "feedback", "open_feedback", "contest",
    "organisation",
    "unexplained", "payout", "returning_payout", *stage_developer.THINGS, *stage_post.THINGS,
)  # fmt: skip


class Stage:
    """The platform at an address with its dossiers; readers stay signed in."""

    def __init__(self, address: str, folder: Path | None = None) -> None:
        self.address = address
        self.script = story.Script.read(ROOT / "definitions" / "demo")
        self.things: dict[str, str] = {"unsubscribe_token": _unsubscribe_token(folder) if folder else NOTHING}
        self._folder = folder
        self._readers: dict[str, Visitor] = {}
        self._cookies: dict[str, list[dict[str, str]]] = {}

    @classmethod
    def kept(cls, address: str, path: Path) -> "Stage":
        """What was staged before, with its readers still signed in, at another address."""
        staged, kept = cls(address), json.loads(path.read_text("utf-8"))
        staged.things, staged._cookies = kept["things"], kept["cookies"]
        return staged

    def reader(self, who: str) -> Visitor:
        """Somebody signed in, once."""
        if who not in self._readers:
            visitor = Visitor(self.address)
            secret = self.script.secret if "." in who and _is_officer(who) else ""
            visitor.sign_in(who, self.script.password, secret=secret)
            self._readers[who] = visitor
        return self._readers[who]

    def cookies(self, who: str) -> list[Any]:
        """The reader's cookies as a browser takes them (Playwright does not publish their type)."""
        if who not in self._cookies:
            jar = self.reader(who).http.cookies.jar
            self._cookies[who] = [{"name": c.name, "value": c.value or ""} for c in jar]
        return [{**cookie, "url": self.address} for cookie in self._cookies[who]]

    def prepare(self) -> None:
        """All states. Raises LookupError when a page is not what the story expects."""
        stage_developer.prepare(self)
        citizen = self.reader(APPLICANT)
        self.things["draft"] = self._draft(citizen, BIRTH)
        for state in (*STATES, "refused"):
            self.things[state] = self._file(citizen, "counter" if state == AT_COUNTER else "online")
        for state, steps in STATES.items():
            for who, outcome in WAY[:steps]:
                self._decide(who, self.things[state], outcome)
        self._desk()
        self._certify()
        self._correspond(citizen)
        self._take(REGISTRAR, "extending")
        self._consult()
        self.things["bundle"] = self._bundle(citizen)
        self.things["complete_draft"] = self._complete(citizen)
        citizen.open(f"/nop/{self.things['complete_draft']}/giay-to/")
        self.things["paper"] = _found(rf"/giay-to/({UUID})/bo/", citizen.text)
        self._company()
        self._together()
        self._results(citizen)
        self._own_control(citizen)
        self._registers(citizen)
        prepare_payments(self)
        stage_papers.prepare(self)
        stage_old_results.prepare(self)
        stage_desk.prepare(self)
        stage_money.prepare(self)
        if self._folder is not None:
            stage_post.prepare(self, self._folder)
        stage_national.prepare(self)
        stage_sectors.prepare(self)
        stage_quality.prepare(self)
        stage_reconciliation.prepare(self)
        locked = self.reader(LOCKED)
        locked.open("/can-bo/")
        locked.send(next(form for form in locked.forms() if form.action.endswith("/khoa/ngay/")))

    def _draft(self, who: Visitor, procedure: str) -> str:
        who.open(f"/ho-so/nop/{procedure}/")
        form = who.form_with("agency")
        values = {name: options[-1] for name, options in form.choices.items() if not any(form.fields.get(name, ()))}
        who.send(form, dict(values))
        return _found(rf"/nop/({UUID})/", who.path)

    def _file(self, citizen: Visitor, return_method: str) -> str:
        self._complete(citizen)
        citizen.send(citizen.form_with("declared"), {"declared": "yes", "return_method": return_method})
        return _found(rf"/ho-so/({UUID})/", citizen.path)

    def file_by_post(self, declared: Mapping[str, str | list[str]]) -> str:
        """Another dossier of the same kind, declared so."""
        citizen = self.reader(APPLICANT)
        self._complete(citizen)
        citizen.send(citizen.form_with("declared"), dict(declared))
        return _found(rf"/ho-so/({UUID})/", citizen.path)

    def bring(self, dossier: str) -> None:
        """From the desk to the signed result."""
        for who, outcome in WAY:
            self._decide(who, dossier, outcome)

    def _complete(self, citizen: Visitor) -> str:
        """A draft with every answer and paper, not yet declared."""
        draft = self._draft(citizen, BIRTH)
        filing.answer_all(citizen, self.script.answers)
        return draft

    def _together(self) -> None:
        """A marriage that waits for the groom, and one that the bride has not asked for yet."""
        bride, groom = self.reader(BRIDE), self.reader(GROOM)
        applications: Any = story._yaml(ROOT / "definitions" / "demo" / "applications.yaml")["applications"]
        answers = next(one["answers"] for one in applications if one["procedure"] == MARRIAGE)
        for thing in ("marriage_alone", "marriage"):
            self.things[thing] = self._draft(bride, MARRIAGE)
            filing.answer_all(bride, answers)
        bride.send(bride.form_with("declared"), {"declared": "yes", "return_method": "counter"})
        groom.open("/ho-so/")
        self.things["cosigning"] = _found(rf"/ho-so/cung-ky/({UUID})/", groom.text)

    def _own_control(self, citizen: Visitor) -> None:
        """A shared document, one that its holder put in, and a reading that may be objected to."""
        page = f"/kho/{self.things['vault_item']}/chia-se/"
        self._send(citizen, page, "recipient", {"recipient": "Ngân hàng, vay vốn", "scope": "document"})
        self.things["share_token"] = _found(r"/chia-se/([\w-]{20,})/", citizen.text)
        citizen.open("/kho/them/")
        form = citizen.form_with("title")
        citizen.send(form, {"title": "Bằng lái xe"}, files=[("file", ("bang.png", filing._photo(), "image/png"))])
        self.things["own_document"] = _found(rf"/kho/tu-them/({UUID})/bo/", citizen.text)
        citizen.open("/kho/ai-da-xem/?tat-ca")
        readings = re.findall(rf"/kho/ai-da-xem/({UUID})/", citizen.text)
        self.things["reading"] = readings[0]
        reason = {"reason": "Tôi không nộp hồ sơ nào vào lúc này."}
        self._send(citizen, f"/kho/ai-da-xem/{readings[-1]}/", "reason", reason)

    def _decide(self, who: str, dossier: str, outcome: str) -> None:
        officer = self.reader(who)
        officer.open(f"/can-bo/ho-so/{dossier}/")
        form = _with_outcome(officer.forms(), outcome)
        if form is None:
            raise LookupError(f"{who} does not find “{outcome}”: {officer.words()[:300]}")
        answer = officer.send(form, {"outcome": outcome})
        if answer.status_code != 200:
            raise LookupError(f"{who} “{outcome}”: {answer.status_code} {officer.words()[:300]}")

    def _desk(self) -> None:
        """A refusal, a wrong acceptance reported to the head, a filing begun at the counter."""
        clerk = self.reader(CLERK)
        self._send(clerk, f"/can-bo/viec/{self._task(clerk, 'refused')}/tu-choi/", "remedy", REFUSAL)
        self.things["filed_task"] = self._task(clerk, "filed")
        self._send(clerk, f"/can-bo/ho-so/{self.things['mistaken']}/huy-tiep-nhan/", "reason", {"reason": MISTAKE})
        self._send(clerk, "/can-bo/tiep-nhan/", "number", {"number": "086160000076", "procedure": "1.004873"})
        self.things["counter_draft"] = _found(rf"/tiep-nhan/({UUID})/", clerk.path)
        # A filing of the day before, received on paper while there was no power: the head is asked.
        self._send(clerk, "/can-bo/tiep-nhan/", "number", {"number": "086160000076", "procedure": "1.004873"})
        yesterday = f"{today() - timedelta(days=1):%d/%m/%Y}"
        late = {"bu-ngay": yesterday, "bu-gio": "9:30", "bu-so": "07/2026", "bu-ly-do": "Mất điện cả phường."}
        clerk.send(clerk.form_with("bu-ngay"), {**late, "xin-nhap-bu": "1"})
        self.things["late_draft"] = _found(rf"/tiep-nhan/({UUID})/", clerk.path)

    def _certify(self) -> None:
        """Certified copies: a signed batch with a line struck out, one that waits, one being filled."""
        clerk, leader = self.reader(CLERK), self.reader(LEADER)
        for thing in ("signed_batch", "waiting_batch", ""):
            for boxes in COPIES:
                self._send(clerk, "/can-bo/chung-thuc/", "title", boxes)
            if thing:
                self._send(clerk, "/can-bo/chung-thuc/", "lap-lai", {"trinh": "1"})
                self.things[thing] = _found(rf"/chung-thuc/({UUID})/", clerk.path)
        page = f"/can-bo/chung-thuc/{self.things['signed_batch']}/"
        leader.open(page)
        people = re.findall(r'name="nguoi" value="([^"]+)"', leader.text)
        self._send(leader, page, "nguoi", {"ky": "1", "nguoi": people})
        lines = re.findall(rf"/so-chung-thuc/({UUID})/gach/", leader.text)
        self._send(leader, f"/can-bo/so-chung-thuc/{lines[0]}/gach/", "reason", {"reason": "Ghi nhầm số bản."})
        self.things["copy_line"] = lines[1]

    def _bundle(self, citizen: Visitor) -> str:
        """A birth filed as a life event: several dossiers, one tracking number."""
        self._complete(citizen)
        values = {"declared": "yes", "return_method": "online", "bundle": "co-con"}
        citizen.send(citizen.form_with("declared"), dict(values))
        return _found(rf"/ho-so/bo/({UUID})/", citizen.path)

    def _consult(self) -> None:
        """A dossier about which two agencies are asked; one has answered."""
        asker = self.reader(REGISTRAR)
        asker.open(f"/can-bo/ho-so/{self.things['consulted']}/lay-y-kien/")
        form = asker.form_with("agency_1")
        justice, police = (self._option(asker.text, name) for name in ("Sở Tư pháp", "Công an tỉnh"))
        shared = re.findall(r'name="files" type="checkbox" value="([^"]+)"', asker.text)
        topics = re.findall(r'name="topics" type="checkbox" value="([^"]+)"', asker.text)
        asked: dict[str, str | list[str]] = {
            "agency_1": justice, "agency_2": police, "text": ASKED, "files": shared[:1], "topics": topics[:1],
            "past_due_reason": "Phải tra sổ gốc lưu ở hai cơ quan.", "gui": "1",
        }  # fmt: skip
        answer = asker.send(form, asked)
        if not asker.path.endswith(f"/{self.things['consulted']}/"):
            raise LookupError(f"asking: {answer.status_code} {asker.words()[:300]}")
        for who, thing in ((JUSTICE, "question"), (POLICE, "answered_question")):
            officer = self.reader(who)
            officer.open("/can-bo/y-kien/")
            self.things[thing] = _found(rf"/can-bo/y-kien/({UUID})/", officer.text)
        page = f"/can-bo/y-kien/{self.things['answered_question']}/"
        said: dict[str, str | list[str]] = {"answer": "objected", "opinion": "Không có trong sổ gốc.", "how": "ky-so"}
        self._send(self.reader(POLICE), page, "answer", said)

    def _option(self, text: str, name: str) -> str:
        return _found(rf'<option value="({UUID})"[^>]*>{name}', text)

    def _correspond(self, citizen: Visitor) -> None:
        """A request waiting for the applicant, a second one for the head, an extension for its signature."""
        for state in ("mending", "asked_again"):
            self._ask(self.things[state])
        answers = f"/ho-so/{self.things['asked_again']}/bo-sung/"
        self._send(citizen, answers, "value", {"value": "Cha mẹ và con sẽ sống ở địa chỉ ghi trong tờ khai."})
        self._send(citizen, answers, "gui", {"gui": "1"})
        self._ask(self.things["asked_again"])
        self._send(citizen, f"/ho-so/{self.things['mending']}/bo-sung/", "hoi", {"hoi": "1", "text": QUESTION})
        later = today() + timedelta(days=14)
        later += timedelta(days=(2 - later.weekday()) % 7)
        day = {"day": later.day, "month": later.month, "year": later.year}
        values: dict[str, str | list[str]] = {f"new_due_on-{part}": str(number) for part, number in day.items()}
        reason = "Chờ trả lời xác minh của nơi cư trú trước đây của cha."
        extending = f"/can-bo/ho-so/{self.things['extending']}/gia-han/"
        self._send(self.reader(REGISTRAR), extending, "new_due_on-day", {**values, "reason": reason})

    def _ask(self, dossier: str) -> None:
        asked = {"about": [""], "ask": ["Nói rõ nơi con sẽ sống cùng cha mẹ."], "reason": ["Tờ khai chưa ghi nơi ở."]}
        if dossier == self.things["mending"]:
            asked["about"].append("c:birth_notice")
            asked["ask"].append("Chụp lại giấy chứng sinh, thấy rõ con dấu.")
            asked["reason"].append("Ảnh đã nộp mờ, không đọc được con dấu.")
        path = f"/can-bo/ho-so/{dossier}/yeu-cau-bo-sung/"
        self._send(self.reader(REGISTRAR), path, "about", {**asked, "gui": "1"})

    def _take(self, who: str, dossier: str) -> None:
        """A task that somebody holds by name, so that there is work to hand over."""
        officer = self.reader(who)
        officer.open(f"/can-bo/ho-so/{self.things[dossier]}/")
        officer.send(next(form for form in officer.forms() if form.action.endswith("/nhan/")))

    def _task(self, officer: Visitor, dossier: str) -> str:
        officer.open(f"/can-bo/ho-so/{self.things[dossier]}/")
        return _found(rf"/can-bo/viec/({UUID})/", officer.text)

    def _send(self, who: Visitor, path: str, name: str, values: Mapping[str, str | list[str]]) -> None:
        who.open(path)
        answer = who.send(who.form_with(name), dict(values))
        if answer.status_code != 200:
            raise LookupError(f"{path}: {answer.status_code} {who.words()[:300]}")

    def _company(self) -> None:
        """A draft with a repeating group (vehicles), for an organisation."""
        company = self.reader(COMPANY)
        company.open("/tai-khoan/to-chuc/")
        self.things["organisation"] = _found(rf"/to-chuc/({UUID})/", company.path)
        answers: Any = story._yaml(ROOT / "definitions" / "demo" / "applications.yaml")
        badge = next(one for one in answers["applications"] if one["procedure"] == BADGES)["answers"]
        self.things["badge_draft"] = self._vehicle(company, badge)
        self.things["badge_item"] = _found(r"/xe/([^/\"]+)/bo/", company.text)
        self._vehicle(company, badge)
        filing.answer_all(company, badge)
        company.send(company.form_with("declared"), {"declared": "yes", "return_method": "online"})
        self.things["fleet"] = _found(rf"/ho-so/({UUID})/", company.path)

    def _vehicle(self, company: Visitor, badge: Mapping[str, Any]) -> str:
        """A draft that names its first vehicle, left at the list of vehicles."""
        draft = self._draft(company, BADGES)
        company.open(f"/nop/{draft}/xe/them/")
        vehicle = next(value for value in badge.values() if isinstance(value, list))[0]
        form = company.forms()[-1]
        values = {name: _part_of(vehicle, name) for name in form.fields if _part_of(vehicle, name)}
        company.send(form, dict(values))
        company.open(f"/nop/{draft}/xe/")
        return draft

    def _results(self, citizen: Visitor) -> None:
        """What the worker brings after the signature: receipt, result, vault item."""

        def are_there() -> bool:
            detail = citizen.open(f"/api/v1/dossiers/{self.things['returned']}").json()
            return detail["status"] == 10 and "receipt" in detail["papers"]

        wait_until(are_there, what="receipt and result did not come")
        citizen.open(f"/ho-so/{self.things['returned']}/")
        self.things["verify_token"] = _found(r"/xac-minh/([^/\"]+)/", citizen.text)
        # This dossier's own document: another one's is revoked later on.
        self.things["vault_item"] = _found(rf"/kho/({UUID})/", citizen.text)
        citizen.open(f"/ho-so/{self.things['filed']}/da-nop/")
        self.things["track_token"] = _found(r"/tra-cuu/([^/\"]+)/", citizen.text)

    def _registers(self, citizen: Visitor) -> None:
        """Lines of the register: one signed and not yet given, one revoked."""
        leader = self.reader(LEADER)
        for dossier, entry, token in (
            ("to_return", "entry", "signed_token"),
            ("revoked", "revoked_entry", "revoked_token"),
        ):
            code = citizen.open(f"/api/v1/dossiers/{self.things[dossier]}").json()["code"]
            leader.open(f"/can-bo/so-ket-qua/?tim={code}")
            self.things[entry] = _found(rf"/so-ket-qua/({UUID})/", leader.path)
            self.things[token] = _found(r"/xac-minh/([^/\"]+)/", leader.text)
        self._send(
            leader, f"/can-bo/so-ket-qua/{self.things['revoked_entry']}/thu-hoi/", "decree_number", _revocation()
        )

    def save(self, path: Path) -> None:
        cookies = {who: [{"name": c["name"], "value": c["value"]} for c in self.cookies(who)] for who in self._readers}
        path.write_text(json.dumps({"things": self.things, "cookies": cookies}, indent=2), "utf-8")


def _revocation() -> dict[str, str | list[str]]:
    day = local(now()).date()
    return {
        "decree_number": "12/QĐ-UBND",
        "decided_on-day": str(day.day),
        "decided_on-month": str(day.month),
        "decided_on-year": str(day.year),
        "reason": "Cấp không đúng thẩm quyền",
    }


def _is_officer(who: str) -> bool:
    people = story._yaml(ROOT / "definitions" / "demo" / "people.yaml")
    return any(officer["username"] == who for officer in people["officers"])


def _with_outcome(forms: list[Form], outcome: str) -> Form | None:
    return next((form for form in forms if ("outcome", outcome) in form.buttons), None)


def _part_of(answer: Mapping[str, Any], name: str) -> str:
    """An item's answer by the input's name: the field, or a part of its date."""
    head, _, part = name.partition("-")
    value = answer.get(head)
    if part in ("year", "month", "day") and isinstance(value, str):
        return value.split("-")[("year", "month", "day").index(part)]
    return "" if value is None or part else str(value)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(f"{pattern} is not on the page: {text[:200]}")
    return found.group(1)


def _unsubscribe_token(folder: Path) -> str:
    """The link of a letter of reminders, signed with the key of the platform in that folder."""
    key = (folder / "keys" / "django-secret").read_text("ascii")
    signer = TimestampSigner(key=key, salt="notifications.unsubscribe", fallback_keys=[])
    return signer.sign_object([NOTHING, "dossier-reminders", "email"])


def dummies() -> Iterator[tuple[str, str]]:
    """Stand-ins with which every path resolves."""
    yield from ((thing, NOTHING) for thing in THINGS)
