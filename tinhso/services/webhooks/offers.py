"""What other systems may be allowed here."""

from tinhso.foundation.access.types import ApiScope

SCOPES = (
    ApiScope(
        code="events.read",
        title="Đọc các sự kiện đã xảy ra mà hệ thống được xem",
        title_en="Read past events the system may see",
        is_self_service=True,
    ),
    ApiScope(
        code="webhooks.manage",
        title="Đăng ký nhận sự kiện, xem nhật ký gửi, yêu cầu gửi lại",
        title_en="Subscribe to events, see deliveries, replay",
        is_self_service=True,
    ),
)
