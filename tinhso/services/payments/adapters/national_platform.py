"""The payment platform of the national portal: an INIT message gives the address where the payer goes on.

Field names are those of the message that provinces send (facts onestop §7.3, version 1.0.6). How MaXacThuc is reckoned and
how the platform's own answers name their fields was not seen: both are part of the channel's definition (`checksum`, `names`).
"""

import json
from collections.abc import Mapping
from typing import Any

from tinhso.kernel.clock import local, now
from tinhso.kernel.http import WrongAnswer
from tinhso.services.payments.adapters import reading, secrets, signing, wire
from tinhso.services.payments.errors import Forged, Unreadable
from tinhso.services.payments.types import Channel, Outcome, Reply, Said, Started, ToPay

MAC = signing.MESSAGE_MAC
_OUTCOMES = {"0": Outcome.PAID, "1": Outcome.FAILED, "2": Outcome.PENDING, "-1": Outcome.UNKNOWN}


class NationalPlatform:
    """The platform as the province's channel describes it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._names: Mapping[str, str] = channel.details["names"]

    def start(self, attempt: ToPay) -> Started:
        message = self.init_message(attempt)
        told = self._call("/init", message)
        return Started(address=reading.text(told, self._names["address"], most=2000))

    def init_message(self, attempt: ToPay) -> dict[str, Any]:
        """INIT as the platform takes it, signed."""
        facts = attempt.facts
        receipt = {
            "MaDichVu": str(self._channel.details.get("service", "2")),
            "MaDVC": facts.get("service_code", ""),
            "TenDVC": facts.get("service_title", ""),
            "MaTTHC": facts.get("procedure_code", ""),
            "TenTTHC": facts.get("procedure_title", ""),
            "MaDonVi": facts.get("agency_code", ""),
            "TenDonVi": facts.get("agency_title", ""),
            "MaHoSo": facts.get("dossier_code", ""),
            "TKThuHuong": attempt.beneficiary.account,
            "MaNHThuHuong": attempt.beneficiary.bank,
            "TenTKThuHuong": attempt.beneficiary.holder,
            "NoiDungThanhToan": attempt.purpose,
            "HoTenNguoiNop": attempt.payer.name,
            "SoCMNDNguoiNop": attempt.payer.personal_number,
            "DiaChiNguoiNop": attempt.payer.address,
            "HuyenNguoiNop": "",
            "TinhNguoiNop": "",
            "PhiLePhi": [
                {"LoaiPhiLePhi": "1", "MaPhiLePhi": line.code[:40], "TenPhiLePhi": line.title, "SoTien": str(line.amount_vnd)}
                for line in attempt.lines
            ],
            "DSKhoanNop": [{"NoiDung": line.title, "SoTien": str(line.amount_vnd)} for line in attempt.lines],
        }  # fmt: skip
        return self._signed(
            {
                "LoaiBanTin": "INIT",
                "PhienBan": "1.0.6",
                "MaDoiTac": self._channel.partner,
                "MaThamChieu": attempt.reference,
                "SoTien": str(attempt.amount_vnd),
                "LoaiHinhThanhToan": "PAY",
                "MaKenhThanhToan": "1",
                "MaThietBi": "1",
                "NgonNgu": "vi-VN",
                "MaTienTe": "VND",
                "MaNganHang": "PAYMENT",
                "ThongTinGiaoDich": attempt.purpose,
                "ThoiGianGD": f"{local(attempt.at):%Y%m%d%H%M%S}",
                "Ip": "",
                "ThongTinBienLai": receipt,
            }
        )

    def read(self, body: bytes, headers: Mapping[str, str]) -> Said:
        fields = reading.json_object(body)
        if not self._holds(fields):
            raise Forged("Chữ ký của thông báo không đúng.")
        return self._said(fields)

    def ask(self, reference: str) -> Said | None:
        return self._told("/query", {"LoaiBanTin": "QUERY", "MaThamChieu": reference})

    def refund(self, *, transaction: str, reference: str, amount_vnd: int, words: str) -> Said:
        message = {
            "LoaiBanTin": "REFUND",
            "MaThamChieu": reference,
            self._names["transaction"]: transaction,
            "SoTien": str(amount_vnd),
            "ThongTinGiaoDich": words[:200],
        }
        return self._told("/refund", message)

    def ask_refund(self, reference: str) -> Said | None:
        return self.ask(reference)

    def reply(self, *, accepted: bool) -> Reply:
        code = b"0" if accepted else b"-1"
        return Reply(
            status=200 if accepted else 400, content_type="application/json", body=b'{"error_code":"%s"}' % code
        )

    def check_config(self) -> list[str]:
        return [*secrets.problems(self._channel), *wire.problems(self._channel)]

    def _told(self, path: str, message: dict[str, Any]) -> Said:
        stamped = {**message, "MaDoiTac": self._channel.partner, "ThoiGianGD": f"{local(now()):%Y%m%d%H%M%S}"}
        told = self._call(path, self._signed(stamped))
        try:
            said = self._said(told)
        except Unreadable as wrong:
            raise WrongAnswer(f"Nền tảng thanh toán trả lời không đọc được: {wrong.message}") from None
        if said.reference != message["MaThamChieu"]:
            raise WrongAnswer("Nền tảng thanh toán trả lời về giao dịch khác.")
        return said

    def _call(self, path: str, message: Mapping[str, Any]) -> Mapping[str, Any]:
        body = json.dumps(message, ensure_ascii=False).encode()
        answer = wire.post(self._channel, path, body=body, content_type="application/json")
        told = wire.told(answer)
        if not self._holds(told):
            raise WrongAnswer("Câu trả lời của nền tảng thanh toán không có chữ ký đúng.")
        return told

    def _said(self, fields: Mapping[str, Any]) -> Said:
        names = self._names
        outcome = _OUTCOMES.get(reading.text(fields, names["outcome"]), Outcome.PENDING)
        paid = outcome is Outcome.PAID
        return Said(
            reference=reading.text(fields, "MaThamChieu", most=80),
            outcome=outcome,
            amount_vnd=reading.amount(fields, names["amount"]) if paid else 0,
            transaction=reading.text(fields, names["transaction"], most=80, needed=paid),
            paid_at=reading.instant(fields, names["paid_at"]),
            words=reading.text(fields, names["words"], needed=False),
        )

    def _signed(self, message: dict[str, Any]) -> dict[str, Any]:
        return {**message, MAC: self._mac(message)}

    def _holds(self, message: Mapping[str, Any]) -> bool:
        given = message.get(MAC)
        return isinstance(given, str) and signing.same(given, self._mac(message))

    def _mac(self, message: Mapping[str, Any]) -> str:
        """Over the fields that the definition lists, in its order; one that is absent counts as empty."""
        how = self._channel.details["checksum"]
        values = [str(message.get(name, "")) for name in how["fields"]]
        secret = secrets.secret_of(self._channel)
        return signing.checksum(values, secret, algorithm=how["algorithm"], separator=how["separator"])
