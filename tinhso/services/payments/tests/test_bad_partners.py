"""A partner over a real wire: HTML with 200, gigabytes, a byte now and then, down for five minutes, no signature, another
payment's answer, an expired certificate. Every attempt has a known end, an operator is told what to do, nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.kernel import http
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen, now
from tinhso.kernel.tests.test_http import certificate, partner, says
from tinhso.services.payments import api, queries
from tinhso.services.payments.adapters import secrets, wire
from tinhso.services.payments.errors import EarlierUnclear, Forged, NoSecret
from tinhso.services.payments.models import AttemptRow, CaseRow
from tinhso.services.payments.simulator.bank import Bank, Script
from tinhso.services.payments.simulator.server import serving
from tinhso.services.payments.tests.conftest import AMOUNT, Scene
from tinhso.services.payments.types import CaseKind

BAD = ("html", "giant", "slow", "down", "unsigned", "other")


@pytest.fixture
def bank(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """A bank of its own behind a socket; our patience is short."""
    monkeypatch.setattr(wire, "_SECONDS", 0.4)
    channel = queries.channel("bank")
    played = Bank(channel=channel, secret=secrets.secret_of(channel))
    with serving(played) as address:
        scene.channels(address=address)
        yield played


@pytest.mark.parametrize("answers", BAD)
def test_a_partner_that_does_not_answer_leaves_a_known_state_and_its_money_is_found_later(
    scene: Scene, bank: Bank, answers: str
) -> None:
    order, at = scene.order(), now()
    attempt = scene.start(order)
    bank.pay(attempt.reference, AMOUNT)
    bank.script = Script(answers=answers)

    for minutes in (2, 9, 10):
        scene.round_at(at + timedelta(minutes=minutes))

    assert (scene.attempt_state(attempt), scene.cases()) == ("unconfirmed", ["partner_silent"])
    case = CaseRow.objects.get()
    assert case.words
    assert CaseKind(case.kind).advice
    with frozen(at + timedelta(minutes=11)), pytest.raises(EarlierUnclear):
        scene.start(order, "qr")

    bank.script = Script()
    scene.round_at(at + timedelta(minutes=40))
    assert (scene.state(order), scene.attempt_state(attempt), scene.cases()) == (("settled", AMOUNT), "paid", [])


def test_a_partner_that_denies_what_it_has_is_believed_until_the_money_shows(scene: Scene, bank: Bank) -> None:
    order, at = scene.order(), now()
    attempt = scene.start(order)
    bank.pay(attempt.reference, AMOUNT)
    bank.script = Script(answers="denies")
    scene.round_at(at + timedelta(minutes=10))
    assert scene.attempt_state(attempt) == "expired"
    bank.script = Script()
    scene.round_at(at + timedelta(minutes=75))
    assert scene.state(order) == ("settled", AMOUNT)


def test_down_for_five_minutes_costs_nothing(scene: Scene, bank: Bank) -> None:
    order, at = scene.order(), now()
    attempt = scene.start(order)
    bank.script = Script(answers="down")
    for minutes in (1, 3, 5):
        scene.round_at(at + timedelta(minutes=minutes, seconds=1))
    assert (scene.attempt_state(attempt), scene.cases()) == ("waiting", [])
    bank.script = Script()
    bank.pay(attempt.reference, AMOUNT)
    scene.round_at(at + timedelta(minutes=8))
    assert scene.state(order) == ("settled", AMOUNT)


def test_an_expired_certificate_is_refused_and_an_operator_told(scene: Scene, tmp_path: Path) -> None:
    tls, trusted = certificate(tmp_path, days=-1)
    with partner(says("200 OK", "application/json", b"{}"), tls) as address:
        scene.channels(address=address.rstrip("/"), authority=trusted)
        order = scene.order()
        with pytest.raises(http.CertificateRefused, match="đã hết hạn"):
            scene.start(order, "national")
    (case,) = CaseRow.objects.all()
    assert (case.kind, "đã hết hạn" in case.words) == ("certificate", True)
    assert "gia hạn" in CaseKind(case.kind).advice
    assert AttemptRow.objects.get().state == "failed"
    scene.channels()
    assert scene.start(order, "qr").state.value == "waiting"


def test_a_trusted_file_that_is_none_is_an_error_of_configuration(scene: Scene, tmp_path: Path) -> None:
    scene.channels(address="https://bank.example.vn", authority=str(tmp_path / "none.pem"))
    assert any("chứng thư" in problem for problem in api.check_config())
    with pytest.raises(http.NotSent):
        wire.post(queries.channel("bank"), "/query", body=b"", content_type="application/json")


def test_no_secret_stands_in_an_error_a_log_or_a_row(
    scene: Scene, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every secret of every channel is looked for in whatever a failed and a forged payment leave behind."""
    caplog.set_level("DEBUG")
    keys = [secrets.secret_of(channel).decode() for channel in queries.channels()]
    said: list[str] = []
    attempt = scene.start(scene.order())
    scene.bank().script = Script(forged=True)
    with pytest.raises(Forged) as forged:
        scene.pay(attempt)
    said.append(repr(forged.value) + str(forged.value.as_problem()))
    monkeypatch.setattr(wire, "post", _raises(http.NoAnswer("Không trả lời.")))
    with frozen(now() + timedelta(minutes=20)):
        api.follow_up(actor=system_actor())
    said += [str(row) for row in CaseRow.objects.values()] + [str(row) for row in AttemptRow.objects.values()]
    said += [str(queries.channels()), caplog.text]
    assert [key for key in keys if any(key in text for text in said)] == []
    assert len(keys) == 3


def test_without_its_file_a_channel_is_named_and_nothing_of_it_told(scene: Scene, settings: Any) -> None:
    settings.DEMO = False
    scene.channels(address="https://bank.example.vn")
    with pytest.raises(NoSecret, match=r"bank\.key"):
        scene.start(scene.order())
    assert any("bank.key" in problem for problem in api.check_config())


def test_a_key_that_others_may_read_is_a_fault_of_configuration(scene: Scene, settings: Any) -> None:
    path = Path(settings.PAYMENT_SECRETS_DIR) / "bank.key"
    scene.start(scene.order())
    assert api.check_config() == []
    path.chmod(0o644)
    assert any("600" in problem for problem in api.check_config())


def test_demo_partners_are_offered_in_a_demo_only(scene: Scene, settings: Any) -> None:
    assert len(queries.channels()) == 3
    settings.DEMO = False
    assert queries.channels() == ()


def _raises(error: Exception) -> Any:
    def raising(*_: Any, **__: Any) -> Any:
        raise error

    return raising
