"""What the library of blank forms refuses.

DomainError
└── NotFound
    └── NoForm      the procedure has no form that is printed here
"""

from tinhso.kernel.errors import NotFound


class NoForm(NotFound):
    code = "blank_forms.no_form"

    def __init__(self, message: str = "Thủ tục này không có tờ khai in được từ thư viện.") -> None:
        super().__init__(message)
