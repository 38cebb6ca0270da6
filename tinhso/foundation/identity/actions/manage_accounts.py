"""Accounts of officers and citizens; PINs for quick unlock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models, people, second_factor, types
from tinhso.foundation.identity.actions.manage_posts import assign_post
from tinhso.foundation.identity.actions.register_person import register_person
from tinhso.foundation.identity.errors import IdentityInvalid, PersonNotFound, PostNotFound
from tinhso.foundation.identity.tree import post_since
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_key
from tinhso.kernel.encryption import blind_index

_PIN_LENGTHS = range(6, 13)


@dataclass(frozen=True)
class HashedSecret:
    """A password or PIN that was hashed before: for many accounts at once, or from a system that kept only hashes."""

    encoded: str


def hash_secret(plain: str) -> HashedSecret:
    """The hash of a secret, made once."""
    return HashedSecret(make_password(plain or None))


def _encoded(secret: str | HashedSecret) -> str:
    return secret.encoded if isinstance(secret, HashedSecret) else make_password(secret or None)


def create_officer(
    *,
    username: str,
    password: str | HashedSecret,
    full_name: str,
    posts: Iterable[str],
    personal_number: str = "",
    born_on: date | None = None,
    sex: str = "",
    phone: str = "",
    since: date | None = None,
    totp_secret: str = "",
    pin: str | HashedSecret = "",
    actor: Actor,
) -> types.Account:
    """An officer's account on the posts of these codes, from `since` (today) on. Idempotent by `username`.

    Raises ActDenied (`accounts.manage`, `people.register`, `posts.assign`), PostNotFound, IdentityInvalid.
    """
    with transaction.atomic():
        access.authorise(actor=actor, act="accounts.manage", agency_id=access.Whose.NO_AGENCY)
        lock_key(f"identity.account.{username}")
        user = models.User.objects.filter(username=username).first()
        if user is None:
            person = register_person(
                full_name=full_name, personal_number=personal_number, born_on=born_on, sex=sex, phone=phone, actor=actor
            )
            user = _new_user(username, person.id, password, actor)
        assert user.person_id is not None
        start = since or clock.today()
        for code in posts:
            found = post_since(code, clock.today())
            if found is None:
                raise PostNotFound(f"Không có vị trí “{code}”.")
            post, since_day = found
            if not models.Posting.objects.filter(person_id=user.person_id, post_id=post.id).exists():
                first_day = max(start, since_day)
                assign_post(person_id=user.person_id, post_id=post.id, valid_from=first_day, valid_to=None, actor=actor)
        if pin:
            _set_pin(user, pin)
        if totp_secret:
            second_factor.set_totp(user, totp_secret)
    return types.Account(user_id=user.id, person_id=user.person_id, username=username)


def create_citizen(
    *,
    username: str,
    full_name: str,
    password: str | HashedSecret = "",
    personal_number: str = "",
    born_on: date | None = None,
    sex: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    unit_code: str = "",
    nationality: str = "VN",
    papers: Iterable[types.PaperInput] = (),
    demo_identity: bool = True,
    is_tied: bool = True,
    actor: Actor,
) -> types.Account:
    """A citizen's account, idempotent by `username`.

    A password is set only in a demo; there the person also appears at the stand-in of the national identity, tied to it
    unless `is_tied` is false: then the first sign-in by it has to be confirmed.
    Raises ActDenied, IdentityInvalid, AlreadyRegistered.
    """
    with transaction.atomic():
        access.authorise(actor=actor, act="accounts.manage", agency_id=access.Whose.NO_AGENCY)
        lock_key(f"identity.account.{username}")
        user = models.User.objects.filter(username=username).first()
        if user is None:
            person = register_person(
                full_name=full_name,
                personal_number=personal_number,
                born_on=born_on,
                sex=sex,
                phone=phone,
                email=email,
                address=address,
                unit_code=unit_code,
                nationality=nationality,
                papers=papers,
                actor=actor,
            )
            user = _new_user(username, person.id, password if settings.DEMO else "", actor)
        assert user.person_id is not None
        if settings.DEMO and demo_identity and personal_number:
            claims = {
                "LoaiTaiKhoan": "1",
                "HoVaTen": full_name,
                "SoDinhDanh": personal_number,
                "GioiTinh": {"male": "Nam", "female": "Nữ"}.get(sex, ""),
                "DiaChi": address,
                "SoDienThoai": phone,
                "ThuDienTu": email,
                "NgaySinh": "" if born_on is None else born_on.isoformat(),
                "loAs": "LoA2",
            }
            tech_id = put_demo_identity(label=full_name, key=personal_number, claims=claims)
            if is_tied:
                models.NationalLink.objects.get_or_create(
                    provider=types.NATIONAL,
                    subject_index=subject_index(types.NATIONAL, tech_id),
                    defaults={"user": user},
                )
    return types.Account(user_id=user.id, person_id=user.person_id, username=username)


def put_demo_identity(*, label: str, key: str, claims: dict[str, str]) -> str:
    """A person or organisation that the local stand-in of the national identity knows; `key` tells them apart. Its TechID."""
    index = blind_index(key, "demo-identity")
    known: dict[str, Any] = {"label": label, "claims": {**claims, "TechID": index.hex()}}
    models.DemoIdentity.objects.update_or_create(subject_index=index, defaults=known)
    return index.hex()


def subject_index(provider: str, key: str) -> bytes:
    """The blind index of a key of the national identity."""
    return blind_index(f"{provider}:{key}", "national")


def account_for(person_id: UUID, username: str, actor: Actor) -> models.User:
    """The account of a person, made without a password when there is none."""
    user = models.User.objects.filter(person_id=person_id).first()
    return user if user is not None else _new_user(username, person_id, "", actor)


def set_pin(*, pin: str, actor: Actor) -> None:
    """The own PIN for unlocking a shared counter: 6–12 digits, not all alike. Never signs anybody in."""
    with transaction.atomic():
        user = models.User.objects.filter(id=actor.user_id).first() if actor.user_id else None
        if user is None:
            raise PersonNotFound("Cần đăng nhập.")
        _set_pin(user, pin)
        access.record_write(actor=actor, act="accounts.pin", target=("user", user.id), detail={})


def use_single_keys(*, on: bool, actor: Actor) -> None:
    """Switch the single-key shortcuts of the own account on or off (WCAG 2.1.4). Raises PersonNotFound."""
    with transaction.atomic():
        user = models.User.objects.filter(id=actor.user_id).first() if actor.user_id else None
        if user is None:
            raise PersonNotFound("Cần đăng nhập.")
        user.single_keys = on
        user.save(update_fields=["single_keys"])
        access.record_write(actor=actor, act="accounts.single_keys", target=("user", user.id), detail={"on": on})


def check_unlock(user: models.User, secret: str) -> bool:
    """Whether this is the account's PIN or password."""
    if secret.isdigit() and user.pin and check_password(secret, user.pin):
        return True
    return user.has_usable_password() and user.check_password(secret)


