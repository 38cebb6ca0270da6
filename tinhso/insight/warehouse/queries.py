"""Figures guarded by the actor: who sees which agencies, whose past counts for whom, which records are behind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Value, Window
from django.db.models.functions import Ceil, RowNumber

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.insight.warehouse import counting
from tinhso.insight.warehouse.errors import NotYourFigures
from tinhso.insight.warehouse.models import DossierFact
from tinhso.insight.warehouse.types import Basis, Dimension, Pace, Records, Result, Selection
from tinhso.insight.warehouse.types import Count as Counted
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today

READ, READ_OFFICERS, READ_OWN = "statistics.read", "statistics.read_officers", "statistics.read_own"
_AGENCIES = (Dimension.OWNER, Dimension.RECEIVING, Dimension.AGENCY, Dimension.LATE_AGENCY)
Figures = dict[Any, dict[str, int]]


def agencies_of(selection: Selection, *, actor: Actor, act: str = READ) -> frozenset[UUID] | None:
    """The agencies whose figures are asked for; None = all of the province. Raises NotYourFigures for any other's."""
    scope = access.scope(actor=actor, act=act)
    if selection.agency_id is None:
        if not scope.everywhere:
            raise NotYourFigures
        return None
    day = selection.last if selection.as_then else today()
    wanted = identity.agency_subtree(selection.agency_id, on=day)
    if not scope.everywhere:
        if selection.agency_id not in scope.agency_ids:
            raise NotYourFigures
        wanted &= scope.agency_ids
    return wanted


def figures(
    selection: Selection,
    counts: Mapping[str, Counted],
    *,
    by: tuple[Dimension, ...] = (),
    actor: Actor,
    act: str = READ,
) -> Figures:
    """Key of the dimensions → code → number; without dimensions the one key is (). One statement a basis."""
    agencies = agencies_of(selection, actor=actor, act=act)
    heirs = {} if selection.as_then else identity.heirs()
    found: Figures = defaultdict(lambda: dict.fromkeys(counts, 0))
    for basis in dict.fromkeys(count.basis for count in counts.values()):
        of_basis = {code: count for code, count in counts.items() if count.basis is basis}
        rows = _rows(selection, basis, agencies, by)
        columns = tuple(counting.column_of(one, basis, as_then=selection.as_then) for one in by)
        at = counting.instant_of(basis, selection.first, selection.last)
        for line in counting.reckon(rows, of_basis, columns=columns, at=at, heirs=heirs):
            key = _key(line.pop("key"), by, selection)
            for code, number in line.items():
                found[key][code] += number
    return dict(found) if by else {(): found[()]}


def _rows(selection: Selection, basis: Basis, agencies: frozenset[UUID] | None, by: tuple[Dimension, ...]) -> Any:
    rows = counting.rows_of(basis, selection.first, selection.last)
    if agencies is not None:
        place = Dimension.RECEIVING if Dimension.RECEIVING in by else Dimension.OWNER
        column = counting.column_of(place, basis, as_then=selection.as_then)
        rows = rows.filter(**{f"{column}__in": agencies})
    for name, value in selection.only.items():
        rows = rows.filter(**{_chosen(name, basis, selection): value})
    return rows


def _chosen(name: str, basis: Basis, selection: Selection) -> str:
    return counting.column_of(Dimension(name), basis, as_then=selection.as_then)


def _key(values: tuple[Any, ...], by: tuple[Dimension, ...], selection: Selection) -> tuple[Any, ...]:
    """What ended counts for who stands for it today, unless the past is asked for as it was."""
    return tuple(
        identity.heir_of(value) if one in _AGENCIES and value is not None and not selection.as_then else value
        for one, value in zip(by, values, strict=True)
    )


def records(
    selection: Selection,
    count: Counted,
    *,
    key: Mapping[Dimension, str],
    after: str = "",
    limit: int = 50,
    actor: Actor,
    act: str = READ,
) -> Records:
    """The dossiers behind one figure, in the order of their ids. Raises NotYourFigures."""
    agencies = agencies_of(selection, actor=actor, act=act)
    rows = _rows(selection, count.basis, agencies, tuple(key))
    rows = rows.filter(counting.condition(count, counting.instant_of(count.basis, selection.first, selection.last)))
    if count.sum and count.sum in counting.COLUMNS_ADDED:
        rows = rows.filter(**{f"{count.sum}__gt": 0})
    for dimension, value in key.items():
        column = counting.column_of(dimension, count.basis, as_then=selection.as_then)
        rows = rows.filter(**_is(column, dimension, value, selection))
    if (last := _uuid(after)) is not None:
        rows = rows.filter(dossier_id__gt=last)
    ids = list(rows.order_by("dossier_id").values_list("dossier_id", flat=True).distinct()[: limit + 1])
    return Records(dossier_ids=tuple(ids[:limit]), next_key=str(ids[limit - 1]) if len(ids) > limit else "")


