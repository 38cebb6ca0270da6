"""How the warehouse refuses."""

from typing import ClassVar

from tinhso.kernel.errors import Denied


class NotYourFigures(Denied):
    """403: figures of agencies or officers that this post does not see."""

    code: ClassVar[str] = "not_your_figures"

    def __init__(self) -> None:
        super().__init__("Vị trí của bạn không xem được số liệu này.")
