"""Where partners tell us of payments. No session, no token of a form: the signature says who speaks."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tinhso.foundation.identity import api as identity
from tinhso.services.payments import api
from tinhso.services.payments.errors import Unreadable
from tinhso.services.payments.types import MOST_MESSAGE_BYTES


@csrf_exempt
@require_POST
def take(request: HttpRequest, channel: str) -> HttpResponse:
    """One message, answered only after it is written down."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_MESSAGE_BYTES:
        raise Unreadable("Thông báo quá dài.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    reply = api.take_message(channel=channel, body=request.body, headers=headers, actor=identity.actor_of(request))
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)
