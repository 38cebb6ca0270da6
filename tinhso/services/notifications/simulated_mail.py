"""A mail server of this machine that speaks SMTP with and without TLS, and can receive, refuse, put off, or hang up anywhere."""

import datetime
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tinhso.kernel.clock import now

_PLACES = {"EHLO": "hello", "MAIL": "to_sender", "RCPT": "to_receiver", "DATA": "to_data"}


@dataclass
class MailServer:
    """`letters`: what was received, whole, dots undone. The other fields: its answer at that place; "" hangs up without one."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    greeting: str = "220 thu.example.vn"
    hello: str = "250-thu.example.vn\r\n250 8BITMIME"
    to_sender: str = "250 OK"
    to_receiver: str = "250 OK"
    to_data: str = "354 go on"
    says: str = "250 2.0.0 Ok: queued as 4Fx7"
    senders: list[str] = field(default_factory=list)
    trust: ssl.SSLContext | None = None
    starttls: bool = False
    # It says a letter a tenth of a second of its greeting and comes to no end; it greets without end.
    drips: bool = False
    floods: bool = False
    # It has taken the letter and says nothing, until it is let go.
    hangs: bool = False
    gone: threading.Event = field(default_factory=threading.Event)


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        mail: MailServer = self.server.mail  # type: ignore[attr-defined]
        if mail.trust is not None and not mail.starttls and not self._secure(mail.trust):
            return
        if mail.drips or mail.floods:
            self._never_ends(mail)
            return
        if not self._say(mail.greeting):
            return
        while True:
            said = self.rfile.readline().decode("utf-8", "replace").strip()
            if not said or not self._one(mail, said):
                return

    def _one(self, mail: MailServer, said: str) -> bool:
        """Answer one command; whether to go on."""
        verb = said[:4].upper()
        if verb == "QUIT":
            return False
        if verb == "STAR" and mail.trust is not None:
            return self._say("220 go ahead") and self._secure(mail.trust)
        if verb == "MAIL":
            mail.senders.append(said)
        if not self._say(getattr(mail, _PLACES[verb]) if verb in _PLACES else "250 OK"):
            return False
        if verb == "DATA" and mail.to_data.startswith("354"):
            return self._take(mail)
        return True

    def _secure(self, trust: ssl.SSLContext) -> bool:
        try:
            self.request = trust.wrap_socket(self.request, server_side=True)
        except OSError:
            return False
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        return True

    def _never_ends(self, mail: MailServer) -> None:
        try:
            while not mail.gone.wait(0.1 if mail.drips else 0):
                self.wfile.write(b"2" if mail.drips else b"220-thu.example.vn\r\n" * 500)
        except OSError:
            return

    def _take(self, mail: MailServer) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode().removeprefix("." if line.startswith(b"..") else ""))
        if mail.says.startswith("250") or not mail.says:
            mail.letters.append("".join(lines))
        if mail.hangs:
            mail.gone.wait(60)
        return self._say(mail.says)

    def _say(self, words: str) -> bool:
        if words:
            self.wfile.write(f"{words}\r\n".encode())
        return bool(words)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(folder: Path | None = None, *, starttls: bool = False, days: int = 1) -> Iterator[MailServer]:
    """Serving on a free port of the loopback inside the block; with a folder over TLS, whose `ca.pem` to trust it makes
    there; it holds for so many days."""
    mail = MailServer()
    if folder is not None:
        mail.trust, mail.starttls = _certified(folder, days), starttls
        if starttls:
            mail.hello = "250-thu.example.vn\r\n250 STARTTLS"
    with _Server(("127.0.0.1", 0), _Line) as server:
        server.mail = mail  # type: ignore[attr-defined]
        mail.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield mail
        finally:
            mail.gone.set()
            server.shutdown()
            thread.join()


def _certified(folder: Path, days: int) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - datetime.timedelta(days=3))
        .not_valid_after(now() + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(pem)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + pem)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(folder / "server.pem")
    return trust
