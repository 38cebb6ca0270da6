"""Builders for tests of every module: a small province of agencies, posts, roles, officers and citizens."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api, models, types
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.ids import new_id

SINCE = date(2020, 1, 1)
AGENCIES: list[Mapping[str, str]] = [
    {
        "code": "H99",
        "legacy_code": "000.00.00.H99",
        "name": "Ủy ban nhân dân tỉnh Mẫu",
        "tier": "province",
        "unit": "99",
    },
    {"code": "H99.13", "legacy_code": "000.00.13.H99", "name": "Sở Mẫu", "tier": "department", "parent": "H99"},
    {"code": "H99.101", "name": "Ủy ban nhân dân xã Mẫu", "tier": "commune", "parent": "H99", "unit": "99001"},
]


def role(code: str, acts: Mapping[str, str]) -> str:
    """A role with act → scope; returns its code."""
    access.apply_role(
        code=code,
        title=code,
        effective_from=SINCE,
        effective_to=None,
        actor=system_actor(),
        acts=[{"act": act, "scope": scope} for act, scope in acts.items()],
    )
    return code


def province(posts: Iterable[tuple[str, str, tuple[str, ...]]] = ()) -> dict[str, UUID]:
    """The sample tree with these posts (code, agency code, role codes); returns agency ids by code."""
    api.apply_agency_tree(
        tree="tree-test",
        effective_from=SINCE,
        effective_to=None,
        agencies=AGENCIES,
        posts=[{"code": code, "title": code, "agency": agency, "roles": roles} for code, agency, roles in posts],
        version_id=new_id(),
        actor=system_actor(),
    )
    return {agency.code: agency.id for agency in api.list_agencies()}


def officer(name: str, *posts: str, totp_secret: str = "", pin: str = "") -> types.Account:
    """An officer on these posts, password "mat-khau-thu-nghiem"."""
    return api.create_officer(
        username=name,
        password="mat-khau-thu-nghiem",
        full_name=f"Cán bộ {name}",
        posts=posts,
        since=SINCE,
        totp_secret=totp_secret,
        pin=pin,
        actor=system_actor(),
    )


def officer_actor(account: types.Account, post: str) -> Actor:
    """The officer acting through the post of this code."""
    held = next(one for one in api.held_posts(account.person_id) if one.post.code == post)
    return Actor(
        channel=Channel.COUNTER,
        person_id=account.person_id,
        user_id=account.user_id,
        post_id=held.post.id,
        agency_id=held.agency.id,
    )


def personal_number(serial: int, *, born: int = 1990, sex: str = "female") -> str:
    """A synthetic number of no real place (099) that agrees with the year and the sex."""
    century = 2 * (born // 100 - 19) + (1 if sex == "female" else 0)
    return f"099{century}{born % 100:02d}{serial:06d}"


def citizen(name: str = "cong-dan", *, serial: int = 1, born_on: date = date(1990, 5, 17)) -> types.Account:
    """A citizen with a synthetic number, password "mat-khau-thu-nghiem"."""
    return api.create_citizen(
        username=name,
        password="mat-khau-thu-nghiem",
        full_name="Trần Thị Mẫu",
        born_on=born_on,
        sex="female",
        personal_number=personal_number(serial, born=born_on.year),
        phone="0900000000",
        address="Ấp Một",
        actor=system_actor(),
    )


def citizen_actor(account: types.Account) -> Actor:
    """The citizen online."""
    return Actor(channel=Channel.ONLINE, person_id=account.person_id, user_id=account.user_id)


def today() -> date:
    """Today in the province, as the tested code sees it."""
    return clock.today()


def posting_id(account: types.Account, post: str) -> UUID:
    """The posting of this officer on the post of this code."""
    return models.Posting.objects.get(person_id=account.person_id, post__code=post).id
