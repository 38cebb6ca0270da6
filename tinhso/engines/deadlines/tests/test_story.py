"""explain(): the whole story of a clock, exactly as a citizen reads it."""

from collections.abc import Callable
from typing import Any

import pytest

from tinhso.engines.deadlines import api
from tinhso.engines.deadlines.types import Clock, ClockKind, Term, TermUnit
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local

pytestmark = pytest.mark.django_db


def test_the_story_of_a_clock(start: Callable[..., Clock], officer: Actor) -> None:
    clock = start(committed_term=Term(4, TermUnit.WORKING_DAYS))
    acting: dict[str, Any] = {"clock_id": clock.id, "actor": officer}
    api.pause_clock(at=at_local(2026, 3, 4, 10), reason="Chờ bổ sung bản vẽ.", **acting)
    api.resume_clock(at=at_local(2026, 3, 7, 20), reason="Đã bổ sung đủ", **acting)
    api.prolong_clock(
        by=Term(1, TermUnit.WORKING_DAYS), at=at_local(2026, 3, 9, 8), reason="Luật cho gia hạn", **acting
    )
    api.extend_clock(due_at=at_local(2026, 3, 20, 17), at=at_local(2026, 3, 10, 8), reason="Cần xác minh", **acting)
    api.finish_clock(at=at_local(2026, 3, 19, 9), **acting)

    assert api.explain(clock.id) == (
        "Thời hạn giải quyết.",
        "Thời hạn: 5 ngày làm việc (Nghị định kiểm thử).",
        (
            "Mốc tính: 09 giờ 00 phút, thứ Hai ngày 02/03/2026. Ngày này không tính; ngày thứ nhất là thứ Ba ngày"
            " 03/03/2026."
        ),
        "Không tính ngày nghỉ: thứ Bảy, Chủ nhật.",
        "Ngày làm việc thứ 5 là thứ Hai ngày 09/03/2026; đến hạn lúc 17 giờ 00 phút, thứ Hai ngày 09/03/2026.",
        "Tỉnh cam kết giải quyết sớm hơn: 4 ngày làm việc, đến hạn lúc 17 giờ 00 phút, thứ Sáu ngày 06/03/2026.",
        "Tạm dừng tính thời hạn lúc 10 giờ 00 phút, thứ Tư ngày 04/03/2026 (lý do: Chờ bổ sung bản vẽ).",
        (
            "Tính tiếp phần thời hạn còn lại từ 07 giờ 30 phút, thứ Hai ngày 09/03/2026 (lý do: Đã bổ sung đủ);"
            " hạn mới là 14 giờ 30 phút, thứ Tư ngày 11/03/2026."
        ),
        (
            "Gia hạn thêm 1 ngày làm việc lúc 08 giờ 00 phút, thứ Hai ngày 09/03/2026 (lý do: Luật cho gia"
            " hạn); hạn mới là 14 giờ 30 phút, thứ Năm ngày 12/03/2026."
        ),
        (
            "Cơ quan xin lỗi và hẹn lại 17 giờ 00 phút, thứ Sáu ngày 20/03/2026 (lý do: Cần xác minh). Việc"
            " đúng hạn hay quá hạn vẫn tính theo hạn 14 giờ 30 phút, thứ Năm ngày 12/03/2026."
        ),
        "Kết thúc lúc 09 giờ 00 phút, thứ Năm ngày 19/03/2026.",
    )


def test_after_a_reset_the_story_begins_with_it(start: Callable[..., Clock], officer: Actor) -> None:
    clock = start()
    api.pause_clock(clock_id=clock.id, at=at_local(2026, 3, 4, 10), reason="Chờ bổ sung", actor=officer)
    api.reset_clock(clock_id=clock.id, at=at_local(2026, 3, 10, 8), reason="Hồ sơ đã đủ", actor=officer)

    story = api.explain(clock.id)

    assert story[1] == "Tính lại từ đầu lúc 08 giờ 00 phút, thứ Ba ngày 10/03/2026 (lý do: Hồ sơ đã đủ)."
    assert story[-1].endswith("đến hạn lúc 17 giờ 00 phút, thứ Ba ngày 17/03/2026.")
    assert len(story) == 6


def test_a_handover_tells_of_the_cut_off(start: Callable[..., Clock]) -> None:
    clock = start(at_local(2026, 3, 2, 15, 1), kind=ClockKind.HANDOVER, term=None)

    assert api.explain(clock.id) == (
        "Thời hạn chuyển hồ sơ.",
        (
            "Nhận lúc 15 giờ 01 phút, thứ Hai ngày 02/03/2026, sau 15 giờ 00 phút, nên chuyển đầu giờ ngày làm"
            " việc tiếp theo, chậm nhất 08 giờ 30 phút, thứ Ba ngày 03/03/2026."
        ),
    )
