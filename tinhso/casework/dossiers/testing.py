"""A small province for tests: two procedures of the sample, one commune's posts and the officers on them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, Channel, system_actor

# The folders of the sample province that every dossier needs; units are left out but for the province of the tree.
SHARED = (
    "agencies",
    "roles",
    "calendars",
    "code_lists",
    "rules",
    "letters",
    "reports",
    "indicators",
    "fees",
    "scorecards",
)

# Before every day on which a test stops the clock, whatever day it runs on.
SEATED_ON = date(2026, 1, 1)


@dataclass(frozen=True, kw_only=True)
class SmallProvince:
    """Who is there: actors by what they do, the applicant, and the agencies of the commune."""

    citizen: Actor
    stranger: Actor
    desk: Actor
    specialist: Actor
    reviewer: Actor
    leader: Actor
    desk_head: Actor
    receiving_id: UUID
    owner_id: UUID
    applications: dict[str, dict[str, Any]]

    @property
    def applicant(self) -> HolderRef:
        assert self.citizen.person_id is not None
        return HolderRef(kind="person", id=self.citizen.person_id)


def load_small_province(folder: Path, *, procedures: tuple[str, ...]) -> SmallProvince:
    """Apply a part of the sample province from a scratch folder and seat one officer on each post of a commune."""
    source = settings.DEFINITIONS_DIR
    for name in SHARED:
        (folder / name).symlink_to(source / name)
    (folder / "procedures").mkdir()
    (folder / "units").mkdir()
    if not (folder / "exchange").exists():
        # Procedures name the connector of their sector's system.
        (folder / "exchange").mkdir()
        (folder / "exchange" / "connectors").symlink_to(source / "exchange" / "connectors")
    applications = {
        one["procedure"]: one
        for one in yaml.safe_load((source / "demo" / "applications.yaml").read_text("utf-8"))["applications"]
    }
    for path in source.glob("procedures/*/*/"):
        if path.name in procedures:
            (folder / "procedures" / path.parent.name).mkdir(exist_ok=True)
            (folder / "procedures" / path.parent.name / path.name).symlink_to(path)
    for path in source.glob("units/86_*.yaml"):
        (folder / "units" / path.name).symlink_to(path)
    definitions.apply_folder(folder, actor=system_actor())
    return _people(applications)


def _people(applications: dict[str, dict[str, Any]]) -> SmallProvince:
    receiving = identity.find_agency("H61.41.01.001")
    owner = identity.find_agency("H61.41.01")
    assert receiving is not None
    assert owner is not None
    one = identity.create_citizen(
        username="lan.mau",
        full_name="Nguyễn Thị Lan Mẫu",
        personal_number="086195000073",
        born_on=date(1995, 3, 12),
        sex="female",
        phone="0900000001",
        address="Số 1 đường Minh Họa",
        unit_code="29551",
        actor=system_actor(),
    )
    other = identity.create_citizen(
        username="nam.mau", full_name="Trần Văn Nam Mẫu", personal_number="086092000074", actor=system_actor()
    )
    return SmallProvince(
        citizen=Actor(channel=Channel.ONLINE, person_id=one.person_id, user_id=one.user_id),
        stranger=Actor(channel=Channel.ONLINE, person_id=other.person_id, user_id=other.user_id),
        desk=officer("long-chau.mot-cua", "Phạm Thị Cửa Mẫu"),
        specialist=officer("long-chau.ho-tich", "Trần Thị Tịch Mẫu"),
        reviewer=officer("long-chau.chanh-van-phong", "Lê Văn Duyệt Mẫu"),
        leader=officer("long-chau.chu-tich", "Nguyễn Văn Lãnh Mẫu"),
        desk_head=officer("long-chau.giam-doc-ttpvhcc", "Huỳnh Thị Đốc Mẫu"),
        receiving_id=receiving.id,
        owner_id=owner.id,
        applications=applications,
    )


def officer(post_code: str, name: str, username: str = "") -> Actor:
    """A new officer on a post of the tree, seated there since before every tested day."""
    account = identity.create_officer(
        username=username or post_code,
        password="",
        full_name=name,
        posts=(post_code,),
        since=SEATED_ON,
        actor=system_actor(),
    )
    post = identity.find_post(post_code)
    assert post is not None
    return Actor(
        channel=Channel.COUNTER,
        person_id=account.person_id,
        user_id=account.user_id,
        post_id=post.id,
        agency_id=post.agency_id,
    )
