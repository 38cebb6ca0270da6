"""The end of the month: what is named must be exactly what the liars made, and the month must hold what it promises."""

from collections import Counter
from datetime import datetime, timedelta

from tinhso.flows.reconciliation import api as reconciliation
from tinhso.flows.reconciliation.types import Report, System
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen
from tinhso.lab.demo.month.scene import Scene
from tinhso.lab.demo.trace import Trace
from tinhso.lab.peers.api import Fault
from tinhso.services.fees import api as fees
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.types import Channel, MessageState
from tinhso.services.payments import api as payments
from tinhso.services.post import api as post
from tinhso.services.post.types import Direction, Order, OrderState

_MENDED = "Người nộp đã bổ sung hồ sơ"
_FAULTS = {
    "late": "chậm",
    "twice": "lặp",
    "out_of_order": "sai thứ tự",
    "lost": "mất tin",
    "wrong": "sai số",
    "down": "ngừng",
}


def judge(scene: Scene, trace: Trace, end: datetime, *, is_whole: bool) -> None:
    """Compare everything on `end`. `is_whole`: every story was played, so every word of the month must be found in it."""
    with frozen(end):
        report = reconciliation.reconcile(day=None, actor=system_actor())
        named = reconciliation.open_differences(actor=system_actor())
    with frozen(end + timedelta(days=1)):
        reconciliation.reconcile(day=None, actor=system_actor())
        next_night = reconciliation.open_differences(actor=system_actor())
    found = Counter((one.code.value, one.dossier_code if one.dossier_id else "") for one in named)
    expected = Counter(scene.expected)
    trace.check(
        "đối chiếu nêu đúng những chỗ đối tác nói sai, không hơn",
        found == expected,
        f"thừa {sorted((found - expected).elements())}, thiếu {sorted((expected - found).elements())}",
    )
    trace.check(
        "đêm sau đối chiếu lại: vẫn những chỗ ấy, không thêm, không mất",
        sorted(one.id for one in next_night) == sorted(one.id for one in named),
        [one.code.value for one in next_night],
    )
    trace.check("mọi hệ thống đều hỏi được", not any(one.unasked for one in report.outcomes))
    _judge_money(report, trace)
    _judge_portal(scene, trace)
    waiting = notifications.counts()
    trace.check("không thông báo nào còn trên đường", not waiting, waiting)
    letters = _letters(scene)
    open_letters = [one.state.value for one in letters if not one.state.is_over]
    trace.check(f"{scene.letters} bưu gửi đã xong", (len(letters), open_letters) == (scene.letters, []), open_letters)
    counts = _contents(scene, letters, report)
    if is_whole:
        for words, count in counts.items():
            trace.check(f"trong tháng có: {words}", count > 0, count)
    trace.facts.update(
        dossiers=len(scene.filed),
        rounds=scene.agenda.rounds,
        ratings=scene.rated,
        letters=scene.letters,
        contents=counts,
        systems={one.system.value: one.examined for one in report.outcomes},
        differences=[
            {"code": one.code.value, "dossier": one.dossier_code, "record": one.ours, "system": one.theirs}
            for one in named
        ],
    )


def _letters(scene: Scene) -> list[Order]:
    return [one for key in scene.filed for one in post.orders_of(("dossier", key))]


def _contents(scene: Scene, letters: list[Order], report: Report) -> dict[str, int]:
    """How often each thing that the month promises happened, counted where it left its trace."""
    ended = Counter((one.direction, one.state) for one in letters)
    refunds = next(one for one in report.outcomes if one.system is System.REFUNDS)
    told = Counter(
        channel
        for one in notifications.standing_of("dossier", scene.filed)
        for channel, state, _ in one.ways
        if state is MessageState.SENT
    )
    portal, met = scene.partners.portal, _faults(scene)
    return {
        "hồ sơ có khoản phải nộp": sum(bool(fees.dues_of(("dossier", key))) for key in scene.filed),
        "tiền hoàn (đồng)": refunds.sums.get("system", 0),
        "tiền trả thừa đã trả lại (đồng)": refunds.sums.get("beside", 0),
        "giấy tờ bưu điện lấy tại nhà": ended[Direction.COLLECT, OrderState.DELIVERED],
        "kết quả bưu điện trả tại nhà": ended[Direction.RETURN, OrderState.DELIVERED],
        "kết quả bưu điện chuyển hoàn": ended[Direction.RETURN, OrderState.CAME_BACK],
        **{f"thông báo qua {one.words}": told[one] for one in Channel},
        "hồ sơ đẩy lên Cổng": len(portal.portal.dossiers),
        "hồ sơ Cổng chuyển về và đã bổ sung trên Cổng": sum(_is_mended(scene, one) for one in scene.mended),
        "đánh giá trên Cổng": len(portal.portal.ratings),
        **{f"đối tác {words}": met[word] for word, words in _FAULTS.items()},
    }


def _faults(scene: Scene) -> Counter[str]:
    """What the partners did, beside what the portal's calls really met."""
    portal = scene.partners.portal.script.met
    return scene.partners.met + Counter({one.value: number for one, number in portal.items() if one in _OF_PORTAL})


_OF_PORTAL = (Fault.LOST, Fault.TWICE, Fault.OUT_OF_ORDER, Fault.DOWN)


def _is_mended(scene: Scene, code: str) -> bool:
    """The portal itself has the step by which the answer given there came in."""
    steps = scene.partners.portal.portal.dossiers.get(code, {}).get("DanhSachTienDo", [])
    return [one["NoiDungXuLy"] for one in steps].count(_MENDED) == 1


def _judge_money(report: Report, trace: Trace) -> None:
    for system in (System.PAYMENTS, System.CASHDESK, System.REFUNDS):
        sums = next(one.sums for one in report.outcomes if one.system is system)
        ours, theirs = sums.get("record", 0), sums.get("system", 0)
        trace.check(f"{system.words}: hai bên khớp", ours == theirs, sums)
        trace.facts[f"{system.value}_vnd"] = theirs + sums.get("beside", 0)
    trace.check("có tiền qua cổng thanh toán", trace.facts["payments_vnd"] > 0)
    trace.check("mọi lần thanh toán đều có kết cục", not payments.pending().attempts)


def _judge_portal(scene: Scene, trace: Trace) -> None:
    """What the portal itself has, read from the portal."""
    portal = scene.partners.portal.portal
    unknown = [code for code in map(scene.code, scene.filed) if code not in portal.dossiers]
    trace.check("Cổng có mọi hồ sơ", not unknown, unknown)
    repeated = [
        code
        for code, one in portal.dossiers.items()
        if max(Counter((s["ThoiDiemXuLy"], s["TrangThai"], s["NoiDungXuLy"]) for s in one["DanhSachTienDo"]).values())
        > 1
    ]
    trace.facts["steps_repeated"] = repeated
    ratings = {tuple(sorted((key, str(value)) for key, value in one.items())) for one in portal.ratings}
    trace.check("Cổng có mọi lần đánh giá", len(ratings) == scene.rated, f"{len(ratings)} trong {scene.rated}")
