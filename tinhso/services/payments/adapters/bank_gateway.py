"""A bank's payment gateway: the payer is sent there with a signed address, the bank tells us by IPN (form, signed).

Field names are those of the gateways that provinces have used (merchant_code, merchant_trans_id, net_cost, secure_hash …;
facts onestop §7.3); the hash is over `name=value` of all fields by name. The bank is asked and told of refunds at `/query`
and `/refund`.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from tinhso.kernel.clock import local
from tinhso.kernel.http import WrongAnswer
from tinhso.services.payments.adapters import reading, secrets, signing, wire
from tinhso.services.payments.errors import Forged, Unreadable
from tinhso.services.payments.types import Channel, Outcome, Reply, Said, Started, ToPay

HASH = signing.FORM_HASH
_FORM = "application/x-www-form-urlencoded"
_OUTCOMES = {"0": Outcome.PAID, "1": Outcome.FAILED, "2": Outcome.PENDING, "-1": Outcome.UNKNOWN}


class BankGateway:
    """One bank as its channel describes it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def start(self, attempt: ToPay) -> Started:
        fields = {
            "version": "2.1",
            "command": "pay",
            "merchant_code": self._channel.partner,
            "merchant_trans_id": attempt.reference,
            "good_code": attempt.reference,
            "net_cost": str(attempt.amount_vnd),
            "ship_fee": "0",
            "tax": "0",
            "currency_code": "VND",
            "desc": attempt.purpose[:200],
            "receiver_bank": attempt.beneficiary.bank,
            "receiver_account": attempt.beneficiary.account,
            "expires": f"{local(attempt.until):%Y%m%d%H%M%S}",
            "return_url": attempt.return_url,
        }
        fields[HASH] = self._hash(fields)
        page = str(self._channel.details.get("page", ""))
        if self._channel.address == wire.DEMO:
            page = attempt.address
        return Started(address=f"{page}?{urlencode(fields)}")

    def read(self, body: bytes, headers: Mapping[str, str]) -> Said:
        fields = reading.form(body)
        if not signing.same(fields.get(HASH, ""), self._hash(fields)):
            raise Forged("Chữ ký của thông báo không đúng.")
        if fields.get("merchant_code") != self._channel.partner:
            raise Unreadable("Thông báo dành cho đơn vị khác.")
        return self._said(fields)

    def ask(self, reference: str) -> Said | None:
        fields = {"command": "query", "merchant_code": self._channel.partner, "merchant_trans_id": reference}
        return self._call("/query", fields, reference)

    def refund(self, *, transaction: str, reference: str, amount_vnd: int, words: str) -> Said:
        fields = {
            "command": "refund",
            "merchant_code": self._channel.partner,
            "merchant_trans_id": reference,
            "trans_id": transaction,
            "net_cost": str(amount_vnd),
            "desc": words[:200],
        }
        return self._call("/refund", fields, reference)

    def ask_refund(self, reference: str) -> Said | None:
        return self.ask(reference)

    def reply(self, *, accepted: bool) -> Reply:
        code = b"0" if accepted else b"-1"
        return Reply(
            status=200 if accepted else 400, content_type="application/json", body=b'{"error_code":"%s"}' % code
        )

    def check_config(self) -> list[str]:
        found = [*secrets.problems(self._channel), *wire.problems(self._channel)]
        if self._channel.address != wire.DEMO and not str(self._channel.details.get("page", "")).startswith("http"):
            found.append(f"Cách trả “{self._channel.title}”: thiếu địa chỉ trang trả tiền (page).")
        return found

    def _call(self, path: str, fields: dict[str, str], reference: str) -> Said:
        """Ask, and believe only an answer that is signed and is about what was asked."""
        fields[HASH] = self._hash(fields)
        answer = wire.post(self._channel, path, body=urlencode(fields).encode(), content_type=_FORM)
        told = {name: str(value) for name, value in wire.told(answer).items()}
        if not signing.same(told.get(HASH, ""), self._hash(told)):
            raise WrongAnswer("Câu trả lời của đơn vị thanh toán không có chữ ký đúng.")
        try:
            said = self._said(told)
        except Unreadable as wrong:
            raise WrongAnswer(f"Câu trả lời của đơn vị thanh toán không đọc được: {wrong.message}") from None
        if said.reference != reference:
            raise WrongAnswer("Đơn vị thanh toán trả lời về giao dịch khác.")
        return said

    def _said(self, fields: Mapping[str, str]) -> Said:
        outcome = _OUTCOMES.get(reading.text(fields, "error_code"), Outcome.PENDING)
        paid = outcome is Outcome.PAID
        return Said(
            reference=reading.text(fields, "merchant_trans_id", most=80),
            outcome=outcome,
            amount_vnd=reading.amount(fields, "net_cost") if paid else 0,
            transaction=reading.text(fields, "trans_id", most=80, needed=paid),
            paid_at=reading.instant(fields, "trans_time"),
            words=reading.text(fields, "message", needed=False),
        )

    def _hash(self, fields: Mapping[str, str]) -> str:
        algorithm = str(self._channel.details.get("algorithm", signing.ALGORITHMS[0]))
        values = signing.pairs(fields, without=HASH)
        return signing.checksum(values, secrets.secret_of(self._channel), algorithm=algorithm, separator="&")
