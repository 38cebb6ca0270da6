"""A day at a one-stop centre and what comes of it, over HTTP with real sign-ins. The play moves its server's clock."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tinhso.kernel.clock import local
from tinhso.lab.demo.agreement import Followed, check_agreement
from tinhso.lab.demo.centre import Centre, Say, link, must
from tinhso.lab.demo.desk import receive
from tinhso.lab.demo.filing import answer_all, file_online
from tinhso.lab.demo.stage import Stage
from tinhso.lab.demo.trace import Trace
from tinhso.lab.demo.visitor import Visitor

SUPPLEMENT, PROCESSING, REFUSED, WITHDRAWN, STOPPED, FINISHED, RETURNED = 5, 4, 3, 7, 8, 9, 10


def play_day(stage: Stage, folder: Path, *, half: bool, say: Say) -> Trace:
    """Every story of `onestop.yaml`, on a stage that is set up. The trace holds every check and each dossier's course.

    `half` plays one story and breaks it on purpose: the applicant never answers the rest of the supplement request.
    """
    trace = Trace()
    day = _Day(Centre(stage, folder, trace, say), half=half)
    if half:
        day.play_supplement()
    else:
        day.play()
    return trace


class _Day:
    """The stories, each with the dossier it follows. A story that breaks off is a failed check; the others go on."""

    def __init__(self, centre: Centre, *, half: bool) -> None:
        self.half = half
        self.c, self.story, self.check = centre, centre.story, centre.trace.check
        self.dossiers: dict[str, Followed] = {}

    def play(self) -> None:
        c = self.c
        c.at(0)
        for name, tell in (
            ("counter", self._counter), ("refused", self._refused), ("withdrawn", self._withdrawn),
            ("supplement", self._ask_supplement), ("permit", self._ask_three), ("stopped", self._stop),
            ("cosigned", self._cosign),
        ):  # fmt: skip
            with self._telling(name):
                tell()
        c.at(0, 15)
        with self._telling("supplement"):
            self._half_an_answer()
        with self._telling("counter"):
            self._sign_and_hand_back()
        c.at(1, 9)
        with self._telling("supplement"):
            self._whole_answer()
        with self._telling("permit"):
            self._opinions(late=False)
        c.at(3, 9)
        with self._telling("held"):
            self._held()
        with self._telling("permit"):
            self._opinions(late=True)
            self._extend()
        c.at(7, 9)
        with self._telling("permit"):
            self._finish("permit")
        with self._telling("counter"):
            self._revoke()
        with self._telling("agreement"):
            check_agreement(c, tuple(self.dossiers.values()))
        c.trace.facts["dossiers"] = {name: one.course(c) for name, one in self.dossiers.items()}

    def play_supplement(self) -> None:
        """The story of the supplement request alone."""
        for day, hour, tell in (
            (0, 8, self._ask_supplement),
            (0, 15, self._half_an_answer),
            (1, 9, self._whole_answer),
        ):
            self.c.at(day, hour)
            with self._telling("supplement"):
                tell()

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        self.c.say(name)
        try:
            yield
        except (LookupError, ValueError) as lost:
            self.check(f"{name}: đi được tới cùng", False, repr(lost))

    def _file(self, name: str) -> str:
        story = self.story[name]
        applicant = self.c.person(story["applicant"])
        filed = file_online(
            applicant, story["procedure"], self.c.answers(story["procedure"], **story.get("answers", {}))
        )
        self.dossiers[name] = Followed(id=filed.dossier, code=filed.code, owner=story["applicant"], desk=story["desk"])
        return filed.dossier

    def _accepted(self, name: str) -> str:
        """File a story's dossier online and let its desk accept it."""
        story = self.story[name]
        dossier = self._file(name)
        self.c.act(story["desk"], dossier, "accepted")
        detail = self.c.detail(story["applicant"], dossier)
        held = detail["status"] == PROCESSING and bool(detail["due_at"])
        self.check(f"{name}: tiếp nhận, có hẹn trả", held, f"{detail['status']} {detail['due_at']}")
        return dossier

    # Stories of the first day

    def _counter(self) -> None:
        story = self.story["counter"]
        desk = self.c.person(story["desk"])
        answers = self.c.answers(story["procedure"])
        dossier, code = receive(desk, card=story["card"], word=story["word"], answers=answers)
        self.dossiers["counter"] = Followed(id=dossier, code=code, owner=story["applicant"], desk=story["desk"])
        detail = self.c.detail(story["desk"], dossier)
        self.check(
            "counter: tiếp nhận trong một lần, hẹn trong ngày",
            _day(detail["due_at"]) == _day(detail["accepted_at"]),
            detail["due_at"],
        )

    def _refused(self) -> None:
        story = self.story["refused"]
        dossier = self._file("refused")
        desk = self.c.work(story["desk"], dossier)
        desk.open(link(desk, r"/can-bo/viec/[0-9a-f-]{36}/tu-choi/[^\"]*"))
        said = {"component": "", "text": story["reason"], "remedy": story["remedy"]}
        must(desk.send(desk.form_with("xem"), {**said, "xem": "1"}), desk)
        must(desk.send(desk.form_with("gui"), {**said, "gui": "1"}), desk)
        citizen = self.c.person(story["applicant"])
        words = _words(citizen, f"/ho-so/{dossier}/")
        status = self.c.detail(story["applicant"], dossier)["status"]
        held = status == REFUSED and story["reason"] in words and story["remedy"] in words
        self.check("refused: mã 3, người nộp đọc được từng lý do và cách khắc phục", held, f"{status} {words[:200]}")

    def _withdrawn(self) -> None:
        story = self.story["withdrawn"]
        dossier = self._file("withdrawn")
        citizen = self.c.person(story["applicant"])
        citizen.open(f"/ho-so/{dossier}/rut/")
        must(citizen.send(citizen.form_with("reason"), {"reason": story["reason"]}), citizen)
        status = self.c.detail(story["applicant"], dossier)["status"]
        listed = self.dossiers["withdrawn"].code in _words(self.c.person(story["desk"]), "/can-bo/ho-so/")
        self.check("withdrawn: mã 7, rời khỏi danh sách của một cửa", status == WITHDRAWN and not listed, status)

    def _ask_supplement(self) -> None:
        story = self.story["supplement"]
        dossier = self._accepted("supplement")
        self.due_before = self.c.detail(story["applicant"], dossier)["due_at"]
        officer = self.c.person(story["officer"])
        officer.open(f"/can-bo/ho-so/{dossier}/yeu-cau-bo-sung/")
        said: dict[str, str | list[str]] = {
            name: [one[name] for one in story["items"]] for name in ("about", "ask", "reason")
        }
        must(officer.send(officer.form_with("xem"), {**said, "xem": "1"}), officer)
        must(officer.send(officer.form_with("gui"), {**said, "gui": "1"}), officer)
        status = self.c.detail(story["applicant"], dossier)["status"]
        words = _words(self.c.person(story["applicant"]), f"/ho-so/{dossier}/")
        asked = all(one["ask"] in words for one in story["items"])
        self.check("supplement: mã 5, người nộp thấy đúng từng nội dung", status == SUPPLEMENT and asked, status)

    def _ask_three(self) -> None:
        story = self.story["permit"]
        dossier = self._accepted("permit")
        officer = self.c.person(story["officer"])
        officer.open(f"/can-bo/ho-so/{dossier}/lay-y-kien/")
        said: dict[str, str | list[str]] = {"text": story["question"], "order": "cung-luc"}
        for number, one in enumerate(story["asked"], 1):
            said[f"agency_{number}"] = _option(officer, one["agency"])
            said[f"term_{number}"], said[f"unit_{number}"] = str(one["days"]), "working_days"
        must(officer.send(officer.form_with("gui"), {**said, "gui": "1"}), officer)
        words = _words(officer, f"/can-bo/ho-so/{dossier}/")
        self.check(
            "permit: ba cơ quan được hỏi, mỗi nơi một hạn",
            words.count("Chờ trả lời") >= len(story["asked"]),
            words[:300],
        )

    def _stop(self) -> None:
        story = self.story["stopped"]
        dossier = self._accepted("stopped")
        leader = self.c.person(story["leader"])
        leader.open(f"/can-bo/ho-so/{dossier}/dung/")
        must(leader.send(leader.form_with("reason"), {"reason": story["reason"]}), leader)
        detail = self.c.wait_for(story["applicant"], dossier, status=STOPPED)
        self.check("stopped: mã 8, có thông báo dừng giải quyết", detail["status"] == STOPPED, detail["papers"])

    def _cosign(self) -> None:
        story = self.story["cosigned"]
        asker, other = self.c.person(story["applicant"]), self.c.person(story["other"])
        asker.open(f"/ho-so/nop/{story['procedure']}/")
        asker.send(asker.form_with("agency"))
        answer_all(asker, self.c.answers(story["procedure"]))
        page = asker.path
        declared = {"declared": "yes", "return_method": "counter"}
        must(asker.send(asker.form_with("declared"), declared), asker)
        self.check("cosigned: chưa nộp khi người kia chưa xác nhận", asker.path == page, asker.path)
        other.open("/ho-so/")
        other.open(link(other, r"/ho-so/cung-ky/[0-9a-f-]{36}/"))
        must(other.send(other.form_with("digest"), {"declared": "yes", "answer": "yes"}), other)
        asker.open(page)
        must(asker.send(asker.form_with("declared"), declared), asker)
        found = re.search(r"/ho-so/([0-9a-f-]{36})/", asker.path)
        self.check("cosigned: hai người cùng ký, hồ sơ được nộp", found is not None, asker.path)
        if found is not None:
            code = self.c.detail(story["applicant"], found.group(1))["code"]
            self.dossiers["cosigned"] = Followed(
                id=found.group(1), code=code, owner=story["applicant"], desk=story["desk"]
            )

    # The afternoon and the days after

    def _sign_and_hand_back(self) -> None:
        story, dossier = self.story["counter"], self.dossiers["counter"].id
        self.c.go_through(dossier, story["steps"])
        desk = self.c.person(story["desk"])
        desk.open(f"/can-bo/tra-ket-qua/{dossier}/")
        must(desk.send(desk.form_with("digits"), {"paper": "can-cuoc", "digits": story["digits"]}), desk)
        status = self.c.detail(story["desk"], dossier)["status"]
        self.check("counter: trả tận tay sau khi kiểm tra giấy tờ, cùng ngày", status == RETURNED, status)

    def _half_an_answer(self) -> None:
        story = self.story["supplement"]
        dossier = self.dossiers["supplement"].id
        citizen = self.c.person(story["applicant"])
        citizen.open(f"/ho-so/{dossier}/bo-sung/")
        must(citizen.send(_nth_item(citizen, 0), {"value": story["items"][0]["answer"]}), citizen)
        citizen.send(citizen.form_with("gui"), {"gui": "1"})
        status = self.c.detail(story["applicant"], dossier)["status"]
        self.check("supplement: bổ sung một nửa thì đồng hồ chưa chạy lại", status == SUPPLEMENT, status)

    def _whole_answer(self) -> None:
        story = self.story["supplement"]
        dossier = self.dossiers["supplement"].id
        citizen = self.c.person(story["applicant"])
        citizen.open(f"/ho-so/{dossier}/bo-sung/")
        if not self.half:
            must(citizen.send(_nth_item(citizen, 1), {"value": story["items"][1]["answer"]}), citizen)
        citizen.send(citizen.form_with("gui"), {"gui": "1"})
        detail = self.c.detail(story["applicant"], dossier)
        moved = detail["status"] == PROCESSING and detail["due_at"] > self.due_before
        self.check(
            "supplement: trả lời đủ thì tính tiếp, hẹn dời theo thời gian chờ",
            moved,
            f"{self.due_before} → {detail['due_at']}",
        )
        self._finish("supplement")

    def _opinions(self, *, late: bool) -> None:
        story = self.story["permit"]
        for one in story["asked"]:
            if bool(one.get("late")) is not late:
                continue
            officer = self.c.person(one["officer"])
            officer.open("/can-bo/y-kien/")
            officer.open(link(officer, r"/can-bo/y-kien/[0-9a-f-]{36}/"))
            said = {"answer": "agreed", "opinion": "Phù hợp.", "how": "", "late_reason": "Chờ số liệu quy hoạch"}
            must(officer.send(officer.form_with("answer"), said), officer)
        if late:
            words = _words(self.c.person(story["officer"]), f"/can-bo/ho-so/{self.dossiers['permit'].id}/")
            self.check("permit: thấy cơ quan nào muộn, muộn bao lâu", "muộn" in words, words[:300])

    def _extend(self) -> None:
        story, dossier = self.story["permit"]["extension"], self.dossiers["permit"].id
        before = self.c.detail(self.story["permit"]["applicant"], dossier)["due_at"]
        officer = self.c.person(self.story["permit"]["officer"])
        officer.open(f"/can-bo/ho-so/{dossier}/gia-han/")
        day = _day(before) + timedelta(days=story["later_by_days"])
        said = {"new_due_on-day": str(day.day), "new_due_on-month": str(day.month), "new_due_on-year": str(day.year)}
        must(officer.send(officer.form_with("reason"), {**said, "reason": story["reason"]}), officer)
        leader = self.c.person(story["leader"])
        leader.open(f"/can-bo/ho-so/{dossier}/gia-han/")
        must(leader.send(leader.form_with("ky"), {"ky": "1"}), leader)
        citizen = self.c.person(self.story["permit"]["applicant"])
        words = _words(citizen, f"/ho-so/{dossier}/")
        told = f"{day:%d/%m/%Y}" in words and story["reason"] in words
        self.check("permit: xin lỗi trước hạn, người nộp đọc ngày mới và lý do", told, words[:300])

    def _finish(self, name: str) -> None:
        story, dossier = self.story[name], self.dossiers[name].id
        self.c.go_through(dossier, story["steps"])
        detail = self.c.wait_for(story["applicant"], dossier, status=RETURNED)
        self.check(f"{name}: có kết quả, trả trực tuyến", detail["status"] == RETURNED, detail["status"])

    def _held(self) -> None:
        """The vault holds what the earlier story issued: the paper is not asked for again."""
        story = self.story["held"]
        citizen = self.c.person(story["applicant"])
        citizen.open(f"/ho-so/nop/{story['procedure']}/")
        citizen.send(citizen.form_with("agency"))
        asked: list[str] = []
        answer_all(citizen, self.c.answers(story["procedure"], **story["answers"]), asked=asked)
        demanded = any(story["component"] in words for words in asked)
        self.check("held: giấy đã có trong kho thì không đòi", not demanded, asked)

    def _revoke(self) -> None:
        story = self.story["counter"]["revoked"]
        leader = self.c.person(story["by"])
        leader.open(f"/can-bo/so-ket-qua/?tim={self.dossiers['counter'].code}")
        verify = link(leader, r"[^\"]*/xac-minh/[^\"]+/")
        leader.open(link(leader, r"/can-bo/so-ket-qua/[0-9a-f-]{36}/thu-hoi/"))
        today = _day(self.c.now().isoformat())
        said = {"decree_number": story["decree"], "reason": story["reason"], "decided_on-day": str(today.day),
                "decided_on-month": str(today.month), "decided_on-year": str(today.year)}  # fmt: skip
        must(leader.send(leader.form_with("decree_number"), said), leader)
        stranger = Visitor(self.c.stage.address)
        words = _words(stranger, verify.replace(self.c.stage.address, ""))
        told = "thu hồi" in words and story["decree"] in words and story["reason"] in words
        self.check("counter: trang QR nói kết quả đã thu hồi, theo quyết định nào, vì sao", told, words[:300])


def _day(at: str) -> Any:
    return local(datetime.fromisoformat(at)).date()


def _words(visitor: Visitor, path: str) -> str:
    visitor.open(path)
    return visitor.words()


def _option(visitor: Visitor, agency: str) -> str:
    """The value of the choice that stands for an agency. Raises LookupError."""
    found = re.search(rf'<option value="([0-9a-f-]{{36}})"[^>]*>[^<]*{re.escape(agency)}[^<]*<', visitor.text)
    if found is None:
        raise LookupError(f"{visitor.path}: không hỏi được {agency}")
    return found.group(1)


def _nth_item(visitor: Visitor, number: int) -> Any:
    """The form that answers the n-th item of a supplement request."""
    return [form for form in visitor.forms() if "item" in form.fields and "value" in form.fields][number]
