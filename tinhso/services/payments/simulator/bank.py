"""The partner that is played: what it knows of each reference, how it answers, what it tells."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from tinhso.kernel.clock import local, now
from tinhso.kernel.ids import random_token
from tinhso.services.payments.adapters import signing
from tinhso.services.payments.types import Channel

_CODES = {"paid": "0", "failed": "1", "pending": "2", "unknown": "-1"}


@dataclass(frozen=True)
class Script:
    """How the partner behaves from now on.

    `answers`: as it should, `html` (a page and status 200), `giant` (never-ending), `slow` (a byte now and then), `down`
    (nobody listens), `unsigned`, `other` (about another payment), `denies` (says that nothing was paid although it was).
    `tells`: how often it sends its notice of a payment (0 = lost, 2 = twice). `forged`, `wrong_amount`, `clock_off`:
    what the notice is like.
    """

    answers: str = "well"
    tells: int = 1
    forged: bool = False
    wrong_amount: int = 0
    clock_off: timedelta = timedelta()


@dataclass(frozen=True)
class Entry:
    """One payment in the partner's book."""

    reference: str
    amount_vnd: int
    state: str = "pending"
    transaction: str = ""
    at: str = ""


class Book(Protocol):
    """Where the partner keeps its entries."""

    def find(self, reference: str) -> Entry | None: ...

    def keep(self, entry: Entry) -> None: ...


