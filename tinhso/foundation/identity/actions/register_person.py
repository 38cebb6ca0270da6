"""Cards of people: register, number a newborn, add papers, correct contacts, tie a ward to a guardian."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import events, models, people, types
from tinhso.foundation.identity.domain import identifiers
from tinhso.foundation.identity.errors import AlreadyRegistered, IdentityInvalid, PersonNotFound
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.encryption import blind_index
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.text import clean, fold

_SEXES = {"", "male", "female"}


def register_person(
    *,
    full_name: str,
    personal_number: str = "",
    born_on: date | None = None,
    sex: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    unit_code: str = "",
    nationality: str = "VN",
    papers: Iterable[types.PaperInput] = (),
    actor: Actor,
) -> types.Person:
    """A new card. A newborn has no number, a foreigner a passport.

    Raises ActDenied (`people.register`), IdentityInvalid with fields, AlreadyRegistered.
    """
    with transaction.atomic():
        access.authorise(actor=actor, act="people.register", agency_id=access.Whose.NO_AGENCY)
        row = _new_row(full_name, born_on, sex, nationality)
        row.phone, row.email, row.address = clean(phone) or None, clean(email) or None, clean(address) or None
        row.unit_code, row.unit_as_of = unit_code, clock.today()
        if personal_number:
            _set_number(row, personal_number)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                for paper in papers:
                    _insert_paper(row.id, paper)
        except IntegrityError as clash:
            raise AlreadyRegistered("Số giấy tờ này đã có trong hệ thống.") from clash
        detail = {"has_number": bool(personal_number), "unit_code": unit_code}
        access.record_write(actor=actor, act="people.register", target=("person", row.id), detail=detail)
        outbox.publish(events.PersonRegistered(person_id=row.id), aggregate=("person", row.id), actor=actor)
    return people.person_card(row, reveal=True)


def give_number(*, person_id: UUID, personal_number: str, agency_id: UUID | None, actor: Actor) -> None:
    """The person got a personal number; `agency_id` is the agency whose matter it is.

    Raises ActDenied (`people.number`), IdentityInvalid (no such number, or it says another sex or year of birth),
    AlreadyRegistered when another number is there already, or somebody else has this one.
    """
    with transaction.atomic():
        access.authorise(actor=actor, act="people.number", agency_id=agency_id)
        row = _locked(person_id)
        if row.personal_number is not None:
            raise AlreadyRegistered("Người này đã có số định danh cá nhân.")
        _set_number(row, personal_number)
        try:
            with transaction.atomic():
                row.save(update_fields=["personal_number", "personal_number_index"])
        except IntegrityError as clash:
            raise AlreadyRegistered("Số định danh này đã có trong hệ thống.") from clash
        access.record_write(actor=actor, act="people.number", target=("person", row.id), detail={})
        outbox.publish(events.PersonNumbered(person_id=row.id), aggregate=("person", row.id), actor=actor)


def add_paper(*, person_id: UUID, paper: types.PaperInput, actor: Actor) -> None:
    """Another identity paper: a renewed passport, the old identity card."""
    with transaction.atomic():
        access.authorise(actor=actor, act="people.register", agency_id=access.Whose.NO_AGENCY)
        row = _locked(person_id)
        try:
            with transaction.atomic():
                _insert_paper(row.id, paper)
        except IntegrityError as clash:
            raise AlreadyRegistered("Số giấy tờ này đã có trong hệ thống.") from clash
        detail = {"kind": paper.kind.value, "country": paper.country}
        access.record_write(actor=actor, act="people.paper", target=("person", row.id), detail=detail)


def change_contacts(
    *, person_id: UUID, phone: str | None = None, email: str | None = None, address: str | None = None, actor: Actor
) -> None:
    """New contacts, by the person or a guardian, or with `people.register`. A phone may be a whole family's."""
    with transaction.atomic():
        if not people.guards(person_id, actor, clock.today()):
            access.authorise(actor=actor, act="people.register", agency_id=access.Whose.NO_AGENCY)
        row = _locked(person_id)
        changed = []
        for name, value in (("phone", phone), ("email", email), ("address", address)):
            if value is not None:
                setattr(row, name, clean(value) or None)
                changed.append(name)
        if not changed:
            return
        row.save(update_fields=changed)
        access.record_write(actor=actor, act="people.contacts", target=("person", row.id), detail={"changed": changed})


