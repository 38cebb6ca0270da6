"""The postal service of a day, and letters as others see them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.services.post import models
from tinhso.services.post.domain.prices import price_of, zone_of
from tinhso.services.post.errors import NoOrder, NoPostalService
from tinhso.services.post.types import (
    Direction,
    Finding,
    FindingKind,
    Order,
    OrderState,
    Party,
    Pool,
    Price,
    PriceLine,
    Service,
    Source,
    Step,
    Subject,
    Zone,
)

SERVICE = "bcci"
OPERATE, CARRY, MANAGE = "post.operate", "post.carry", "post.manage"
PAGE = 50


def service_on(on: date | None = None) -> Service | None:
    """The postal service in force on a day; None where the province has none."""
    version = definitions.find("postal_service", SERVICE, on=on or today())
    return None if version is None else _service(version)


def needed_service(on: date | None = None) -> Service:
    """As `service_on`. Raises NoPostalService."""
    found = service_on(on)
    if found is None:
        raise NoPostalService
    return found


def service_version(version_id: UUID) -> Service:
    """The service that a letter was asked for under."""
    return _service(definitions.get_version(version_id))


def _service(version: DefinitionVersion) -> Service:
    body = version.body
    places, offices, tracking = body["places"], body["offices"], body["tracking"]
    return Service(
        version_id=version.id,
        carrier=body["carrier"],
        carrier_en=body["carrier_en"],
        customer_code=body["customer_code"],
        flag_config=body["flag_config"],
        endpoints=body["endpoints"],
        page_size=tracking["page_size"],
        codes={code: OrderState(state) for code, state in tracking["codes"].items()},
        silent_days=tracking["silent_days"],
        warn_below=body["pool"]["warn_below"],
        weight_g=body["weight_g"],
        prices=tuple(
            PriceLine(zone=Zone(one["zone"]), up_to_g=one["up_to_g"], vnd=one["vnd"]) for one in body["prices"]
        ),
        office_phone=offices["phone"],
        offices={code: (one["address"], one.get("phone", "")) for code, one in offices.get("at", {}).items()},
        district=places["district"],
        provinces=places.get("provinces", {}),
        districts=places.get("districts", {}),
    )


def price_for(*, agency_id: UUID, unit_code: str, weight_g: int | None = None) -> Price:
    """What a letter between a home and the one-stop costs today. Raises NoPostalService."""
    service = needed_service()
    desk = seat_of(agency_id)
    zone = zone_of(unit_code, desk, province=reference.get_unit(desk).province_code if desk else "")
    weight = weight_g or service.weight_g
    vnd = price_of(service.prices, zone=zone, weight_g=weight)
    if vnd is None:
        raise NoPostalService(f"Không có giá cước {zone.words} cho {weight} g.")
    return Price(vnd=vnd, zone=zone, weight_g=weight, version_id=service.version_id)


def seat_of(agency_id: UUID) -> str:
    """The commune in which the agency, or the nearest above it with a place, has its seat; "" when none says."""
    for one in identity.agency_lineage(agency_id):
        if code := identity.get_agency(one).unit_code:
            return code
    return ""


def office_of(agency_id: UUID, service: Service) -> Party:
    """The one-stop as the end of a letter."""
    agency = identity.get_agency(agency_id)
    address, phone = service.offices.get(agency.code, ("", ""))
    seat = seat_of(agency_id)
    whole = ", ".join(part for part in (address or agency.name, reference.unit_path(seat) if seat else "") if part)
    return Party(name=agency.name, phone=phone or service.office_phone, address=whole, unit_code=seat)


def full_address(home: Party) -> str:
    """The address with its commune and province, as an envelope says it."""
    return f"{home.address}, {reference.unit_path(home.unit_code)}" if home.unit_code else home.address


def home_of(row: models.Order) -> Party:
    return Party(**row.home)


def order_view(row: models.Order, *, shows_home: bool, contradicted: bool = False) -> Order:
    return Order(
        id=row.id,
        subject=(row.subject_kind, row.subject_id),
        holder=HolderRef(kind="person" if row.holder_kind == "person" else "organisation", id=row.holder_id),
        reference=row.reference,
        direction=Direction(row.direction),
        attempt=row.attempt,
        agency_id=row.agency_id,
        state=OrderState(row.state),
        state_at=row.state_at,
        waybill=row.waybill,
        home=home_of(row) if shows_home else None,
        contents=row.contents,
        price_vnd=row.price_vnd,
        zone=Zone(row.zone),
        weight_g=row.weight_g,
        due_id=row.due_id,
        problem=row.problem,
        wants_cancelling=row.wish == "cancel",
        carrier_post_id=row.carrier_post_id,
        created_at=row.created_at,
        sent_at=row.sent_at,
        is_contradicted=contradicted,
    )


def orders_of(subject: Subject) -> tuple[Order, ...]:
    """Every letter of a subject with its address, newest first. The caller has guarded the subject."""
    rows = models.Order.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    return tuple(order_view(row, shows_home=True) for row in rows.order_by("-created_at", "-attempt"))


def steps_of(order_id: UUID) -> tuple[Step, ...]:
    """The history of a letter, oldest first. The caller has guarded it."""
    rows = models.Step.objects.filter(order_id=order_id).order_by("seq")
    return tuple(_step(row) for row in rows)


def steps_of_many(order_ids: Collection[UUID]) -> Mapping[UUID, tuple[Step, ...]]:
    """The histories of several letters in one query."""
    found: dict[UUID, list[Step]] = {one: [] for one in order_ids}
    for row in models.Step.objects.filter(order_id__in=list(order_ids)).order_by("seq"):
        found[row.order_id].append(_step(row))
    return {one: tuple(steps) for one, steps in found.items()}


def _step(row: models.Step) -> Step:
    return Step(
        at=row.at,
        told_at=row.told_at,
        state=OrderState(row.state),
        source=Source(row.source),
        words=row.words,
        moved=row.moved,
    )


def may_see(agency_id: UUID, actor: Actor) -> bool:
    """Desk and postman see the letters of their own agencies."""
    return any(access.can(actor=actor, act=act, agency_id=agency_id) for act in (OPERATE, CARRY))


def get_order(order_id: UUID, *, actor: Actor, purpose: str) -> Order:
    """A letter with its address, for the desk and the postmen of its agency; the read is logged. Raises NoOrder."""
    row = models.Order.objects.filter(id=order_id).first()
    if row is None or not may_see(row.agency_id, actor):
        raise NoOrder
    contradicted = models.Finding.objects.filter(order_id=row.id, closed_at=None).exists()
    found = order_view(row, shows_home=True, contradicted=contradicted)
    access.record_read(actor=actor, holders=[found.holder], purpose=purpose, target=("post.order", row.id))
    return found


VIEWS: Mapping[str, tuple[OrderState, ...]] = {
    "gui": (OrderState.PLANNED, OrderState.TO_SEND, OrderState.REFUSED),
    "giao": (OrderState.ORDERED, OrderState.COLLECTING),
    "dang-di": (OrderState.ON_THE_WAY,),
    "khong-giao-duoc": (OrderState.ATTEMPT_FAILED, OrderState.COMING_BACK, OrderState.CAME_BACK, OrderState.LOST),
    "xong": (OrderState.DELIVERED, OrderState.CANCELLED),
}


def list_orders(*, view: str, actor: Actor, after: int = 0) -> tuple[tuple[Order, ...], bool]:
    """A page of the letters of the actor's agencies in one state of affairs, longest there first; whether more follow.

    Addresses are left out. Raises ActDenied.
    """
    rows = _in_sight(actor).filter(state__in=[one.value for one in VIEWS[view]])
    if view == "khong-giao-duoc":
        # A letter that came back is off the desk's mind once another one went.
        again = models.Order.objects.filter(attempt__gt=1).values("subject_id")
        rows = rows.exclude(state__in=(OrderState.CAME_BACK, OrderState.LOST), attempt=1, subject_id__in=again)
    order = ("-state_at", "-id") if view == "xong" else ("state_at", "id")
    found = list(rows.order_by(*order)[after : after + PAGE + 1])
    flagged = set(
        models.Finding.objects.filter(order_id__in=[row.id for row in found], closed_at=None).values_list(
            "order_id", flat=True
        )
    )
    orders = tuple(order_view(row, shows_home=False, contradicted=row.id in flagged) for row in found[:PAGE])
    return orders, len(found) > PAGE


def count_views(*, actor: Actor) -> dict[str, int]:
    """How many letters stand in each view, and how many contradictions wait."""
    rows = _in_sight(actor).exclude(state__in=(OrderState.DELIVERED, OrderState.CANCELLED))
    by_state = dict(rows.order_by().values_list("state").annotate(count=Count("id")))
    counts = {view: sum(by_state.get(state.value, 0) for state in states) for view, states in VIEWS.items()}
    counts["mau-thuan"] = _findings(actor).count()
    return counts


def findings(*, actor: Actor) -> tuple[Finding, ...]:
    """Contradictions that wait for a person, oldest first. A waybill that is not ours is shown to whoever operates."""
    rows = _findings(actor).select_related("order").order_by("found_at", "id")[: 2 * PAGE]
    return tuple(
        Finding(
            id=row.id,
            kind=FindingKind(row.kind),
            order_id=row.order_id,
            reference=row.order.reference if row.order else "",
            waybill=row.waybill,
            words=row.words,
            found_at=row.found_at,
        )
        for row in rows
    )


def finding(finding_id: UUID, *, actor: Actor) -> Finding:
    """One contradiction of the actor's agencies. Raises NoOrder."""
    found = next((one for one in findings(actor=actor) if one.id == finding_id), None)
    if found is None:
        raise NoOrder
    return found


