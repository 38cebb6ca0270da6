"""`tinhso demo onestop`: a day at the desk and the days after; half an answer must fail the run."""

import pytest

from tests.demo.test_demo import failed, play


@pytest.mark.durable
def test_the_day_holds_together() -> None:
    status, report = play("onestop")

    assert (failed(report), report["ok"], status) == ([], True, 0)
    last = {name: course["trace"][-1]["status"] for name, course in report["dossiers"].items()}
    assert last == {
        "counter": 10,
        "refused": 3,
        "withdrawn": 7,
        "supplement": 10,
        "permit": 10,
        "stopped": 8,
        "cosigned": 1,
    }


@pytest.mark.durable
def test_half_an_answer_fails_the_run() -> None:
    status, report = play("onestop", "--break", "half")

    assert (status, report["ok"]) == (1, False)
    assert "supplement: trả lời đủ thì tính tiếp, hẹn dời theo thời gian chờ" in failed(report)
