"""How a test signs letters that wait: chosen in the list, sent to the own machine, answered by a token's key."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.test import Client

from tinhso.casework.dossiers.models import WaitingLetter
from tinhso.kernel.actor import Actor
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.testing import answers_of

__all__ = ["LIST", "Key", "answers_of", "open_act", "sign", "to_batch"]
LIST = "/can-bo/ky/"
Key = Callable[[str], bytes]


def open_act(waiting: int = 1) -> UUID:
    rows = list(WaitingLetter.objects.filter(state="open"))
    assert len(rows) == waiting
    return rows[0].act_id


def to_batch(client: Client, actor: Actor, *acts: UUID) -> str:
    assert actor.person_id is not None
    dossiers = {
        one.act_id: one.dossier.version if one.dossier else 0 for one in WaitingLetter.objects.select_related("dossier")
    }
    data: dict[str, Any] = {f"v-{act}": dossiers[act] for act in acts}
    data |= {"thu": [str(act) for act in acts], "cach": signatures.own_ways(actor.person_id)[0].fingerprint}
    page = client.post(LIST, data)
    assert page.status_code == 302, page.content.decode()
    return str(page.headers["Location"])


def sign(client: Client, actor: Actor, key: Key, *acts: UUID) -> str:
    batch = to_batch(client, actor, *acts)
    return client.post(batch, answers_of(client, batch, key)).content.decode()
