"""What the province's own device holds goes into the register of certificates, person by person, once."""

from uuid import UUID

import pytest
from click.testing import CliRunner

from tinhso.foundation.identity import testing as identity
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.errors import Denied
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api, authority
from tinhso.services.signatures.commands import group
from tinhso.services.signatures.errors import CertificateRefused
from tinhso.services.signatures.models import OfficerCertificate
from tinhso.services.signatures.types import Way

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> UUID:
    identity.province([("H99.ct", "H99", ())])
    made = identity.officer("ct.thu", "H99.ct").person_id
    assert made is not None
    authority.person(made, "Lê Ngọc Phượng")
    return made


def _run() -> tuple[int, str]:
    done = CliRunner().invoke(group, ["register-central"])
    return done.exit_code, done.output


def _serial(person_id: UUID) -> str:
    return f"{authority.person(person_id, 'Lê Ngọc Phượng').asn1.serial_number:x}"


def test_each_central_key_is_entered_once_and_audited_once(leader: UUID) -> None:
    first, again = _run(), _run()

    assert f"Cán bộ ct.thu ({_serial(leader)}): có trong sổ" in first[1]
    assert first[1] == again[1]
    (held,) = api.certificates_of(leader)
    assert (held.way, held.serial, held.may_sign) == (Way.CENTRAL, _serial(leader), True)
    assert OfficerCertificate.objects.count() == 1


def test_one_that_is_refused_keeps_no_other_out_and_the_exit_code_says_so(leader: UUID) -> None:
    stranger = new_id()
    authority.person(stranger, "Không Có Ai")

    code, said = _run()

    assert code == 1
    assert f"{stranger}" in said
    assert "Không có người mang mã này." in said
    assert "có trong sổ" in said
    assert api.certificates_of(stranger) == ()
    assert len(api.certificates_of(leader)) == 1


def test_what_is_registered_to_another_or_withdrawn_is_not_entered_again(leader: UUID) -> None:
    certificate = authority.person(leader, "Lê Ngọc Phượng").asn1
    held = api.enter_central(certificate, person_id=leader, actor=system_actor())
    with pytest.raises(CertificateRefused, match="đã đăng ký cho người khác"):
        api.enter_central(certificate, person_id=new_id(), actor=system_actor())
    api.withdraw_certificate(fingerprint=held.fingerprint, reason="Lộ khóa.", actor=system_actor())

    with pytest.raises(CertificateRefused, match="đã bị thu hồi trong sổ"):
        api.enter_central(certificate, person_id=leader, actor=system_actor())

    assert _run()[0] == 1
    (row,) = api.certificates_of(leader)
    assert (row.person_id, row.revoked_reason, row.may_sign) == (leader, "Lộ khóa.", False)


def test_only_who_manages_the_register_enters_central_keys(leader: UUID) -> None:
    actor = Actor(channel=Channel.COUNTER, person_id=leader, user_id=None, post_id=None, agency_id=None)

    with pytest.raises(Denied):
        api.register_central(actor=actor)

    assert OfficerCertificate.objects.count() == 0
