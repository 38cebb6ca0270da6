"""For tests of other modules: a small PDF to sign, keys of officers, signing services that answer, refuse or fail."""

import base64
import io
import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from django.test import Client

from tinhso.kernel.actor import Actor
from tinhso.services.signatures import api, authority
from tinhso.services.signatures.simulator import Behaviour, Simulator, serving
from tinhso.services.signatures.types import Way

_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


def blank_pdf(pages: int = 1) -> bytes:
    """A4 pages with a line of drawing on each."""
    with pikepdf.new() as document:
        for number in range(pages):
            page = document.add_blank_page(page_size=(595, 842))
            page.Contents = document.make_stream(f"100 {700 - number} m 300 700 l S".encode())
        out = io.BytesIO()
        document.save(out, compress_streams=False)
        return out.getvalue()


@contextmanager
def failing(reason: str = "Dịch vụ ký số không trả lời.") -> Iterator[None]:
    """The demo adapter fails inside the block, in every process that shares the keys folder."""
    path = authority.folder() / "demo-fails"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(reason, encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def behaviour(**given: Any) -> Behaviour:
    """How the simulated signing service behaves; see `simulator.Behaviour`."""
    return Behaviour(**given)


def remote_service() -> AbstractContextManager[Simulator]:
    """A remote signing service on loopback for the block."""
    return serving()


def register_token(actor: Actor) -> Callable[[str], bytes]:
    """Register a token's certificate for the actor; the key signs digests (hex) as the agent would."""
    assert actor.person_id is not None
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = authority.issue(authority.person_subject(actor.person_id, "Người Ký Mẫu"), key.public_key())

    def sign(digest: str) -> bytes:
        return key.sign(bytes.fromhex(digest), padding.PKCS1v15(), Prehashed(hashes.SHA256()))

    proof = api.proof_text(actor.person_id)
    api.register_certificate(
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        way=Way.AGENT,
        proof=proof,
        signature=sign(api.proof_digest(proof)),
        actor=actor,
    )
    return sign


def order_file(page: str) -> str:
    """Where the order of a batch's page lies as a file."""
    return f"/can-bo/chu-ky-so/luot/{page.strip('/').rpartition('/')[2]}/yeu-cau-ky.json"


def answers_of(client: Client, page: str, key: Callable[[str], bytes], *, but: int = 0) -> dict[str, str]:
    """What the agent answers to a batch's page; without the last `but` signatures."""
    items = json.loads(client.get(order_file(page)).content)["items"]
    answers = [{"id": one["id"], "signature": said(key, one)} for one in items]
    return {"answers": json.dumps({"answers": answers[: len(answers) - but]})}


def said(key: Callable[[str], bytes], item: Mapping[str, str]) -> str:
    """The signature of one line of an order, as the agent sends it."""
    return base64.b64encode(key(item["digest"])).decode()


@contextmanager
def soft_token(folder: Path, *, label: str, pin: str) -> Iterator[str]:
    """An empty softhsm2 token in that folder for the block; its PKCS#11 library. Skips, aloud, without softhsm2."""
    library = next((path for path in _LIBRARIES if Path(path).is_file()), None)
    if library is None or shutil.which("softhsm2-util") is None:
        warnings.warn("PKCS#11 KHÔNG được kiểm thử: cần apt install softhsm2", UserWarning, stacklevel=3)
        pytest.skip("PKCS#11 is NOT tested: apt install softhsm2")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\n", encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(config))
        made = ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "000000"]
        subprocess.run(["softhsm2-util", *made], check=True, capture_output=True, env=dict(os.environ))
        pkcs11.lib(library).reinitialize()
        yield library


def fill_token(module: str, *, label: str, pin: str, subject: x509.Name) -> None:
    """A key on an initialised PKCS#11 token, certified by the test authority; whatever was on it goes."""
    library = pkcs11.lib(module)
    library.reinitialize()
    with library.get_token(token_label=label).open(user_pin=pin, rw=True) as session:
        for one in list(session.get_objects()):
            one.destroy()
        public, _ = session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label="ky", id=b"\x01")
        modulus, exponent = public[pkcs11.Attribute.MODULUS], public[pkcs11.Attribute.PUBLIC_EXPONENT]
        key = rsa.RSAPublicNumbers(int.from_bytes(exponent), int.from_bytes(modulus)).public_key()
        certificate = authority.issue(subject, key)
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.LABEL: "ky",
                pkcs11.Attribute.ID: b"\x01",
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )
