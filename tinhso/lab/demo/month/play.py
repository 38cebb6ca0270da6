"""The month: stories spread over its working days, partners that fail by a plan of their own, statements every evening; then
everything is compared, and what is named must be exactly what the liars made."""

import base64
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.models import Delivery
from tinhso.lab.demo.month.agenda import Agenda, nothing
from tinhso.lab.demo.month.judging import judge
from tinhso.lab.demo.month.partners import Partners, honest_again
from tinhso.lab.demo.month.people import People
from tinhso.lab.demo.month.programme import ONCE, STORIES, morning
from tinhso.lab.demo.month.scene import Scene
from tinhso.lab.demo.month.stories import paid_at_once
from tinhso.lab.demo.trace import Trace
from tinhso.lab.peers.api import Fault, PortalServer
from tinhso.services.national_portal import api as national_portal
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.types import Channel, Subscription
from tinhso.services.post import api as post
from tinhso.services.post.types import Party

Say = Callable[[str], None]
_DAYS = 20
# What `--break` loses: the subscriber whose event of the last story never arrives.
BREAKS = {"payment": "fee_paid.settle", "status": "national_sync.tell_portal"}


def play_month(
    server: PortalServer, *, stories: int, begins: datetime, broken: Collection[str] = (), say: Say
) -> Trace:
    """`stories` besides the liars, from the Monday morning `begins` on. The trace holds what was compared and named."""
    trace = Trace()
    with honest_again():
        scene = _scene(server, begins)
        _plan(scene, stories, begins, broken)
        say(f"{stories + (len(broken) or len(ONCE))} hồ sơ trong một tháng; đối tác chậm, lặp, mất tin, sai và ngừng…")
        scene.agenda.run()
        end = scene.agenda.now + timedelta(days=1)
        say("Hết tháng: đối chiếu mọi hệ thống.")
        judge(scene, trace, end, is_whole=stories >= len(STORIES) and not broken)
    return trace


def _scene(server: PortalServer, begins: datetime) -> Scene:
    folder = settings.DEFINITIONS_DIR / "demo"
    script = yaml.safe_load((folder / "connections.yaml").read_text("utf-8"))
    sample = yaml.safe_load((folder / "applications.yaml").read_text("utf-8"))["applications"]
    one = next(line for line in sample if line["procedure"] == script["procedure"])
    requester = one["answers"]["requester"]
    home = Party(
        name=requester["full_name"],
        phone=requester["phone"],
        address=requester["address"]["street"],
        unit_code=requester["address"]["commune_code"],
    )
    return Scene(
        agenda=Agenda(begins - timedelta(hours=1)),
        people=People.of_sample(username=one["applicant"], one_stop=one["receiving"]),
        partners=Partners(portal=server),
        script=script,
        answers=one["answers"],
        home=home,
    )


def _plan(scene: Scene, stories: int, begins: datetime, broken: Collection[str]) -> None:
    agenda = scene.agenda
    agenda.add(begins - timedelta(hours=1), lambda: _open_up(scene))
    each = max(1, stories // _DAYS)
    for number in range(stories):
        story = STORIES[number % len(STORIES)]
        agenda.add(morning(begins, (number // each) % _DAYS, number), partial(story, scene))
    # What is lost on purpose must stand out: nobody lies beside it.
    for number, story in enumerate(() if broken else ONCE):
        agenda.add(morning(begins, number, 6 + number), partial(story, scene))
    _faults(scene, begins)
    for day in range(30):
        evening = begins + timedelta(days=day, hours=9)
        agenda.add(evening, scene.partners.statement)
        agenda.add(evening + timedelta(hours=3), nothing)
    for number, lost in enumerate(broken):
        agenda.add(begins + timedelta(days=24 + number), partial(_break, scene, lost))
    if broken:
        agenda.add(begins + timedelta(days=28), nothing)


def _open_up(scene: Scene) -> None:
    """The lists of the portal, numbers of the post, and every way by which the applicant is reached."""
    actor = system_actor()
    national_portal.pull_catalogues_now(actor=actor)
    post.import_list(text="\n".join(_waybills(scene.script["waybills"])), actor=actor)
    citizen = scene.people.citizen
    assert citizen.person_id is not None
    identity.change_contacts(person_id=citizen.person_id, email=scene.script["email"], actor=citizen)
    notifications.subscribe_push(subscription=_browser(scene.script["push_service"]), actor=citizen)


def _waybills(said: Mapping[str, Any]) -> Iterator[str]:
    """Numbers of the Universal Postal Union's S10: eight digits and what they must add up to."""
    for serial in range(said["first"], said["first"] + said["count"]):
        digits = f"{serial:08d}"
        rest = (
            11 - sum(int(digit) * weight for digit, weight in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
        )
        check = {10: 0, 11: 5}.get(rest, rest)
        yield f"{said['service']}{digits}{check}{said['country']}"


def _browser(service: str) -> Subscription:
    """A browser that takes push messages, with a key of its own."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Subscription(endpoint=service, p256dh=_text(point), auth=_text(point[:16]))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _faults(scene: Scene, begins: datetime) -> None:
    """Who fails when. Five minutes of silence of the portal are five minutes of the clock, with a round each minute."""
    partners, agenda = scene.partners, scene.agenda
    for day, fault in enumerate(
        (Fault.LOST, Fault.TWICE, Fault.BUSY, Fault.HTML, Fault.OUT_OF_ORDER, Fault.BROKEN_JSON)
    ):
        at = begins + timedelta(days=day, minutes=-5)
        agenda.add(at, partial(partners.portal_meets, fault, times=2))
    down = begins + timedelta(days=7, minutes=14)
    agenda.add(down, lambda: partners.portal_meets(Fault.DOWN, times=-1))
    agenda.add(down + timedelta(minutes=5), partners.portal_is_well)
    for minute in range(10):
        agenda.add(down + timedelta(minutes=minute), nothing)
    agenda.add(begins + timedelta(days=1), lambda: partners.channels_fail(Channel.SMS, Channel.ZALO))
    agenda.add(begins + timedelta(days=2), lambda: partners.channels_fail(Channel.EMAIL, Channel.PUSH))
    for day in range(12):
        agenda.add(begins + timedelta(days=day, hours=7), _replay_refused)


def _replay_refused() -> None:
    """The operator lets what the portal refused go once more."""
    for line in national_portal.dead():
        national_portal.send_again(message_id=line.id, actor=system_actor())


def _break(scene: Scene, lost: str) -> None:
    """One more dossier, of which an event never arrives where it must; nobody tells the play's expectation of it."""
    paid_at_once(scene)
    waiting = Delivery.objects.filter(subscriber=BREAKS[lost]).order_by("-id").first()
    assert waiting is not None
    waiting.delete()
