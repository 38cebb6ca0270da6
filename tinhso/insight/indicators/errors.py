"""How indicators refuse."""

from tinhso.kernel.errors import NotFound


class NoIndicator(NotFound):
    """404: no indicator of this code, or no such period."""

    def __init__(self) -> None:
        super().__init__("Không có chỉ số hoặc kỳ này.")
