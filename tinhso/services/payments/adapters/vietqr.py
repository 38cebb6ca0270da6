"""A transfer by VietQR: the payer's own bank sends the money; the receiving bank tells of each credit (JSON, HMAC header).

Where the bank offers it, credits are also asked for by reference; elsewhere the statement finds what no notice told.
"""

import json
from collections.abc import Mapping
from typing import Any

from tinhso.kernel.http import WrongAnswer
from tinhso.services.payments.adapters import reading, secrets, signing, wire
from tinhso.services.payments.domain import references, vietqr
from tinhso.services.payments.errors import Forged, Unreadable
from tinhso.services.payments.types import Channel, Outcome, Reply, Said, Started, ToPay


class VietQr:
    """Transfers to one bank's account."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def start(self, attempt: ToPay) -> Started:
        to = attempt.beneficiary
        purpose = vietqr.purpose_of(attempt.reference, attempt.purpose)
        qr = vietqr.payload(bank=to.bank, account=to.account, amount_vnd=attempt.amount_vnd, purpose=purpose)
        return Started(qr=qr)

    def read(self, body: bytes, headers: Mapping[str, str]) -> Said:
        if not signing.same(headers.get(signing.HEADER, ""), self._mac(body)):
            raise Forged("Chữ ký của thông báo không đúng.")
        return self._credit(reading.json_object(body))

    def ask(self, reference: str) -> Said | None:
        if not self._channel.address:
            return None
        told = self._call("/credits", {"reference": reference})
        if told.get("found") is not True:
            return Said(reference=reference, outcome=Outcome.PENDING)
        said = self._credit(told)
        if said.reference != reference:
            raise WrongAnswer("Ngân hàng trả lời về giao dịch khác.")
        return said

    def refund(self, *, transaction: str, reference: str, amount_vnd: int, words: str) -> Said:
        if not self._channel.address:
            return Said(
                reference=reference, outcome=Outcome.PENDING, words="Chuyển lại bằng lệnh chi của kho bạc, ngân hàng."
            )
        asked = {"reference": reference, "transaction": transaction, "amount": amount_vnd, "words": words[:200]}
        return _refund(self._call("/refund", asked), reference, amount_vnd)

    def ask_refund(self, reference: str) -> Said | None:
        if not self._channel.address:
            return None
        return _refund(self._call("/refund-state", {"reference": reference}), reference, 0)

    def reply(self, *, accepted: bool) -> Reply:
        return Reply(
            status=200 if accepted else 400,
            content_type="application/json",
            body=b'{"received":true}' if accepted else b'{"received":false}',
        )

    def check_config(self) -> list[str]:
        return [*secrets.problems(self._channel), *wire.problems(self._channel)]

    def _credit(self, fields: Mapping[str, Any]) -> Said:
        content = reading.text(fields, "content", most=500, needed=False)
        named = references.references_in(content)
        return Said(
            # Two references in one transfer name nothing: an operator reads it.
            reference=named[0] if len(named) == 1 else "",
            outcome=Outcome.PAID,
            amount_vnd=reading.amount(fields, "amount"),
            transaction=reading.text(fields, "id", most=80),
            paid_at=reading.instant(fields, "at"),
            words=content[:200],
        )

    def _call(self, path: str, message: Mapping[str, object]) -> Mapping[str, Any]:
        body = json.dumps(message, ensure_ascii=False).encode()
        sent = json.dumps({"message": body.decode(), "signature": self._mac(body)}).encode()
        told = wire.told(wire.post(self._channel, path, body=sent, content_type="application/json"))
        inner = str(told.get("message", "")).encode()
        if not signing.same(str(told.get("signature", "")), self._mac(inner)):
            raise WrongAnswer("Câu trả lời của ngân hàng không có chữ ký đúng.")
        return wire.told_in(inner)

    def _mac(self, body: bytes) -> str:
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Unreadable("Thông báo không phải UTF-8.") from None
        return signing.checksum((text,), secrets.secret_of(self._channel), algorithm="hmac-sha256", separator="")


_REFUND = {"done": Outcome.PAID, "refused": Outcome.FAILED, "waiting": Outcome.PENDING}


def _refund(told: Mapping[str, Any], reference: str, amount_vnd: int) -> Said:
    return Said(
        reference=reference,
        outcome=_REFUND.get(str(told.get("state")), Outcome.UNKNOWN),
        amount_vnd=amount_vnd,
        transaction=str(told.get("id", ""))[:80],
        words=str(told.get("words", ""))[:200],
    )