def results(ids: Iterable[UUID]) -> tuple[Result, ...]:
    """The facts of these dossiers in the order of their ids, for a list that everybody reads; who may know of them the
    caller has asked.
    """
    names = [one.name for one in fields(Result)]
    rows = DossierFact.objects.filter(dossier_id__in=list(ids)).order_by("dossier_id").values(*names)
    return tuple(Result(**row) for row in rows)


def members(selection: Selection, count: Counted, ids: Iterable[UUID], *, actor: Actor) -> set[UUID]:
    """Which of these dossiers are behind a figure. Raises NotYourFigures."""
    agencies = agencies_of(selection, actor=actor)
    rows = _rows(selection, count.basis, agencies, ()).filter(dossier_id__in=list(ids))
    rows = rows.filter(counting.condition(count, counting.instant_of(count.basis, selection.first, selection.last)))
    return set(rows.values_list("dossier_id", flat=True))


def record_rows(selection: Selection, count: Counted, *, actor: Actor) -> list[tuple[UUID, str]]:
    """Every dossier behind a count with its field, to be frozen. Raises NotYourFigures."""
    agencies = agencies_of(selection, actor=actor)
    rows = _rows(selection, count.basis, agencies, ())
    rows = rows.filter(counting.condition(count, counting.instant_of(count.basis, selection.first, selection.last)))
    return list(rows.order_by("dossier_id").values_list("dossier_id", "field_code"))


def _is(column: str, dimension: Dimension, value: str, selection: Selection) -> dict[str, Any]:
    if not column.endswith("_id"):
        return {column: value}
    one = _uuid(value)
    if dimension in _AGENCIES and one is not None and not selection.as_then:
        return {f"{column}__in": _heritage(one)}
    return {column: one}


def _heritage(agency_id: UUID) -> list[UUID]:
    """The agency and those that ended for which it stands."""
    below = identity.agency_subtree(agency_id)
    return [one for one in below if identity.heir_of(one) == agency_id]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def officers_act(person: str, *, actor: Actor) -> str:
    """By which right the actor sees an officer's figures ("" = any): as head, or as that officer. Raises NotYourFigures."""
    if access.can(actor=actor, act=READ_OFFICERS, agency_id=access.Whose.ANY_OF_MINE):
        return READ_OFFICERS
    if access.can(actor=actor, act=READ_OWN, agency_id=access.Whose.ANY_OF_MINE) and person in (
        "",
        str(actor.person_id),
    ):
        return READ_OWN
    raise NotYourFigures


def officer_figures(selection: Selection, counts: Mapping[str, Counted], *, actor: Actor) -> tuple[Selection, Figures]:
    """Steps by officer, and where: of everybody for who heads them, else one's own line. Raises NotYourFigures."""
    act = officers_act("", actor=actor)
    found = figures(selection, counts, by=(Dimension.OFFICER,), actor=actor, act=act)
    if act == READ_OWN:
        found = {key: line for key, line in found.items() if key == (actor.person_id,)}
    return selection, found


def paces(selection: Selection, *, by: Dimension, actor: Actor) -> tuple[Pace, ...]:
    """How long each step is open, by step and one more dimension: nearest-rank median and 90th percentile."""
    agencies = agencies_of(selection, actor=actor)
    rows = _rows(selection, Basis.STEPS, agencies, ()).filter(minutes__isnull=False)
    column = counting.column_of(by, Basis.STEPS, as_then=selection.as_then)
    groups = [F("step")] if column == "step" else [F("step"), F(column)]
    ranked = rows.annotate(
        place=Window(RowNumber(), partition_by=groups, order_by=[F("minutes").asc(), F("id").asc()]),
        among=Window(Count("id"), partition_by=groups),
    ).annotate(
        half=Ceil(F("among") * Value(0.5)),
        most=Ceil(F("among") * Value(0.9)),
    )
    at_rank = ranked.filter(Q(place=F("half")) | Q(place=F("most"))).values(
        "step", "place", "half", "most", "minutes", "among", key=F(column)
    )
    found: dict[tuple[str, Any], dict[str, int]] = defaultdict(dict)
    for line in at_rank:
        one = found[line["step"], line["key"]]
        one["done"] = line["among"]
        if line["place"] == line["half"]:
            one["median"] = line["minutes"]
        if line["place"] == line["most"]:
            one["p90"] = line["minutes"]
    loops = {
        (line["step"], line["key"]): line
        for line in rows.order_by()
        .values("step", key=F(column))
        .annotate(late=Count("id", filter=Q(is_late=True)), again=Count("id", filter=Q(visit__gt=1)))
    }
    return tuple(
        Pace(
            step=step,
            key=str(key),
            done=one["done"],
            median=one["median"],
            p90=one["p90"],
            late=loops[step, key]["late"],
            again=loops[step, key]["again"],
        )
        for (step, key), one in found.items()
    )
