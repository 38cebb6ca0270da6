"""A small world: a system that listens, an agency's event that is told, the rule of the sample province."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, TypedDict
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import ApiScope, Client
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.event import Event
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import Audience, EventRecord, PublishedEvent
from tinhso.services.webhooks import api
from tinhso.services.webhooks.types import Mode, NewSecret


@dataclass(frozen=True, kw_only=True)
class PotMoved(Event):
    """A pot went from shelf to shelf."""

    name: ClassVar[str] = "thing.moved"
    agency_id: UUID
    shelf: int


HIDDEN: set[UUID] = set()
OFFERED = PublishedEvent(
    event=PotMoved,
    title="Đồ vật đổi chỗ",
    title_en="A thing moved",
    scope="things.read",
    audience=Audience.AGENCY,
    fields=("agency_id",),
    is_open=lambda record: record.aggregate_id not in HIDDEN,
)


class Receiver:
    """The other system: what it was sent, and how it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.body = 204, b""
        self.headers: dict[str, str] = {}
        self.answers: list[int] = []
        self.url = ""

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    system = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            system.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(system.answers.pop(0) if system.answers else system.status)
            for name, value in system.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(system.body)))
            self.end_headers()
            self.wfile.write(system.body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    system.url = f"http://127.0.0.1:{server.server_address[1]}/su-kien"
    yield system
    server.shutdown()
    server.server_close()


class Mine(TypedDict):
    """Which subscription, asked by whom."""

    client_id: UUID
    subscription_id: UUID
    actor: Actor


@dataclass
class World:
    """A system with a key, its agency, and things that happen there."""

    receiver: Receiver
    client: Client
    key: str
    agency_id: UUID

    @property
    def actor(self) -> Actor:
        return Actor(channel=Channel.API, client_id=self.client.id)

    def mine(self, made: NewSecret, actor: Actor | None = None) -> Mine:
        return Mine(client_id=self.client.id, subscription_id=made.subscription.id, actor=actor or self.actor)

    def subscribe(self, *events: str, mode: Mode = Mode.STRUCTURED, url: str = "") -> NewSecret:
        wanted = api.Wanted(url=url or self.receiver.url, events=events or ("thing.*",), mode=mode)
        return api.create_subscription(client_id=self.client.id, wanted=wanted, actor=self.actor)

    def happens(self, thing: UUID | None = None, *, agency: UUID | None = None, shelf: int = 1) -> EventRecord:
        """An event, told to whoever listens."""
        told = PotMoved(agency_id=agency or self.agency_id, shelf=shelf)
        with transaction.atomic():
            event_id = outbox.publish(told, aggregate=("thing", thing or new_id()), actor=system_actor())
        record = outbox.event_with(event_id)
        assert record is not None
        api.fan_out(record)
        return record


@pytest.fixture
def world(db: None, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(outbox, "_offered", {OFFERED.name: OFFERED})
    HIDDEN.clear()
    access.register_scope(ApiScope(code="things.read", title="Đồ vật", title_en="Things"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "webhooks").symlink_to(settings.DEFINITIONS_DIR / "rules" / "webhooks")
    definitions.apply_folder(tmp_path, actor=system_actor())
    return another(receiver, "kho-so", new_id())


def another(receiver: Receiver, code: str, agency_id: UUID) -> World:
    """One more system, of another agency."""
    keys = access.create_client(
        code=code,
        title="Kho dữ liệu",
        scopes=("things.read", "webhooks.manage", "events.read"),
        agency_ids=(agency_id,),
        actor=system_actor(),
    )
    client = access.client_coded(code)
    assert client is not None
    return World(receiver, client, keys.key, agency_id)