def silent(*, actor: Actor) -> tuple[Order, ...]:
    """Letters with the post of which nothing was heard for as long as the definition says."""
    service = service_on()
    if service is None:
        return ()
    since = now() - timedelta(days=service.silent_days)
    states = [
        OrderState.ORDERED,
        OrderState.COLLECTING,
        OrderState.ON_THE_WAY,
        OrderState.ATTEMPT_FAILED,
        OrderState.COMING_BACK,
    ]
    rows = _in_sight(actor).filter(state__in=states, state_at__lte=since).order_by("state_at", "id")[:PAGE]
    return tuple(order_view(row, shows_home=False) for row in rows)


def _in_sight(actor: Actor) -> QuerySet[models.Order]:
    """The letters of the agencies where the actor runs the post or carries it. Raises ActDenied."""
    if not access.can(actor=actor, act=CARRY, agency_id=actor.agency_id):
        access.authorise(actor=actor, act=OPERATE, agency_id=actor.agency_id)
    scopes = [access.scope(actor=actor, act=act) for act in (OPERATE, CARRY)]
    if any(one.everywhere for one in scopes):
        return models.Order.objects.all()
    return models.Order.objects.filter(agency_id__in=scopes[0].agency_ids | scopes[1].agency_ids)


def _findings(actor: Actor) -> QuerySet[models.Finding]:
    """Open contradictions of the actor's agencies; what belongs to no letter is everybody's who runs the post."""
    seen = access.scope(actor=actor, act=OPERATE)
    rows = models.Finding.objects.filter(closed_at=None)
    return rows if seen.everywhere else rows.filter(Q(order=None) | Q(order__agency_id__in=seen.agency_ids))


def pools() -> tuple[Pool, ...]:
    """The waybill numbers by customer code; the code in force is there even without any number."""
    service = service_on()
    counted: dict[str, dict[str, int]] = {}
    rows = models.Waybill.objects.order_by("customer_code").values_list("customer_code", "state")
    for code, state, count in rows.annotate(count=Count("id")):
        counted.setdefault(code, {})[state] = count
    if service is not None:
        counted.setdefault(service.customer_code, {})
    return tuple(
        Pool(
            customer_code=code,
            free=found.get("free", 0),
            used=found.get("used", 0),
            cancelled=found.get("cancelled", 0),
            warn_below=service.warn_below if service and service.customer_code == code else 0,
        )
        for code, found in sorted(counted.items())
    )


def last_news() -> datetime | None:
    """When tracking was read last."""
    return models.Cursor.objects.order_by("-read_at").values_list("read_at", flat=True).first()
