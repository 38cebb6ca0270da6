"""Deeds in a process of their own on a real platform: `python -m tests.faults.run NAME [NUMBER]` prints JSON."""

import base64
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.ids import new_id
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.models import Message
from tinhso.services.notifications.types import Subscription
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys

PROCEDURE = "1.004873"


def _sample() -> dict[str, Any]:
    source = settings.DEFINITIONS_DIR / "demo" / "applications.yaml"
    listed = yaml.safe_load(source.read_text("utf-8"))["applications"]
    found: dict[str, Any] = next(one for one in listed if one["procedure"] == PROCEDURE)
    return found


def _citizen() -> Actor:
    user = get_user_model().objects.get(username=_sample()["applicant"])
    return Actor(channel=Channel.ONLINE, person_id=user.person_id, user_id=user.pk)


def _application(actor: Actor) -> Application:
    sample = _sample()
    receiving = identity.find_agency(sample["receiving"])
    assert receiving is not None
    assert actor.person_id is not None
    return Application(
        procedure_version_id=definitions.get("procedure", PROCEDURE).id,
        applicant=HolderRef(kind="person", id=actor.person_id),
        answers=sample["answers"],
        receiving_agency_id=receiving.id,
        channel=FilingChannel.ONLINE,
        return_method=ReturnMethod.ONLINE,
    )


def body() -> dict[str, Any]:
    """What a program posts to file, and the session of the citizen who does."""
    sample = _sample()
    filing = {"procedure": PROCEDURE, "agency": sample["receiving"], "answers": sample["answers"]}
    return {**_session(get_user_model().objects.get(username=sample["applicant"])), "filing": filing}


def _officer(item: WorkItem) -> Actor:
    done_by = {task.closed_by for task in workflow.list_tasks(("dossier", item.dossier_id))}
    for post in identity.list_posts(agency_id=item.agency_id, role=item.role):
        for holder in identity.holders_of(post.id, on=today()):
            if holder.person_id not in done_by or item.step == "give_back":
                return Actor(
                    channel=Channel.COUNTER, person_id=holder.person_id, post_id=post.id, agency_id=post.agency_id
                )
    raise LookupError(item.step)


def filed(count: int) -> list[str]:
    """File that many dossiers."""
    actor = _citizen()
    return [
        str(api.submit_dossier(application=_application(actor), idempotency_key=f"filed-{number}", actor=actor).id)
        for number in range(count)
    ]


def signed(count: int, way: tuple[str, ...] = ("accepted", "eligible", "agreed", "signed")) -> list[str]:
    """File and process that many dossiers up to the signature; nothing is delivered yet."""
    actor, ids = _citizen(), []
    for number in range(count):
        filed = api.submit_dossier(application=_application(actor), idempotency_key=f"{way[-1]}-{number}", actor=actor)
        for outcome in way:
            item = WorkItem.objects.get(dossier_id=filed.id, is_open=True)
            api.do_task(
                task_id=item.task_id,
                done=api.TaskDone(outcome=outcome),
                version=Dossier.objects.get(id=filed.id).version,
                actor=_officer(item),
            )
        ids.append(str(filed.id))
    return ids


def to_sign(count: int) -> dict[str, Any]:
    """Dossiers that wait for one leader: with the platform's key, and as an order that the own token has signed already."""
    ids = [UUID(one) for one in signed(2 * count, ("accepted", "eligible", "agreed"))]
    items = {one: WorkItem.objects.get(dossier_id=one, is_open=True) for one in ids}
    leader = _officer(items[ids[0]])
    versions = dict(Dossier.objects.filter(id__in=ids).values_list("id", "version"))
    own, central = ids[:count], ids[count:]
    key, batch = keys.register_token(leader), new_id()
    assert leader.person_id is not None
    fingerprint = signatures.own_ways(leader.person_id)[0].fingerprint
    answers = []
    for one in own:
        pending = api.prepare_signing(
            task_id=items[one].task_id, version=versions[one], fingerprint=fingerprint, batch_id=batch, actor=leader
        )
        answers.append({"id": str(pending.id), "signature": base64.b64encode(key(pending.digest)).decode()})
    form = {f"v-{items[one].task_id}": versions[one] for one in central}
    return {
        "own": {"path": f"/can-bo/ky/{batch}/", "form": {"answers": json.dumps({"answers": answers})}},
        "central": {"path": "/can-bo/ky/", "form": {**form, "viec": [str(items[one].task_id) for one in central]}},
        **_session(get_user_model().objects.get(person_id=leader.person_id)),
    }