def set_guardian(
    *,
    ward_id: UUID,
    guardian_id: UUID,
    relation: str,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
) -> None:
    """Tie a child or ward to a parent or guardian; said again, the dates change."""
    if relation not in {"mother", "father", "guardian"}:
        raise IdentityInvalid("Quan hệ giám hộ không hợp lệ.", fields={"/relation": "Chọn mẹ, cha hoặc người giám hộ."})
    if ward_id == guardian_id:
        raise IdentityInvalid("Không ai tự giám hộ chính mình.")
    with transaction.atomic():
        access.authorise(actor=actor, act="people.register", agency_id=access.Whose.NO_AGENCY)
        _locked(ward_id)
        if not models.Person.objects.filter(id=guardian_id).exists():
            raise PersonNotFound("Không có người giám hộ này.")
        models.Guardianship.objects.update_or_create(
            ward_id=ward_id,
            guardian_id=guardian_id,
            defaults={"relation": relation, "valid_from": valid_from, "valid_to": valid_to},
        )
        detail = {"guardian_id": guardian_id, "relation": relation, "valid_from": valid_from, "valid_to": valid_to}
        access.record_write(actor=actor, act="people.guardian", target=("person", ward_id), detail=detail)


def _new_row(full_name: str, born_on: date | None, sex: str, nationality: str) -> models.Person:
    name = clean(full_name)
    wrong: dict[str, str] = {}
    if not name or len(name) > 200:
        wrong["/full_name"] = "Nhập họ và tên."
    if born_on is not None and born_on > clock.today():
        wrong["/born_on"] = "Ngày sinh ở tương lai."
    if sex not in _SEXES:
        wrong["/sex"] = "Giới tính không hợp lệ."
    if len(nationality) != 2 or not nationality.isascii() or not nationality.isupper():
        wrong["/nationality"] = "Quốc tịch là mã hai chữ cái."
    if wrong:
        raise IdentityInvalid(next(iter(wrong.values())), fields=wrong)
    return models.Person(full_name=name, name_folded=fold(name), born_on=born_on, sex=sex, nationality=nationality)


def _set_number(row: models.Person, text: str) -> None:
    try:
        number = identifiers.parse_personal_number(text)
    except ValueError as wrong:
        raise IdentityInvalid(str(wrong), fields={"/personal_number": str(wrong)}) from wrong
    contradictions = identifiers.agrees(number, born_on=row.born_on, sex=row.sex)
    if contradictions:
        raise IdentityInvalid(contradictions[0], fields={"/personal_number": " ".join(contradictions)})
    row.personal_number = number.number
    row.personal_number_index = blind_index(number.number, people.PERSONAL_NUMBER)


def _insert_paper(person_id: UUID, paper: types.PaperInput) -> None:
    try:
        if paper.kind is types.PaperKind.OLD_IDENTITY_CARD:
            number = identifiers.parse_old_identity_card(paper.number)
        elif paper.kind is types.PaperKind.PASSPORT:
            number = identifiers.parse_passport(paper.number)
        else:
            number = clean(paper.number)
    except ValueError as wrong:
        raise IdentityInvalid(str(wrong), fields={"/papers": str(wrong)}) from wrong
    if not number:
        raise IdentityInvalid("Nhập số giấy tờ.", fields={"/papers": "Nhập số giấy tờ."})
    models.IdentityPaper.objects.create(
        person_id=person_id,
        kind=paper.kind.value,
        country=paper.country,
        number=number,
        number_index=people.paper_index(paper.kind, paper.country, number),
        issued_on=paper.issued_on,
        expires_on=paper.expires_on,
    )


def _locked(person_id: UUID) -> models.Person:
    row = lock_row(models.Person.objects.filter(id=person_id)).first()
    if row is None:
        raise PersonNotFound("Không có người này.")
    return row
