"""What the post refuses.

DomainError
├── Invalid
│   └── PostInvalid      an address, a range of waybills or a reason that does not hold
├── Conflict
│   ├── NoPostalService  the province has none in force, or none that reaches there
│   ├── NotNow           the letter is not where this act is possible
│   └── PoolEmpty        no waybill number is left
└── NotFound
    └── NoOrder
"""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class PostInvalid(Invalid):
    code = "post.invalid"


class NoPostalService(Conflict):
    code = "post.no_service"

    def __init__(self, message: str = "Tỉnh chưa có dịch vụ bưu chính cho việc này.") -> None:
        super().__init__(message)


class NotNow(Conflict):
    code = "post.not_now"


class PoolEmpty(Conflict):
    code = "post.pool_empty"

    def __init__(self, message: str = "Hết số vận đơn: nhập thêm dải số do bưu điện cấp.") -> None:
        super().__init__(message)


class NoOrder(NotFound):
    code = "post.no_order"

    def __init__(self, message: str = "Không có bưu gửi này hoặc bạn không được xem.") -> None:
        super().__init__(message)