def _session(user: Any) -> dict[str, str]:
    """Signed in, the second factor passed."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["identity.second_factor"] = str(user.pk)
    session.save()
    return {"session": str(session.session_key), "cookie": settings.SESSION_COOKIE_NAME}


def _reachable() -> Actor:
    """The citizen, with an address for every channel."""
    actor = _citizen()
    assert actor.person_id is not None
    identity.change_contacts(
        person_id=actor.person_id, phone="0900000077", email="lan@example.vn", actor=system_actor()
    )
    return actor


def accepted_now() -> float:
    """File and accept a dossier; when the acceptance was committed."""
    _reachable()
    signed(1, ("accepted",))
    return time.time()


def told_on_every_channel(push_service: str) -> None:
    """One message waits on each channel, of a kind that may be given up."""
    settings.PUSH_SERVICES = [push_service]
    actor = _reachable()
    browser = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = browser.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    notifications.subscribe_push(
        subscription=Subscription(
            endpoint=f"{push_service}/push/1",
            p256dh=base64.urlsafe_b64encode(point).rstrip(b"=").decode(),
            auth=base64.urlsafe_b64encode(b"sixteen bytes ok").rstrip(b"=").decode(),
        ),
        actor=actor,
    )
    assert actor.person_id is not None
    notifications.notify(
        template="dossier.supplement_reminder",
        person_id=actor.person_id,
        cause_id=new_id(),
        subject=("dossier", new_id()),
        values={"code": "H99-1", "procedure": "Khai sinh", "answer_by": "10 giờ 00"},
        link="/ho-so/",
        # Useful today only, so that no quiet hour holds it back whenever this is run.
        useful_until=now(),
        actor=system_actor(),
    )
    row = Message.objects.get(channel="zalo")
    row.pk, row.bundle_id, row.channel = new_id(), new_id(), "sms"
    row.save(force_insert=True)


def die_before_commit(database: str, receiving: str, person: str, answers: str) -> None:
    """Take a number for a code, then be killed: no handler, no rollback of ours."""
    from tinhso.services.registers import api as registers

    connection.settings_dict["NAME"] = database
    take = registers.take_number

    def take_and_die(**facts: Any) -> int:
        take(**facts)
        sys.stdout.write("took\n")
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    registers.take_number = take_and_die
    actor = Actor(channel=Channel.ONLINE, person_id=UUID(person))
    api.submit_dossier(
        application=Application(
            procedure_version_id=definitions.get("procedure", PROCEDURE).id,
            applicant=HolderRef(kind="person", id=UUID(person)),
            answers=json.loads(answers),
            receiving_agency_id=UUID(receiving),
            channel=FilingChannel.ONLINE,
            return_method=ReturnMethod.ONLINE,
        ),
        idempotency_key="killed",
        actor=actor,
    )


def paid() -> dict[str, str]:
    """An order that its payer has paid at the bank's gateway; the notice that the bank is about to send."""
    from tinhso.services.payments import api as payments
    from tinhso.services.payments import queries
    from tinhso.services.payments.simulator import here
    from tinhso.services.payments.types import Beneficiary, Line, Payer

    to = Beneficiary(bank="970403", account="0011012345678", holder="Kho bạc Mẫu")
    order = payments.create_order(
        lines=(Line(code="fee", title="Lệ phí", amount_vnd=80_000, beneficiary=to),),
        payer=Payer(),
        reference="fault",
        purpose="Lệ phí",
        idempotency_key="fault",
        actor=system_actor(),
    )
    attempt = payments.start_attempt(order_id=order.id, channel="bank_gateway", actor=system_actor())
    bank = here.bank_of(queries.channel("bank_gateway"))
    ((body, _),) = bank.notices(bank.pay(attempt.reference, order.amount_vnd))
    return {"notice": body.decode()}


def die_recording(notice: str) -> None:
    """Take the bank's notice and be killed when everything is written and nothing committed."""
    from tinhso.kernel.outbox.api import publish
    from tinhso.services.payments.actions import take_money

    def publish_and_die(*event: Any, **facts: Any) -> Any:
        publish(*event, **facts)
        sys.stdout.write("recorded\n")
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(take_money, "publish", publish_and_die)  # noqa: B010  (an import of that module, no attribute of it)
    told_again(notice)


def told_again(notice: str) -> str:
    """The bank sends its notice, and the worker asks; the state of the order then."""
    from tinhso.services.payments import api as payments

    payments.take_message(channel="bank_gateway", body=notice.encode(), headers={}, actor=system_actor())
    payments.follow_up(actor=system_actor())
    (order,) = payments.orders_for("fault")
    return order.state.value


PAYMENT_DEEDS: dict[str, Callable[..., Any]] = {
    "paid": paid,
    "told_again": told_again,
    "die_recording": die_recording,
}


def main() -> None:
    match sys.argv[1]:
        case "body":
            answer: object = body()
        case "filed":
            answer = filed(int(sys.argv[2]))
        case "signed":
            answer = signed(int(sys.argv[2]))
        case "accepted_now":
            answer = accepted_now()
        case "told_on_every_channel":
            told_on_every_channel(sys.argv[2])
            answer = None
        case "to_sign":
            answer = to_sign(int(sys.argv[2]))
        case "paid" | "told_again" | "die_recording":
            answer = PAYMENT_DEEDS[sys.argv[1]](*sys.argv[2:])
        case "die":
            die_before_commit(*sys.argv[2:6])
            answer = None
        case other:
            raise SystemExit(other)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
