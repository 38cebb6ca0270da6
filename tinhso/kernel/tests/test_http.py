"""A partner that is down, slow, endless or somebody else costs a bounded time and is told apart."""

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tinhso.kernel import http

Talk = Callable[[socket.socket], None]


@contextmanager
def partner(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Answers one connection on a free port of the loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            try:
                with tls.wrap_socket(line, server_side=True) if tls else line as talking:
                    talking.recv(65_536)
                    talk(talking)
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
        yield f"{scheme}://{host}:{server.getsockname()[1]}/"
        thread.join(timeout=10)


def says(status: str, kind: str, body: bytes) -> Talk:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return lambda line: line.sendall(head + body)


def test_a_good_answer_is_read_whole() -> None:
    with partner(says("200 OK", "application/json; charset=utf-8", b'{"so": "1"}')) as url:
        answer = http.send("POST", url, body=b"{}")
    assert (answer.status, answer.json()) == (200, {"so": "1"})


def test_a_web_page_with_200_is_a_wrong_answer_and_one_with_502_a_refusal() -> None:
    page = b"<html>dang bao tri</html>"
    with partner(says("200 OK", "text/html", page)) as url, pytest.raises(http.WrongAnswer, match="text/html"):
        http.send("GET", url)
    with partner(says("502 Bad Gateway", "text/html", page)) as url:
        assert http.send("GET", url).status == 502


def test_broken_json_is_a_wrong_answer() -> None:
    with partner(says("200 OK", "application/json", b"{")) as url, pytest.raises(http.WrongAnswer):
        http.send("GET", url).json()


def test_a_redirect_is_not_followed() -> None:
    with partner(lambda line: line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n")) as url:
        assert http.send("GET", url).status == 302


def test_an_endless_answer_is_cut_off() -> None:
    def flood(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            line.sendall(b"x" * 65_536)

    with partner(flood) as url, pytest.raises(http.WrongAnswer, match="100000"):
        http.send("GET", url, largest=100_000)


def test_a_byte_now_and_then_does_not_stretch_the_time_limit() -> None:
    def drip(line: socket.socket) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 500:
            line.sendall(bytes([letter]))
            time.sleep(0.02)

    begun = time.monotonic()
    with partner(drip) as url:
        with pytest.raises(http.NoAnswer):
            http.send("GET", url, seconds=0.4)
        assert time.monotonic() - begun < 2


def test_a_lost_connection_may_have_arrived_and_a_closed_port_has_seen_nothing() -> None:
    with partner(lambda line: None) as url, pytest.raises(http.NoAnswer):
        http.send("POST", url, body=b"{}")
    with pytest.raises(http.NotSent):
        http.send("GET", "http://127.0.0.1:9/")
    with pytest.raises(http.NotSent):
        http.send("GET", "ftp://127.0.0.1/")


def certificate(folder: Path, *, days: int) -> tuple[ssl.SSLContext, str]:
    """A server's context with a certificate that ends in so many days, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - dt.timedelta(days=30))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + pem)
    (folder / "trusted.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context, str(folder / "trusted.pem")


def test_a_certificate_that_holds_is_taken(tmp_path: Path) -> None:
    tls, trusted = certificate(tmp_path, days=3)
    with partner(says("200 OK", "application/json", b"{}"), tls) as url:
        assert http.send("GET", url, trust=ssl.create_default_context(cafile=trusted)).json() == {}


def test_a_certificate_that_has_run_out_is_refused_by_name(tmp_path: Path) -> None:
    tls, trusted = certificate(tmp_path, days=-1)
    trust = ssl.create_default_context(cafile=trusted)
    with (
        partner(says("200 OK", "application/json", b"{}"), tls) as url,
        pytest.raises(http.CertificateRefused, match="đã hết hạn"),
    ):
        http.send("GET", url, trust=trust)


def test_a_certificate_that_nobody_trusts_is_refused(tmp_path: Path) -> None:
    tls, _ = certificate(tmp_path, days=3)
    with partner(says("200 OK", "application/json", b"{}"), tls) as url, pytest.raises(http.CertificateRefused):
        http.send("GET", url)
