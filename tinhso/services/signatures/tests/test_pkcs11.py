"""The token adapter on a real softhsm2 token: keys are made on it and never leave it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from pytest_django.fixtures import Settings

from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api, authority
from tinhso.services.signatures.adapters.pkcs11 import Pkcs11Adapter
from tinhso.services.signatures.errors import SigningUnavailable
from tinhso.services.signatures.testing import blank_pdf, soft_token

pytestmark = pytest.mark.django_db

LEADER = UUID(int=7)
NAME = "Lê Ngọc Phượng"
PIN = "271828"


@pytest.fixture(scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("token")
    (folder / "pin").write_text(PIN, encoding="ascii")
    return folder


@pytest.fixture(scope="module")
def library(_folder: Path) -> Iterator[str]:
    """The library of a token with the keys of one person, certified by the test authority."""
    with soft_token(_folder, label="thu-nghiem", pin=PIN) as found:
        yield found


@pytest.fixture
def _on_token(library: str, _folder: Path, settings: Settings) -> None:
    settings.SIGNATURES_ADAPTER = "pkcs11"
    settings.SIGNATURES_PKCS11_MODULE = library
    settings.SIGNATURES_PKCS11_TOKEN = "thu-nghiem"
    settings.SIGNATURES_PKCS11_PIN_FILE = str(_folder / "pin")
    trust = Path(settings.KEYS_DIR) / "trust"
    trust.mkdir(exist_ok=True)
    root = authority.root().certificate.public_bytes(serialization.Encoding.PEM)
    (trust / "root.pem").write_bytes(root)


@pytest.fixture
def _person_on_token(_on_token: None, library: str) -> None:
    label = f"person:{LEADER}"
    driver = pkcs11.lib(library)
    # A test before may have left its session open, and a token lets nobody in twice.
    driver.reinitialize()
    with driver.get_token(token_label="thu-nghiem").open(user_pin=PIN, rw=True) as session:
        if list(session.get_objects({pkcs11.Attribute.LABEL: label})):
            return
        public, _ = session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label=label)
        modulus, exponent = public[pkcs11.Attribute.MODULUS], public[pkcs11.Attribute.PUBLIC_EXPONENT]
        key = RSAPublicNumbers(int.from_bytes(exponent), int.from_bytes(modulus)).public_key()
        certificate = authority.issue(authority.person_subject(LEADER, NAME), key)
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.LABEL: label,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )


@pytest.mark.usefixtures("_person_on_token")
def test_signature_made_on_the_token_holds() -> None:
    signed = api.sign_person(pdf=blank_pdf(), person_id=LEADER, name=NAME, title="Chủ tịch", actor=system_actor())

    told = api.verify_pdf(signed.pdf)

    assert api.check_config() == []
    assert (told.intact, told.signers[0].name, told.signers[0].timestamped) == (True, NAME, True)


@pytest.mark.usefixtures("_on_token")
def test_a_person_without_a_key_on_the_token_is_told() -> None:
    with pytest.raises(SigningUnavailable) as refused:
        api.sign_person(pdf=blank_pdf(), person_id=UUID(int=99), name="Ai Đó", title="", actor=system_actor())

    assert "Ai Đó" in refused.value.message


@pytest.mark.usefixtures("_person_on_token")
def test_the_token_lists_each_persons_certificate_and_nothing_else() -> None:
    ((said, certificate),) = Pkcs11Adapter().central_certificates()

    assert said == str(LEADER)
    assert NAME in certificate.subject.native["common_name"]


def test_configuration_check_names_what_is_missing() -> None:
    problems = Pkcs11Adapter().check_config()

    assert [problem.split(":")[0] for problem in problems] == [
        "TINHSO_PKCS11_MODULE",
        "TINHSO_PKCS11_TOKEN",
        "TINHSO_PKCS11_PIN_FILE",
    ]


@pytest.mark.usefixtures("_on_token")
def test_configuration_check_opens_the_token(library: str, settings: Settings, tmp_path: Path) -> None:
    def told(**changed: str) -> list[str]:
        # As a process of its own would: nobody is logged in yet.
        pkcs11.lib(library).reinitialize()
        for name, value in changed.items():
            setattr(settings, name, value)
        return Pkcs11Adapter().check_config()

    (tmp_path / "pin").write_text("9999", "ascii")

    assert told() == []
    (wrong,) = told(SIGNATURES_PKCS11_PIN_FILE=str(tmp_path / "pin"))
    (stranger,) = told(SIGNATURES_PKCS11_TOKEN="khac")
    pkcs11.lib(library).reinitialize()
    assert wrong == "Thiết bị “thu-nghiem” không mở được: mã PIN sai (PinIncorrect)."
    assert stranger.startswith("Thiết bị “khac” không mở được: không có thiết bị mang nhãn này")