def reset_second_factor(*, username: str, actor: Actor) -> int:
    """Forget the second factors of an account after a lost phone; the next sign-in sets up a new one."""
    with transaction.atomic():
        access.authorise(actor=actor, act="accounts.manage", agency_id=access.Whose.NO_AGENCY)
        user = models.User.objects.filter(username=username).first()
        if user is None:
            raise PersonNotFound("Không có tài khoản này.")
        removed = second_factor.remove_factors(user.id)
        access.record_write(
            actor=actor, act="accounts.reset_factor", target=("user", user.id), detail={"removed": removed}
        )
    return removed


def _new_user(username: str, person_id: UUID, password: str | HashedSecret, actor: Actor) -> models.User:
    user = models.User(username=username, person_id=person_id, password=_encoded(password))
    user.save(force_insert=True)
    access.record_write(actor=actor, act="accounts.create", target=("user", user.id), detail={"person_id": person_id})
    return user


def _set_pin(user: models.User, pin: str | HashedSecret) -> None:
    if isinstance(pin, str) and not (
        pin.isascii() and pin.isdigit() and len(pin) in _PIN_LENGTHS and len(set(pin)) > 1
    ):
        wrong = "Mã PIN gồm 6 đến 12 chữ số, không phải một chữ số lặp lại."
        raise IdentityInvalid(wrong, fields={"/pin": wrong})
    user.pin = _encoded(pin)
    user.save(update_fields=["pin"])


def person_of_number(number: str) -> models.Person | None:
    """The person of a personal number in its one form."""
    index = blind_index(number, people.PERSONAL_NUMBER)
    return models.Person.objects.filter(personal_number_index=index).first()
