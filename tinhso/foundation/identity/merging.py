"""What two cards have to do with each other, and the columns of every module that follow a merger."""

from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models as rows
from tinhso.foundation.identity import people, queries
from tinhso.foundation.identity.domain import merging
from tinhso.foundation.identity.domain.identifiers import compact
from tinhso.foundation.identity.errors import PersonNotFound
from tinhso.foundation.identity.types import HolderColumn, HolderRef, MergeSide, PaperKind
from tinhso.kernel.actor import Actor
from tinhso.kernel.encryption import blind_index, mask
from tinhso.kernel.text import clean, fold

_columns: dict[tuple[str, str], HolderColumn] = {}
ACT = "accounts.merge"
# How many people of one name are looked through for a phone.
_NAMESAKES = 200


def register_columns(columns: Iterable[HolderColumn]) -> None:
    """These columns follow from now on; twice is once."""
    _columns.update({(one.model, one.field): one for one in columns})


def columns() -> tuple[HolderColumn, ...]:
    """All of them."""
    return tuple(_columns.values())


def move_rows(merged_id: UUID, kept_id: UUID) -> dict[str, int]:
    """Point everything that names the merged card to the kept one; how many of each, by their words."""
    moved: dict[str, int] = {}
    for column in columns():
        model = apps.get_model(column.model)
        found = model._default_manager.filter(**{column.field: merged_id})
        if column.kind:
            found = found.filter(**{column.kind: "person"})
        count = _move(found, {column.field: kept_id})
        if count:
            moved[column.words] = moved.get(column.words, 0) + count
    return moved


def _move(found: "models.QuerySet[models.Model]", to: dict[str, UUID]) -> int:
    """All at once; where the kept card already has one of its own, one by one, and that one stays."""
    try:
        with transaction.atomic():
            return found.update(**to)
    except IntegrityError:
        return sum(_move_one(found.filter(pk=key), to) for key in list(found.values_list("pk", flat=True)))


def _move_one(row: "models.QuerySet[models.Model]", to: dict[str, UUID]) -> int:
    try:
        with transaction.atomic():
            return row.update(**to)
    except IntegrityError:
        return 0


def side_of(row: rows.Person, other: rows.Person) -> merging.Side:
    """What the rules look at."""
    return merging.Side(
        number=row.personal_number or "",
        name_folded=row.name_folded,
        born_on=row.born_on,
        sex=row.sex,
        has_posts=rows.Posting.objects.filter(person=row).exists(),
        has_account=rows.User.objects.filter(person=row).exists(),
        is_older=(row.created_at, row.id) < (other.created_at, other.id),
    )


def compared(
    one_id: UUID, other_id: UUID, *, actor: Actor, purpose: str
) -> tuple[tuple[MergeSide, MergeSide], str, str]:
    """Both cards masked, why nobody may merge them, and why only an administrator may ("" = neither).

    Logged as a read of both. For who proved both accounts or holds `accounts.merge`: the caller has checked it. Raises
    PersonNotFound.
    """
    found = {row.id: row for row in rows.Person.objects.filter(id__in=(one_id, other_id), merged_into=None)}
    if len(found) != 2:
        raise PersonNotFound("Không có đủ hai thẻ khác nhau để gộp; có thể đã gộp rồi.")
    one, other = found[one_id], found[other_id]
    holders = [HolderRef("person", row.id) for row in (one, other) if row.id != actor.person_id]
    access.record_read(actor=actor, holders=holders, purpose=purpose)
    left, right = side_of(one, other), side_of(other, one)
    first = merging.first_stays(left, right)
    sides = (_shown(one, stays=first), _shown(other, stays=not first))
    no = merging.impossible(left, right) or ties(one, other)
    return sides, no, merging.unlike(left, right)


def ties(one: rows.Person, other: rows.Person) -> str:
    """Why two cards that are tied to each other are two people's, "" when they are not tied."""
    both = (one.id, other.id)
    if rows.Guardianship.objects.filter(ward_id__in=both, guardian_id__in=both).exists():
        return "Một thẻ là của người giám hộ, thẻ kia của người được giám hộ: là hai người, không gộp được."
    return ""


def _shown(row: rows.Person, *, stays: bool) -> MergeSide:
    user = rows.User.objects.filter(person=row).first()
    papers = row.papers.order_by("kind", "issued_on", "id").first()
    number = row.personal_number or (papers.number if papers else "")
    return MergeSide(
        person_id=row.id,
        full_name=row.full_name,
        born_on=row.born_on,
        number=mask(number),
        phone=mask(row.phone or ""),
        username="" if user is None else mask(user.username),
        stays=stays,
    )


def find_card(text: str, phone: str) -> tuple[UUID, ...]:
    """The cards of a login name, a personal number, a passport or old card; with a phone, of a name. Merged ones excluded."""
    given = text.strip()
    user = queries.account_named(given)
    if user is not None and user.person_id is not None:
        return (user.person_id,)
    open_cards = rows.Person.objects.filter(merged_into=None)
    by_number = open_cards.filter(personal_number_index=blind_index(compact(given), people.PERSONAL_NUMBER))
    by_paper = open_cards.filter(papers__number_index__in=_paper_indexes(given)).distinct()
    for found in (by_number, by_paper):
        ids = tuple(found.values_list("id", flat=True))
        if ids:
            return ids
    wanted = compact(phone)
    named = open_cards.filter(name_folded=fold(clean(given))) if wanted else open_cards.none()
    return tuple(row.id for row in named[:_NAMESAKES] if compact(row.phone or "") == wanted)


def _paper_indexes(number: str) -> list[bytes]:
    """The number as a paper of every kind and country that there are papers of."""
    kinds = rows.IdentityPaper.objects.values_list("kind", "country").distinct()
    return [people.paper_index(PaperKind(kind), country, number) for kind, country in kinds]
