"""How a dossier stands, how it came and how its result goes back."""

from enum import IntEnum, StrEnum


class Status(IntEnum):
    """The national portal's status codes (facts: onestop §3.2)."""

    REGISTERED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    FINANCIAL = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10

    @property
    def title(self) -> str:
        """The national wording, for officers and the exchange."""
        return _NATIONAL[self]

    @property
    def public(self) -> str:
        """The words a citizen reads."""
        return _PUBLIC[self]

    @property
    def is_over(self) -> bool:
        return self in (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED)


_NATIONAL = {
    Status.REGISTERED: "Mới đăng ký",
    Status.ACCEPTED: "Được tiếp nhận",
    Status.NOT_ACCEPTED: "Không được tiếp nhận",
    Status.PROCESSING: "Đang xử lý",
    Status.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    Status.FINANCIAL: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Status.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    Status.STOPPED: "Dừng xử lý",
    Status.FINISHED: "Đã xử lý xong",
    Status.RETURNED: "Đã trả kết quả",
}


_PUBLIC = {
    Status.REGISTERED: "Đã nộp, chờ tiếp nhận",
    Status.ACCEPTED: "Đã tiếp nhận",
    Status.NOT_ACCEPTED: "Không được tiếp nhận",
    Status.PROCESSING: "Đang giải quyết",
    Status.SUPPLEMENT: "Cần bạn bổ sung",
    Status.FINANCIAL: "Cần bạn nộp tiền",
    Status.WITHDRAWN: "Đã rút hồ sơ",
    Status.STOPPED: "Đã dừng giải quyết",
    Status.FINISHED: "Đã có kết quả",
    Status.RETURNED: "Đã trả kết quả",
}


class FilingChannel(StrEnum):
    """How a dossier reached the one-stop; the national code is in `national`."""

    COUNTER = "counter"
    ONLINE = "online"
    POSTAL = "postal"

    @property
    def national(self) -> int:
        return {"counter": 1, "online": 2, "postal": 3}[self.value]

    @property
    def words(self) -> str:
        return {"counter": "Trực tiếp", "online": "Trực tuyến", "postal": "Bưu chính công ích"}[self.value]


class ReturnMethod(StrEnum):
    """How the applicant wants the result."""

    ONLINE = "online"
    COUNTER = "counter"
    POSTAL = "postal"

    @property
    def words(self) -> str:
        return {
            "online": "Bản điện tử trong kho dữ liệu điện tử",
            "counter": "Nhận tại bộ phận một cửa",
            "postal": "Bưu tá giao đến địa chỉ đã ghi",
        }[self.value]


class Decision(StrEnum):
    """What the result says."""

    GRANTED = "granted"
    REFUSED = "refused"
