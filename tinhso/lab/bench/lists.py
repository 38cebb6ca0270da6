"""The benches of the lists that officers and citizens open all day: one person's page again and again, as it stands."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tinhso.casework.dossiers import api as dossiers
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.lab.bench import raw
from tinhso.lab.bench.driving import Ask, drive
from tinhso.lab.bench.people import busy_officers, read, sign_in
from tinhso.lab.bench.report import Report
from tinhso.lab.bench.server import WORKERS, serving


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A list: where it is, which act its reader has ("" is a citizen), and the words that say it is that page.

    `path` may hold {dossier} and {code}: those of an open task of the reader.
    """

    path: str
    act: str
    shows: str


LISTS = {
    "book": ListPage(path="/can-bo/so-theo-doi/", act="dossiers.receive", shows="Sổ theo dõi hồ sơ"),
    "copies": ListPage(path="/can-bo/so-chung-thuc/", act="copies.read", shows="chứng thực"),
    "custody": ListPage(path="/can-bo/giay-to/", act="custody.hold", shows="Giấy tờ gốc"),
    "dossier": ListPage(path="/can-bo/ho-so/{dossier}/", act="dossiers.process", shows="{code}"),
    "find": ListPage(path="/can-bo/ho-so/?q={code}", act="dossiers.process", shows="{code}"),
    "mine": ListPage(path="/ho-so/", act="", shows="Hồ sơ của tôi"),
    "morning": ListPage(path="/can-bo/buoi-sang/", act="dossiers.supervise", shows="Việc cần người đứng đầu để mắt"),
    "register": ListPage(path="/can-bo/so-ket-qua/", act="registers.read", shows="Sổ kết quả đã cấp"),
    "signing": ListPage(path="/can-bo/ky/", act="dossiers.sign", shows="Kết quả chờ ký"),
    "unclaimed": ListPage(
        path="/can-bo/tra-ket-qua/cho-lau/", act="dossiers.return", shows="Kết quả chưa có người nhận"
    ),
}


def bench_list(name: str, folder: Path, *, connections: int, seconds: float) -> Report:
    """One of `LISTS`, for the busiest officer of the sample who has its act, or the applicant of the sample."""
    page = LISTS[name]
    report = Report(bench=name)
    report.conditions |= {
        "connections": connections, "seconds": seconds, "workers": WORKERS, "dossiers": dossiers.count_dossiers()
    }  # fmt: skip
    reader = _reader(folder, page)
    report.check("có người xem được danh sách này", reader is not None, page.act)
    if reader is None:
        return report
    path, shows = _filled(page, reader[1])
    report.conditions["path"] = path

    def right(status: int, body: bytes) -> str:
        return "" if status == 200 and shows.encode() in body else f"{status}, thiếu “{shows}”"

    with serving() as server:
        session = sign_in(server, folder, *reader)
        ask = Ask(path=path, headers=session.headers, right=right)
        run = drive(server, lambda *_: ask, connections=connections, seconds=seconds)
        report.take(run)
        report.check("số truy vấn một trang không đổi", run.is_constant(), dict(run.queries))
        report.raw["empty_view"] = raw.empty_view(server, connections=connections, seconds=min(seconds, 3))
    return report


def _filled(page: ListPage, actor: Actor | None) -> tuple[str, str]:
    """The address and the words, with an open task of the reader in the places of a dossier."""
    if "{" not in page.path or actor is None:
        return page.path, page.shows
    task = dossiers.first_tasks(actor=actor, limit=1)[0]
    return (
        page.path.format(dossier=task.dossier_id, code=quote(task.code)),
        page.shows.format(code=task.code),
    )


def _reader(folder: Path, page: ListPage) -> tuple[str, Actor | None] | None:
    if not page.act:
        return read(folder, "applications")["applications"][0]["applicant"], None
    # Who has no tasks (a head) is measured too: how many wait only says who comes first.
    for username, actor in busy_officers(folder, count=1000, at_least=1 if "{" in page.path else 0):
        if access.can(actor=actor, act=page.act, agency_id=actor.agency_id):
            return username, actor
    return None
