"""Who is in the load: synthetic applicants with accounts, and officers who have held their posts long enough."""

import random
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers.api import Applicant
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.database import bulk_writing

# Family and given names are combined at random; every full name ends in a word that marks it as invented.
_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
_MIDDLE = {
    "female": ("Thị", "Ngọc", "Thu", "Kim", "Mỹ", "Thanh"),
    "male": ("Văn", "Hữu", "Minh", "Quốc", "Đức", "Thanh"),
}
_GIVEN = (
    "An",
    "Bình",
    "Chi",
    "Dung",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiếu",
    "Hòa",
    "Khánh",
    "Lâm",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Nhung",
    "Phúc",
    "Quân",
    "Sơn",
    "Tâm",
    "Thảo",
    "Trang",
    "Tuấn",
    "Vy",
    "Yến",
)
_MARK = "Nạp"
SINCE = date(2025, 7, 1)
# How many are registered in one transaction.
_TOGETHER = 200


def applicants(count: int) -> list[Applicant]:
    """The first `count` invented applicants, the same every time; those who are not there yet are registered."""
    found: list[Applicant] = []
    with bulk_writing():
        for start in range(0, count, _TOGETHER):
            with transaction.atomic():
                found += [_applicant(number) for number in range(start, min(count, start + _TOGETHER))]
    return found


def _applicant(number: int) -> Applicant:
    chance = random.Random(number)
    sex = chance.choice(("female", "male"))
    name = " ".join((chance.choice(_FAMILY), chance.choice(_MIDDLE[sex]), chance.choice(_GIVEN), _MARK))
    born_on = date(chance.randrange(1960, 2000), chance.randrange(1, 13), chance.randrange(1, 29))
    personal_number = f"086{1 if sex == 'female' else 0}{born_on.year % 100:02d}{500_000 + number:06d}"
    account = identity.create_citizen(
        username=f"nap.{number}",
        full_name=name,
        personal_number=personal_number,
        born_on=born_on,
        sex=sex,
        demo_identity=False,
        actor=system_actor(),
    )
    return Applicant(person_id=account.person_id, user_id=account.user_id, name=name, personal_number=personal_number)


@lru_cache(maxsize=1)
def seat_officers() -> dict[tuple[UUID, str], Actor]:
    """An officer on the first post of every role in every agency, there since the province began."""
    seats: dict[tuple[UUID, str], Actor] = {}
    for post in identity.list_posts():
        account = identity.create_officer(
            username=f"nap.{post.code}",
            full_name=f"{post.title} {_MARK}"[:200],
            password="",
            posts=(post.code,),
            since=SINCE,
            actor=system_actor(),
        )
        who = Actor(
            channel=Channel.COUNTER,
            person_id=account.person_id,
            user_id=account.user_id,
            post_id=post.id,
            agency_id=post.agency_id,
        )
        for role in post.roles:
            seats.setdefault((post.agency_id, role), who)
    return seats


def officer(agency_id: UUID, role: str) -> Actor | None:
    """Who does the steps of that role in that agency; None where there is no such post."""
    return seat_officers().get((agency_id, role))
