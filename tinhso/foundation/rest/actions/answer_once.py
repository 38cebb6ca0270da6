"""One act for one Idempotency-Key: the act and its kept answer are one transaction, so a kill between them leaves neither."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from tinhso.foundation.rest.errors import KeyReused
from tinhso.foundation.rest.models import KeptAnswer
from tinhso.kernel.clock import now

Answer = tuple[int, Mapping[str, Any]]


def answer_once(*, caller: str, key: str, request: bytes, do: Callable[[], Answer]) -> tuple[Answer, bool]:
    """The answer, and whether it is that of an earlier request. A refused act keeps nothing: it may be tried again.

    Raises KeyReused where the key stood on another request, and whatever the act raises.
    """
    wanted = hashlib.sha256(request).digest()
    known = _known(caller, key, wanted)
    if known is not None:
        return known, True
    try:
        with transaction.atomic():
            row = KeptAnswer.objects.create(caller=caller, key=key, request=wanted, status=0, answer="", at=now())
            answer = do()
            row.status = answer[0]
            row.answer = json.dumps(answer[1], cls=DjangoJSONEncoder, ensure_ascii=False)
            row.save(update_fields=["status", "answer"])
    except IntegrityError:
        # The same request at the same moment: the other one was first, and its answer is ours.
        known = _known(caller, key, wanted)
        if known is None:
            raise
        return known, True
    return answer, False


def _known(caller: str, key: str, wanted: bytes) -> Answer | None:
    row = KeptAnswer.objects.filter(caller=caller, key=key).first()
    if row is None:
        return None
    if bytes(row.request) != wanted:
        raise KeyReused("Idempotency-Key này đã dùng cho một yêu cầu khác.")
    return row.status, json.loads(str(row.answer))


def sweep() -> int:
    """Forget answers that nobody asks for again."""
    return KeptAnswer.objects.filter(at__lt=now() - timedelta(hours=settings.API_ANSWERS_KEPT_HOURS)).delete()[0]
