"""Hash out, signature in: an officer's machine signs what was prepared, once, in time, with the registered key, or nothing."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from pytest_django.fixtures import Settings

from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api, simulator
from tinhso.services.signatures.adapters import remote
from tinhso.services.signatures.errors import (
    CertificateRefused,
    CertificateRevoked,
    CertificateUnusable,
    NotConfirmedYet,
    NotYourKey,
    PendingOver,
    SignatureRefused,
    SigningUnavailable,
)
from tinhso.services.signatures.simulator import Behaviour, Simulator
from tinhso.services.signatures.testing import blank_pdf
from tinhso.services.signatures.types import Certificate, CertificateState, Pending, Signature, SignedPdf, Way

pytestmark = pytest.mark.django_db

LEADER, OTHER = UUID("0199f000-0000-7000-8000-00000000abcd"), UUID("0199f000-0000-7000-8000-00000000abce")
AT = clock.at_local(2026, 12, 3, 16, 5)
SUBJECT = ("task", UUID(int=5))


@pytest.fixture
def service(settings: Settings) -> Iterator[Simulator]:
    with simulator.serving() as running:
        settings.SIGNATURES_REMOTE_URL = running.url
        yield running


def _actor(person_id: UUID = LEADER) -> Actor:
    return Actor(channel=Channel.COUNTER, person_id=person_id, user_id=None, post_id=None, agency_id=None)


def _csc() -> remote.CscService:
    found = remote.service()
    assert found is not None
    return found


def _registered(person_id: UUID = LEADER) -> Certificate:
    """As the self-test page does it: the service signs a proof, the certificate goes into the register."""
    ((credential, der),) = _csc().certificates(account=str(person_id))
    proof = api.proof_text(person_id)
    (made,) = _csc().fetch(_csc().ask(credential=credential, digests=(api.proof_digest(proof),), words="Đăng ký"))
    return api.register_certificate(
        certificate=der, way=Way.REMOTE, proof=proof, signature=made, credential=credential, actor=_actor(person_id)
    )


def _prepared(held: Certificate, pdf: bytes | None = None, subject: tuple[str, UUID] = SUBJECT) -> Pending:
    with clock.frozen(AT):
        return api.prepare_signature(
            pdf=pdf or api.reserve_number(blank_pdf()), fingerprint=held.fingerprint, name="Lê Ngọc Phượng",
            title="Chủ tịch", batch_id=new_id(), subject=subject, facts={"outcome": "signed"}, label="H61-1",
            actor=_actor(held.person_id), at=AT,
        )  # fmt: skip


def _by_service(pending: Pending) -> bytes:
    (made,) = _csc().fetch(_csc().ask(credential=str(pending.person_id), digests=(pending.digest,), words="Ký"))
    return made


def _finished(pending: Pending, value: bytes, *, after: timedelta = timedelta(minutes=2), person: UUID = LEADER,
              subject: tuple[str, UUID] = SUBJECT) -> SignedPdf:  # fmt: skip
    with clock.frozen(AT + after):
        return api.finish_signature(
            signature=Signature(pending_id=pending.id, value=value),
            subject=subject,
            actor=_actor(person),
            at=AT + after,
        )


def _rows() -> list[Any]:
    waiting = apps.get_model("signatures", "PendingSignature")._default_manager
    audits = apps.get_model("access", "AuditEntry")._default_manager
    return [list(waiting.order_by("id").values()), audits.count()]


def test_the_service_signs_the_hash_and_the_file_holds(service: Simulator) -> None:
    pending = _prepared(_registered())

    signed = _finished(pending, _by_service(pending))

    told = api.verify_pdf(signed.pdf)
    assert (told.intact, told.trusted, told.signers[0].timestamped) == (True, True, True)
    assert told.signers[0].role == "Chủ tịch"
    assert signed.certificate == told.signers[0].certificate


def test_the_clerk_numbers_and_seals_what_was_signed_elsewhere(service: Simulator) -> None:
    pending = _prepared(_registered())
    signed = _finished(pending, _by_service(pending))

    with clock.frozen(AT + timedelta(days=1)):
        sealed = api.seal_agency(
            pdf=signed.pdf, agency_code="H99", agency_name="Phường Thử", actor=_actor(OTHER),
            fill={api.RESERVED_NUMBER: "7/2026", api.RESERVED_DATE: "ngày 04 tháng 12 năm 2026"},
        )  # fmt: skip
        told = api.verify_pdf(sealed.pdf)

    assert (told.intact, told.number, told.sealed) == (True, "7/2026", True)


def test_a_signature_is_taken_once(service: Simulator) -> None:
    pending = _prepared(_registered())
    made = _by_service(pending)
    _finished(pending, made)
    before = _rows()

    with pytest.raises(PendingOver):
        _finished(pending, made)

    assert _rows() == before


def test_after_a_quarter_of_an_hour_it_is_refused_and_nothing_changes(service: Simulator) -> None:
    pending = _prepared(_registered())
    made, before = _by_service(pending), _rows()

    with pytest.raises(PendingOver, match="quá hạn 15 phút; văn bản vẫn ở danh sách chờ ký"):
        _finished(pending, made, after=timedelta(minutes=15))

    assert _rows() == before


def test_what_is_prepared_before_midnight_is_not_signed_after_it(service: Simulator) -> None:
    held = _registered()
    late = clock.at_local(2026, 12, 3, 23, 58)
    pending = api.prepare_signature(
        pdf=blank_pdf(), fingerprint=held.fingerprint, name="Lê", title="", batch_id=new_id(), subject=SUBJECT,
        facts={}, label="", actor=_actor(), at=late,
    )  # fmt: skip

    assert pending.expires_at == clock.at_local(2026, 12, 4)


@pytest.mark.parametrize("of", ["another document", "another hash", "another key", "noise"])
def test_a_signature_that_does_not_belong_here_is_refused_and_nothing_changes(service: Simulator, of: str) -> None:
    held = _registered()
    pending, other = _prepared(held), _prepared(held, blank_pdf(2), ("task", UUID(int=6)))
    service.behaviour = Behaviour(wrong_key=of == "another key")
    made = {
        "another document": lambda: _by_service(other),
        "another hash": lambda: _by_service(replace(pending, digest="00" * 32)),
        "another key": lambda: _by_service(pending),
        "noise": lambda: b"x" * 256,
    }[of]()
    before = _rows()

    with pytest.raises(SignatureRefused):
        _finished(pending, made)

    assert _rows() == before
    service.behaviour = Behaviour()
    _finished(pending, _by_service(pending))


def test_a_prepared_file_that_was_changed_meanwhile_is_not_signed(service: Simulator) -> None:
    pending = _prepared(_registered())
    waiting = apps.get_model("signatures", "PendingSignature")._default_manager
    waiting.filter(id=pending.id).update(document_digest=b"0" * 32)

    with pytest.raises(SignatureRefused, match="không còn như lúc gửi đi ký"):
        _finished(pending, _by_service(pending))


def test_another_person_cannot_finish_it_nor_for_another_act(service: Simulator) -> None:
    pending = _prepared(_registered())
    made = _by_service(pending)

    with pytest.raises(NotYourKey):
        _finished(pending, made, person=OTHER)
    with pytest.raises(Exception, match="Không có yêu cầu ký này"):
        _finished(pending, made, subject=("task", UUID(int=9)))


def test_a_certificate_withdrawn_meanwhile_signs_no_more(service: Simulator) -> None:
    held = _registered()
    pending = _prepared(held)
    made = _by_service(pending)
    api.withdraw_certificate(fingerprint=held.fingerprint, reason="Mất điện thoại.", actor=_actor())

    with pytest.raises(CertificateRevoked):
        _finished(pending, made)
    with pytest.raises(CertificateRevoked):
        _prepared(held)
    (listed,) = api.certificates_of(LEADER)
    assert (listed.state, listed.revoked_reason) == (CertificateState.REVOKED, "Mất điện thoại.")
    assert api.own_ways(LEADER) == ()


def test_a_certificate_that_the_authority_revoked_signs_no_more(service: Simulator) -> None:
    held = _registered()
    pending = _prepared(held)
    made = _by_service(pending)
    api.revoke_certificate(certificate=held.serial, reason="key_compromise", actor=_actor(), at=AT)

    with pytest.raises(CertificateRevoked):
        _finished(pending, made)


def test_an_ended_certificate_is_warned_of_and_then_refused(service: Simulator) -> None:
    held = _registered()
    with clock.frozen(held.valid_to - timedelta(days=20)):
        assert [(one.state, one.days_left) for one in api.ending()] == [(CertificateState.ENDING, 20)]
    with clock.frozen(held.valid_to), pytest.raises(CertificateUnusable, match="đã hết hạn"):
        api.prepare_signature(
            pdf=blank_pdf(), fingerprint=held.fingerprint, name="Lê", title="", batch_id=new_id(), subject=SUBJECT,
            facts={}, label="", actor=_actor(), at=held.valid_to,
        )  # fmt: skip


def test_registering_needs_the_key_and_a_fresh_proof_of_ones_own(service: Simulator) -> None:
    ((credential, der),) = _csc().certificates(account=str(LEADER))
    proof, of_other = api.proof_text(LEADER), api.proof_text(OTHER)
    for said, value, sentence in (
        (proof, b"x" * 256, "Chữ ký thử không khớp"),
        (of_other, b"x" * 256, "của người khác"),
        ("made up", b"x" * 256, "quá 15 phút"),
    ):
        with pytest.raises(CertificateRefused, match=sentence):
            api.register_certificate(
                certificate=der, way=Way.REMOTE, proof=said, signature=value, credential=credential, actor=_actor()
            )
    assert api.certificates_of(LEADER) == ()


def test_the_phone_says_nothing_then_yes_or_no(service: Simulator) -> None:
    held = _registered()
    service.behaviour = Behaviour(phone="wait")
    pending = _prepared(held)
    asked = _csc().ask(credential=held.credential, digests=(pending.digest,), words="Ký 1 kết quả")

    with pytest.raises(NotConfirmedYet):
        _csc().fetch(asked)
    service.press(asked, "yes")
    _finished(pending, _csc().fetch(asked)[0])

    again = _prepared(held)
    asked = _csc().ask(credential=held.credential, digests=(again.digest,), words="Ký 1 kết quả")
    service.press(asked, "no")
    with pytest.raises(SignatureRefused, match="từ chối yêu cầu ký trên điện thoại"):
        _csc().fetch(asked)


def test_a_service_that_is_down_or_does_not_answer_in_time_says_so(
    service: Simulator, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    held = _registered()
    pending = _prepared(held)
    service.behaviour = Behaviour(fail_after=0)
    with pytest.raises(SigningUnavailable):
        _csc().ask(credential=held.credential, digests=(pending.digest,), words="")
    service.behaviour = Behaviour(seconds=1)
    monkeypatch.setattr(remote, "SECONDS", 0.2)
    with pytest.raises(SigningUnavailable):
        _csc().ask(credential=held.credential, digests=(pending.digest,), words="")
    settings.SIGNATURES_REMOTE_URL = "http://127.0.0.1:9"
    with pytest.raises(SigningUnavailable):
        _csc().fetch("x")


@pytest.mark.parametrize("said", ["page", "list", "bare", "drip", "flood"])
def test_a_service_that_answers_something_else_signs_nothing_and_holds_nobody(
    service: Simulator, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    held = _registered()
    monkeypatch.setattr(remote, "SECONDS", 0.5)
    service.behaviour = Behaviour(says=said)
    begun = time.monotonic()

    for call in (
        lambda: _csc().ask(credential=held.credential, digests=("00" * 32,), words=""),
        lambda: _csc().fetch("x"),
    ):
        with pytest.raises(SigningUnavailable, match="Dịch vụ ký số từ xa"):
            call()

    assert time.monotonic() - begun < 5
    service.behaviour = Behaviour()


def test_what_nobody_signs_is_swept_and_its_file_goes(service: Simulator) -> None:
    _prepared(_registered())
    with clock.frozen(AT + timedelta(minutes=14)):
        assert api.sweep(actor=_actor()) == 0
    with clock.frozen(AT + timedelta(minutes=15)):
        assert api.sweep(actor=_actor()) == 1
    assert not apps.get_model("files", "FileLink")._default_manager.filter(owner_kind="signatures.pending").exists()
