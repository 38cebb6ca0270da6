"""Who may open these pages at all, and how refusals are shown in their forms."""

from django.http import HttpRequest

from tinhso.casework.old_results.queries import ACTS
from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, DomainError

MOST_TOLD = 30
_PLACES = {"dong": "Dòng", "tep": "Tệp"}


def on_duty(request: HttpRequest) -> Actor:
    """The officer, who has one of the acts somewhere. Raises Denied."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    if not any(access.can(actor=actor, act=act, agency_id=access.Whose.ANY_OF_MINE) for act in ACTS):
        raise ActDenied(ACTS[0])
    return actor


def errors_of(refused: DomainError, place: str) -> dict[str, str]:
    """Sentences by field; where none is named, the whole refusal at `place`."""
    fields = {}
    for number, (pointer, text) in enumerate(refused.fields.items()):
        name, _, which = pointer.strip("/").partition("/")
        if number == MOST_TOLD:
            fields[name] = (
                f"{refused.message} Còn {len(refused.fields) - number} lỗi nữa; sửa các dòng trên rồi gửi lại."
            )
            break
        if which:
            fields[f"{name}-{number + 1}"] = f"{_PLACES[name]} {which}: {text}"
        else:
            fields[name] = text
    return fields or {place: refused.message}
