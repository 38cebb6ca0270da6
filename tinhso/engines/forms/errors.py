"""What forms refuse, each with a stable code."""

from tinhso.foundation.files.errors import UploadRefused
from tinhso.kernel.errors import Conflict, Invalid, NotFound


class FormBroken(Invalid):
    """The form's definition itself does not compile; `definitions check` tells where."""

    code = "form_broken"


class AnswersInvalid(Invalid):
    """Answers do not hold; `fields` maps JSON pointers to sentences."""

    code = "answers_invalid"


class DraftNotFound(NotFound):
    """There is no such draft, or it is not yours."""

    code = "draft_not_found"


class DraftClosed(Conflict):
    """The draft was submitted or has expired and takes no more answers."""

    code = "draft_closed"


class NothingChosen(UploadRefused):
    """“Tải lên” was pressed before any file was chosen."""

    def __init__(self) -> None:
        Invalid.__init__(self, "Hãy chọn tệp hoặc chụp ảnh trước khi bấm Tải lên.")
        self.name, self.reason = "", self.message


class PaperNotAsked(NotFound):
    """The procedure asks for no such paper, or the file is not one of this draft's."""

    code = "paper_not_asked"


class TooManyFiles(Invalid):
    """More files than the paper takes."""

    code = "too_many_files"
