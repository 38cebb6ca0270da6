"""Events over HTTP: what there is, what happened, subscriptions and their log. A system sees its own only."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja import Status as HttpStatus

from tinhso.foundation.rest import api as rest
from tinhso.kernel.clock import now
from tinhso.services.webhooks import api
from tinhso.services.webhooks.domain.telling import as_json
from tinhso.services.webhooks.types import Delivery, DeliveryState, EventType, Mode, Subscription

router = Router()
READ, MANAGE = rest.Scoped("events.read"), rest.Scoped("webhooks.manage")
_PAGES = "events.past"


class EventTypeOut(Schema):
    """`scope`: what a system needs to hear of it. `schema`: JSON Schema of `data`."""

    name: str
    version: int
    title: str
    title_en: str
    meaning: str
    scope: str
    data_schema: dict[str, Any]


class EventTypesOut(Schema):
    items: list[EventTypeOut]
    next_cursor: str


class CloudEventOut(Schema):
    """CloudEvents 1.0 as JSON. `sequence` counts the events of one `subject`."""

    specversion: str
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str
    dataschema: str
    sequence: str
    sequencetype: str
    data: dict[str, Any]


class EventsOut(Schema):
    """Keep `next_cursor` and ask again with it, at once or tomorrow: what comes is what happened since."""

    items: list[CloudEventOut]
    next_cursor: str


class SubscriptionIn(Schema):
    """`events`: names, `dossier.*` or `*`. `agency_ids` empty: every agency that your system sees."""

    url: Annotated[str, Field(min_length=8, max_length=500, description="https://… của bạn; không theo chuyển hướng")]
    events: Annotated[list[Annotated[str, Field(max_length=80)]], Field(min_length=1, max_length=50)]
    mode: Mode = Mode.STRUCTURED
    title: Annotated[str, Field(max_length=200)] = ""
    agency_ids: Annotated[list[UUID], Field(max_length=200)] = []


class SubscriptionOut(Schema):
    """`failures`: calls that failed in a row, `failing_since` so. `state` held: nobody answered for so long that nothing more is
    tried; `PUT` without `paused` goes on from where it stopped. `old_secret_until`: until then deliveries carry two signatures."""

    id: UUID
    title: str
    url: str
    events: list[str]
    mode: str
    agency_ids: list[UUID]
    state: str
    failures: int
    failing_since: datetime | None
    last_done_at: datetime | None
    old_secret_until: datetime | None
    created_at: datetime


class NewSubscriptionOut(SubscriptionOut):
    """`secret` is told here and never again."""

    secret: str


class SubscriptionsOut(Schema):
    items: list[SubscriptionOut]
    next_cursor: str


class DeliveryOut(Schema):
    """`state`: waiting, done or dead. `http_status` 0: no answer came. `words` says why it was not taken."""

    id: UUID
    event_id: UUID
    event: str
    subject: str
    sequence: int
    state: str
    tries: int
    is_replay: bool
    created_at: datetime
    next_at: datetime | None
    done_at: datetime | None
    http_status: int
    words: str


class AttemptOut(Schema):
    at: datetime
    milliseconds: int
    http_status: int
    words: str
    answer: str


class DeliveryDetail(DeliveryOut):
    """With its tries, newest first; `answer`: the first characters of what was answered, where it was a refusal."""

    attempts: list[AttemptOut]


class DeliveriesOut(Schema):
    items: list[DeliveryOut]
    next_cursor: str


class ReplayIn(Schema):
    """One of: a time (`since` to before `until`), `event_ids`, or `dead` (whatever was given up)."""

    since: datetime | None = None
    until: datetime | None = None
    event_ids: Annotated[list[UUID], Field(max_length=1000)] = []
    dead: bool = False


class ReplayOut(Schema):
    deliveries: int


class OutcomeOut(Schema):
    is_done: bool
    http_status: int
    milliseconds: int
    words: str
    answer: str


class ChangeIn(SubscriptionIn):
    paused: bool = False


@router.get(
    "/event-types", auth=rest.Open(), response=EventTypesOut, summary="Các loại sự kiện", openapi_extra=rest.example()
)
def list_types(request: HttpRequest, cursor: rest.Cursor = "", limit: rest.Limit = 100) -> dict[str, Any]:
    """Everything that other systems may hear of. Open to everybody: it tells of no event."""
    found = [_type_out(one) for one in api.event_types()]
    page = rest.told_next(request, rest.by_place(lambda n: found[:n], cursor=cursor, limit=limit, place="event-types"))
    return {"items": list(page.items), "next_cursor": page.next_cursor}


def _type_out(one: EventType) -> dict[str, Any]:
    return {**asdict(one), "data_schema": one.schema}


@router.get(
    "/events",
    auth=READ,
    response=EventsOut,
    summary="Các sự kiện đã xảy ra",
    openapi_extra=rest.example(query={"type": "dossier.*", "limit": "10"}),
)
def list_events(
    request: HttpRequest,
    since: Annotated[datetime | None, Query(description="Từ thời điểm này")] = None,
    until: Annotated[datetime | None, Query(description="Trước thời điểm này")] = None,
    type: Annotated[list[str], Query(max_length=50, description="Loại, ghi nhiều lần được")] = [],  # noqa: A002, B006 - the caller's word; ninja copies it
    cursor: rest.Cursor = "",
    limit: rest.Limit = 50,
) -> dict[str, Any]:
    """Oldest first, up to half a minute ago. A page whose cursor is the one you sent is the end, for now."""
    client, _ = rest.client_of(request)
    place = f"{_PAGES}.{client.id}"
    after = rest.read_time(cursor, place) if cursor else None
    beginning = datetime.fromtimestamp(0, tz=now().tzinfo)
    found, last = api.past_events(
        client,
        patterns=type,
        since=_aware(since) or beginning,
        until=_aware(until) or now(),
        after=after,
        limit=limit,
    )
    page = rest.Page(items=found, next_cursor="" if last is None else rest.write_time(*last, place))
    rest.told_next(request, page)
    return {"items": [as_json(one) for one in page.items], "next_cursor": page.next_cursor}


def _aware(at: datetime | None) -> datetime | None:
    """An instant without a zone is taken for UTC."""
    return at.replace(tzinfo=now().tzinfo) if at is not None and at.tzinfo is None else at


@router.get(
    "/events/{uuid:event_id}",
    auth=READ,
    response=CloudEventOut,
    summary="Một sự kiện",
    openapi_extra=rest.example(path={"event_id": "$EVENT_ID"}),
)
def read_event(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    client, _ = rest.client_of(request)
    return as_json(api.get_event(client, event_id))


@router.get(
    "/webhooks",
    auth=MANAGE,
    response=SubscriptionsOut,
    summary="Các đăng ký nhận sự kiện",
    openapi_extra=rest.example(),
)
def list_subscriptions(request: HttpRequest, cursor: rest.Cursor = "", limit: rest.Limit = 50) -> dict[str, Any]:
    client, actor = rest.client_of(request)
    found = api.list_subscriptions(client_id=client.id, actor=actor)
    place = f"webhooks.{client.id}"
    page = rest.told_next(request, rest.by_place(lambda n: found[:n], cursor=cursor, limit=limit, place=place))
    return {"items": [_out(one) for one in page.items], "next_cursor": page.next_cursor}


@router.post(
    "/webhooks",
    auth=MANAGE,
    response={201: NewSubscriptionOut},
    summary="Đăng ký nhận sự kiện",
    openapi_extra=rest.example(body={"url": "$RECEIVER", "events": ["dossier.*"], "title": "Kho dữ liệu của sở"}),
)
def create_subscription(
    request: HttpRequest, body: SubscriptionIn, key: rest.IdempotencyKey
) -> HttpStatus[Mapping[str, Any]]:
    client, actor = rest.client_of(request)

    def create() -> tuple[int, dict[str, Any]]:
        made = api.create_subscription(client_id=client.id, wanted=_wanted(body), actor=actor)
        return 201, {**_out(made.subscription), "secret": made.secret}

    return rest.once(request, key, create)


@router.get(
    "/webhooks/{uuid:subscription_id}",
    auth=MANAGE,
    response=SubscriptionOut,
    summary="Một đăng ký",
    openapi_extra=rest.example(path={"subscription_id": "$SUBSCRIPTION_ID"}),
)
def read_subscription(request: HttpRequest, subscription_id: UUID) -> dict[str, Any]:
    client, actor = rest.client_of(request)
    return _out(api.get_subscription(client_id=client.id, subscription_id=subscription_id, actor=actor))


@router.put(
    "/webhooks/{uuid:subscription_id}",
    auth=MANAGE,
    response=SubscriptionOut,
    summary="Sửa, tạm dừng hoặc mở lại một đăng ký",
    openapi_extra=rest.example(
        path={"subscription_id": "$SUBSCRIPTION_ID"}, body={"url": "$RECEIVER", "events": ["dossier.finished"]}
    ),
)
def change_subscription(
    request: HttpRequest, subscription_id: UUID, body: ChangeIn, key: rest.IdempotencyKey
) -> HttpStatus[Mapping[str, Any]]:
    """The whole of it: what is left out becomes the default."""
    client, actor = rest.client_of(request)

    def change() -> tuple[int, dict[str, Any]]:
        api.change_subscription(client_id=client.id, subscription_id=subscription_id, wanted=_wanted(body), actor=actor)
        done = api.pause_subscription(
            client_id=client.id, subscription_id=subscription_id, is_paused=body.paused, actor=actor
        )
        return 200, _out(done)

    return rest.once(request, key, change)


@router.delete(
    "/webhooks/{uuid:subscription_id}",
    auth=MANAGE,
    response={204: None},
    summary="Xóa một đăng ký",
    openapi_extra=rest.example(path={"subscription_id": "$SUBSCRIPTION_ID"}),
)
def remove_subscription(
    request: HttpRequest, subscription_id: UUID, key: rest.IdempotencyKey
) -> HttpStatus[Mapping[str, Any] | None]:
    client, actor = rest.client_of(request)

    def remove() -> tuple[int, dict[str, Any]]:
        api.remove_subscription(client_id=client.id, subscription_id=subscription_id, actor=actor)
        return 204, {}

    rest.once(request, key, remove)
    return HttpStatus(204, None)


@router.post(
    "/webhooks/{uuid:subscription_id}/secret",
    auth=MANAGE,
    response={201: NewSubscriptionOut},
    summary="Đổi khóa ký; khóa cũ còn ký kèm một thời gian",
    openapi_extra=rest.example(path={"subscription_id": "$SUBSCRIPTION_ID"}),
)
def rotate_secret(
    request: HttpRequest, subscription_id: UUID, key: rest.IdempotencyKey
) -> HttpStatus[Mapping[str, Any]]:
    client, actor = rest.client_of(request)

    def rotate() -> tuple[int, dict[str, Any]]:
        made = api.rotate_secret(client_id=client.id, subscription_id=subscription_id, actor=actor)
        return 201, {**_out(made.subscription), "secret": made.secret}

    return rest.once(request, key, rotate)


@router.post(
    "/webhooks/{uuid:subscription_id}/ping",
    auth=MANAGE,
    response=OutcomeOut,
    summary="Gọi thử địa chỉ nhận ngay bây giờ",
    openapi_extra=rest.example(path={"subscription_id": "$SUBSCRIPTION_ID"}),
)
def ping(request: HttpRequest, subscription_id: UUID) -> dict[str, Any]:
    """Sends `webhook.ping`, signed like any event, and tells what came back. It means nothing: it may be sent twice."""
    client, actor = rest.client_of(request)
    return asdict(api.ping(client_id=client.id, subscription_id=subscription_id, actor=actor))


@router.post(
    "/webhooks/{uuid:subscription_id}/replay",
    auth=MANAGE,
    response={202: ReplayOut},
    summary="Gửi lại các sự kiện đã qua",
    openapi_extra=rest.example(path={"subscription_id": "$SUBSCRIPTION_ID"}, body={"dead": True}),
)
def replay(
    request: HttpRequest, subscription_id: UUID, body: ReplayIn, key: rest.IdempotencyKey
) -> HttpStatus[Mapping[str, Any]]:
    """Same ids and sequence as the first time, with the header `webhook-replay: true`."""
    client, actor = rest.client_of(request)

    def again() -> tuple[int, dict[str, Any]]:
        if body.dead:
            made = api.replay_dead(client_id=client.id, subscription_id=subscription_id, actor=actor)
        elif body.event_ids:
            made = api.replay_events(
                client_id=client.id, subscription_id=subscription_id, event_ids=body.event_ids, actor=actor
            )
        else:
            until = _aware(body.until) or now()
            made = api.replay_time(
                client_id=client.id,
                subscription_id=subscription_id,
                since=_aware(body.since) or until,
                until=until,
                actor=actor,
            )
        return 202, {"deliveries": made}

    return rest.once(request, key, again)


@router.get(
    "/webhooks/{uuid:subscription_id}/deliveries",
    auth=MANAGE,
    response=DeliveriesOut,
    summary="Nhật ký gửi",
    openapi_extra=rest.example(path={"subscription_id": "$SUBSCRIPTION_ID"}),
)
def list_deliveries(
    request: HttpRequest,
    subscription_id: UUID,
    state: DeliveryState | None = None,
    cursor: rest.Cursor = "",
    limit: rest.Limit = 50,
) -> dict[str, Any]:
    """Newest first."""
    client, actor = rest.client_of(request)
    page = rest.told_next(
        request,
        api.list_deliveries(
            client_id=client.id,
            subscription_id=subscription_id,
            actor=actor,
            state=state,
            cursor=cursor,
            limit=limit,
        ),
    )
    return {"items": [_line(one) for one in page.items], "next_cursor": page.next_cursor}


@router.get(
    "/webhooks/{uuid:subscription_id}/deliveries/{uuid:delivery_id}",
    auth=MANAGE,
    response=DeliveryDetail,
    summary="Một lần gửi và các lần thử",
    openapi_extra=rest.example(path={"subscription_id": "$SUBSCRIPTION_ID", "delivery_id": "$DELIVERY_ID"}),
)
def read_delivery(request: HttpRequest, subscription_id: UUID, delivery_id: UUID) -> dict[str, Any]:
    client, actor = rest.client_of(request)
    found, attempts = api.get_delivery(
        client_id=client.id, subscription_id=subscription_id, delivery_id=delivery_id, actor=actor
    )
    return {**_line(found), "attempts": [asdict(one) for one in attempts]}


def _wanted(body: SubscriptionIn) -> api.Wanted:
    return api.Wanted(url=body.url, events=body.events, mode=body.mode, title=body.title, agency_ids=body.agency_ids)


def _out(one: Subscription) -> dict[str, Any]:
    return {**asdict(one), "mode": one.mode.value, "state": one.state.value}


def _line(one: Delivery) -> dict[str, Any]:
    return {**asdict(one), "state": one.state.value}
