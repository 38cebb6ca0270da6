"""What other systems may be allowed here, and of which events they may hear."""

from tinhso.foundation.access.types import ApiScope
from tinhso.foundation.definitions.events import DefinitionApplied
from tinhso.kernel.outbox.types import Audience, PublishedEvent

SCOPES = (
    ApiScope(
        code="definitions.read",
        title="Biết khi một định nghĩa (thủ tục, mẫu, lịch…) có hiệu lực",
        title_en="Hear of definitions coming into force",
        is_self_service=True,
    ),
)
EVENTS = (
    PublishedEvent(
        event=DefinitionApplied,
        title="Một định nghĩa có hiệu lực",
        title_en="A definition is in force",
        scope="definitions.read",
        audience=Audience.EVERYBODY,
    ),
)
