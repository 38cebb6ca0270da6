"""A mail server of this machine that speaks enough SMTP to receive, refuse, put off, or hang up in the middle."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """`letters`: what was received, whole. `says`: the answer to the end of a letter; "" hangs up without one."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    says: str = "250 OK"
    to_receiver: str = "250 OK"


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: MailServer = self.server.mail  # type: ignore[attr-defined]
        self._say("220 thu.example.vn")
        while True:
            said = self.rfile.readline().decode().strip()
            verb = said[:4].upper()
            if not said or verb == "QUIT":
                return
            if verb == "RCPT":
                self._say(server.to_receiver)
            elif verb != "DATA":
                self._say("250 OK")
            elif not self._take(server):
                return

    def _take(self, server: MailServer) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        if server.says.startswith("250") or not server.says:
            server.letters.append("".join(lines))
        if not server.says:
            return False
        self._say(server.says)
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serving on a free port of the loopback inside the block."""
    mail = MailServer()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Line) as server:
        server.daemon_threads = True
        server.mail = mail  # type: ignore[attr-defined]
        mail.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield mail
        finally:
            server.shutdown()
            thread.join()
