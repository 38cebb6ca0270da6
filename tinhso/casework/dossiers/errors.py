"""Refusals of dossiers."""

from tinhso.kernel.errors import Conflict, Denied, Invalid, NotFound, TooMany


class NoDossier(NotFound):
    """There is none, or none for this actor: the answer is the same."""

    code = "no_dossier"

    def __init__(self) -> None:
        super().__init__("Không tìm thấy hồ sơ.")


class HiddenDossier(NoDossier):
    """There is one, but not for this actor: answered like none at all, and noted in the security log."""

    is_denial = True


class WrongStatus(Conflict):
    """The dossier is no longer where the act needs it."""

    code = "wrong_status"


class StaleVersion(Conflict):
    """Somebody acted on the dossier since this page was shown; `change` = who and what, for who may know."""

    code = "stale_version"

    def __init__(self, change: str = "Người khác vừa xử lý hồ sơ này.") -> None:
        super().__init__(f"{change} Hãy tải lại trang để xem tình trạng mới; nội dung bạn nhập chưa được ghi.")


class CannotUndo(Conflict):
    """Something depends on the act already, or it is of a kind that is never undone; the message says which."""

    code = "cannot_undo"


class AlreadyDigitised(Conflict):
    """The paper has its digitised copy, here or in the vault."""

    code = "already_digitised"

    def __init__(self) -> None:
        super().__init__("Giấy này đã được số hóa, hoặc kho dữ liệu đã có giấy mang số này.")


class NotOffered(Invalid):
    """The procedure, agency or channel does not take this filing."""

    code = "not_offered"


class PapersMissing(Invalid):
    """Required components are neither attached nor held."""

    code = "papers_missing"


class PastMainDeadline(Invalid):
    """An opinion would be due after the dossier itself: sent only with a reason."""

    code = "past_main_deadline"


class QuestionClosed(Conflict):
    """The question was answered, called back, or taken as agreed since the page was shown."""

    code = "question_closed"


class AlreadyHeld(Invalid):
    """A paper was asked for that the state's data vault holds."""

    code = "already_held"


class CosignersMissing(Invalid):
    """Somebody who has to sign with the applicant has not confirmed what is to be filed."""

    code = "cosigners_missing"


class NoCosigning(NotFound):
    """No such request, or not for this person: the answer is the same."""

    code = "no_cosigning"

    def __init__(self) -> None:
        super().__init__("Không có đề nghị cùng ký này, hoặc đề nghị không gửi cho bạn.")


class CosigningOver(Conflict):
    """The application was filed, changed or thrown away since the request was shown."""

    code = "cosigning_over"


class KeyReused(Conflict):
    """The key of an earlier filing came with other content: neither filed again nor answered as if it were the same."""

    code = "key_reused"

    def __init__(self) -> None:
        super().__init__("Khóa chống nộp trùng này đã dùng cho một hồ sơ có nội dung khác. Hãy dùng khóa mới.")


class TooManyTries(TooMany):
    """Public tracking: five tries an hour."""

    code = "too_many_tries"

    def __init__(self) -> None:
        super().__init__(
            "Bạn đã tra cứu quá năm lần trong một giờ. Hãy thử lại sau hoặc đăng nhập để xem hồ sơ của mình."
        )


class LowAssurance(Denied):
    """The sign-in is of a level too low for this act; `needed` is the one it takes. What was typed stays in its draft."""

    code = "low_assurance"

    def __init__(self, needed: int) -> None:
        super().__init__(
            f"Nộp hồ sơ cần đăng nhập bằng định danh điện tử mức {needed}. Bản nháp của bạn vẫn còn: nâng mức tại công an"
            " cấp xã rồi đăng nhập lại, hoặc nộp tại bộ phận một cửa."
        )
        self.needed = needed
