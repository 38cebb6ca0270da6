"""Refusals of dossiers."""

from tinhso.kernel.errors import Conflict, Invalid, NotFound, TooMany


class NoDossier(NotFound):
    """There is none, or none for this actor: the answer is the same."""

    code = "no_dossier"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy hồ sơ.")


class WrongStatus(Conflict):
    """The dossier is no longer where the act needs it."""

    code = "wrong_status"


class StaleVersion(Conflict):
    """Somebody else acted on the dossier since this page was shown."""

    code = "stale_version"

    def __init__(self) -> None:
        super().__init__("Người khác vừa xử lý hồ sơ này. Hãy tải lại trang để xem tình trạng mới; nội dung bạn nhập chưa được ghi.")


class NotOffered(Invalid):
    """The procedure, agency or channel does not take this filing."""

    code = "not_offered"


class PapersMissing(Invalid):
    """Required components are neither attached nor held."""

    code = "papers_missing"


class TooManyTries(TooMany):
    """Public tracking: five tries an hour."""

    code = "too_many_tries"

    def __init__(self) -> None:
        super().__init__("Bạn đã tra cứu quá năm lần trong một giờ. Hãy thử lại sau hoặc đăng nhập để xem hồ sơ của mình.")