@dataclass
class Memory:
    """A book for one process."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def find(self, reference: str) -> Entry | None:
        return self.entries.get(reference)

    def keep(self, entry: Entry) -> None:
        self.entries[entry.reference] = entry


@dataclass
class Bank:
    """A partner that plays a channel, with the channel's own key."""

    channel: Channel
    secret: bytes
    book: Book = field(default_factory=Memory)
    script: Script = field(default_factory=Script)

    def pay(self, reference: str, amount_vnd: int, *, again: bool = False) -> Entry:
        """The payer pays; `again`: a second real payment of the same reference."""
        known = self.book.find(reference)
        if known is not None and known.state == "paid" and not again:
            return known
        entry = Entry(reference, amount_vnd, "paid", f"FT{random_token()[:16].upper()}", self._time())
        self.book.keep(entry)
        return entry

    def fail(self, reference: str, amount_vnd: int) -> Entry:
        """The payer has no money, or presses "cancel"."""
        entry = Entry(reference, amount_vnd, "failed")
        self.book.keep(entry)
        return entry

    def notices(self, entry: Entry) -> list[tuple[bytes, dict[str, str]]]:
        """(body, headers) of each notice that the script lets out."""
        told = replace(entry, amount_vnd=entry.amount_vnd + self.script.wrong_amount)
        return [self._notice(told) for _ in range(self.script.tells)]

    def _notice(self, entry: Entry) -> tuple[bytes, dict[str, str]]:
        secret = b"not the key of this channel" if self.script.forged else self.secret
        match self.channel.adapter:
            case "bank_gateway":
                return urlencode(self._form(entry, secret)).encode(), {
                    "content-type": "application/x-www-form-urlencoded"
                }
            case "national_platform":
                return json.dumps(self._message(entry, secret)).encode(), {"content-type": "application/json"}
        body = json.dumps(self._credit(entry), ensure_ascii=False).encode()
        return body, {"content-type": "application/json", signing.HEADER: _mac(body, secret)}

    def answer(self, path: str, body: bytes) -> bytes:
        """The signed answer to a question; the misbehaviour of the wire is the server's."""
        match self.channel.adapter:
            case "bank_gateway":
                asked: dict[str, Any] = dict(parse_qsl(body.decode()))
                return json.dumps(
                    self._form(self._entry(asked["merchant_trans_id"], path, asked), self._key())
                ).encode()
            case "national_platform":
                asked = json.loads(body)
                if path == "/init":
                    return self._init(asked)
                return json.dumps(self._message(self._entry(asked["MaThamChieu"], path, asked), self._key())).encode()
        asked = json.loads(json.loads(body)["message"])
        entry = self._entry(asked["reference"], path, asked)
        done = "done" if entry.state == "paid" else "unknown"
        told = {"state": done, "id": entry.transaction} if path.startswith("/refund") else self._credit(entry)
        inner = json.dumps(told, ensure_ascii=False)
        return json.dumps({"message": inner, "signature": _mac(inner.encode(), self._key())}).encode()

    def _entry(self, reference: str, path: str, asked: Mapping[str, Any]) -> Entry:
        """What the book has, or the refund that is done at once, or what the script lies."""
        if path == "/refund":
            known = self.book.find(reference)
            if known is None:
                amount = int(asked.get("net_cost") or asked.get("SoTien") or asked.get("amount") or 0)
                known = Entry(reference, amount, "paid", f"RF{random_token()[:16].upper()}", self._time())
                self.book.keep(known)
            return known
        if self.script.answers == "other":
            return Entry("TT0000000000000", 1, "paid", "FT0", self._time())
        found = self.book.find(reference) or Entry(reference, 0, "unknown")
        return replace(found, state="pending") if self.script.answers == "denies" else found

    def _key(self) -> bytes:
        return b"" if self.script.answers == "unsigned" else self.secret

    def _init(self, asked: Mapping[str, Any]) -> bytes:
        names = self.channel.details["names"]
        reference = str(asked["MaThamChieu"])
        self.book.keep(Entry(reference, int(asked["SoTien"])))
        page = str(self.channel.details.get("page", ""))
        told = {"MaThamChieu": reference, "error_code": "0", names["address"]: f"{page}?ma={reference}"}
        return json.dumps(self._sealed(told, self._key())).encode()

    def _form(self, entry: Entry, secret: bytes) -> dict[str, str]:
        fields = {
            "merchant_code": self.channel.partner,
            "merchant_trans_id": entry.reference,
            "error_code": _CODES[entry.state],
            "net_cost": str(entry.amount_vnd),
            "trans_id": entry.transaction,
            "trans_time": entry.at,
        }
        algorithm = str(self.channel.details.get("algorithm", signing.ALGORITHMS[0]))
        values = signing.pairs(fields, without=signing.FORM_HASH)
        return {**fields, signing.FORM_HASH: signing.checksum(values, secret, algorithm=algorithm, separator="&")}

    def _message(self, entry: Entry, secret: bytes) -> dict[str, Any]:
        names = self.channel.details["names"]
        message = {
            "LoaiBanTin": "RESULT",
            "MaThamChieu": entry.reference,
            names["outcome"]: _CODES[entry.state],
            names["amount"]: str(entry.amount_vnd),
            names["transaction"]: entry.transaction,
            names["paid_at"]: entry.at,
        }
        return self._sealed(message, secret)

    def _sealed(self, message: dict[str, Any], secret: bytes) -> dict[str, Any]:
        how = self.channel.details["checksum"]
        values = [str(message.get(name, "")) for name in how["fields"]]
        mac = signing.checksum(values, secret, algorithm=how["algorithm"], separator=how["separator"])
        return {**message, signing.MESSAGE_MAC: mac}

    def _credit(self, entry: Entry) -> dict[str, Any]:
        if entry.state != "paid":
            return {"found": False}
        # A bank puts its own words around a purpose.
        content = f"MBVCB.8812345.{entry.reference}.CT tu 0011002233 toi {self.channel.partner}"
        told = {"id": entry.transaction, "amount": entry.amount_vnd, "content": content, "at": entry.at}
        return {"found": True, **told}

    def _time(self) -> str:
        at: datetime = now() + self.script.clock_off
        return f"{local(at):%Y%m%d%H%M%S}"


def _mac(body: bytes, secret: bytes) -> str:
    return hmac.new(secret, body, hashlib.sha256).hexdigest()
