"""A commune with a batch of old birth certificates: who enters, who checks, who manages, who seals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from PIL import Image
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.old_results import api, models
from tinhso.casework.old_results.domain import facts_from
from tinhso.casework.old_results.queries import kind_of_batch
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.testing import Lent

LIST = (
    "so,nam,ky_hieu,ngay_cap,so_dinh_danh,child.full_name,child.born_on\n"
    "15,1998,15/1998,12/3/1998,086195000073,Nguyễn Thị Lan Mẫu,12/3/1995\n"
    "16,1998,16/1998,13/3/1998,086092000074,Trần Văn Nam Mẫu,1/2/1992\n"
    "17,1998,17/1998,14/3/1998,086092999999,Lê Văn Vắng Mẫu,2/2/1992\n"
)


@dataclass(frozen=True, kw_only=True)
class Archive:
    """The people of the commune and its batch."""

    province: SmallProvince
    enterer: Actor
    checker: Actor
    manager: Actor
    clerk: Actor
    elsewhere: Actor
    batch_id: UUID

    def lines(self) -> dict[int, models.Line]:
        return {row.number: row for row in models.Line.objects.filter(batch_id=self.batch_id)}

    def listed(self, text: str = LIST) -> "Archive":
        api.import_list(batch_id=self.batch_id, content=text.encode(), actor=self.manager)
        return self

    def scanned(self) -> "Archive":
        scans = [(f"{number}-1998.pdf", paper(number)) for number in self.lines()]
        api.add_scans(batch_id=self.batch_id, scans=scans, actor=self.enterer)
        return self

    def entered(self) -> "Archive":
        for row in self.lines().values():
            self.enter(row)
        return self

    def enter(self, row: models.Line, **changed: str) -> None:
        kind = kind_of_batch(row.batch)
        cells = {
            "ky_hieu": row.facts["notation"],
            "ngay_cap": row.facts["issued_on"],
            "so_dinh_danh": row.facts["personal_number"],
            **row.facts["values"],
        }
        api.enter_facts(line_id=row.id, facts=facts_from(kind, cells | changed), actor=self.enterer)

    def checked(self) -> "Archive":
        for row in self.lines().values():
            api.check_line(line_id=row.id, agreed=True, actor=self.checker)
        return self

    def judged(self, wrong: Sequence[str] = ()) -> bool:
        """The manager's leader looks at the sample: the first drawn line has these wrong fields. Whether it passed."""
        api.draw_sample(batch_id=self.batch_id, actor=self.manager, seed="hat-giong")
        for number, drawn in enumerate(models.SampledLine.objects.filter(judged_at=None).order_by("line__number")):
            api.judge_line(line_id=drawn.line_id, wrong=wrong if number == 0 else (), actor=self.manager)
        return api.close_sample(batch_id=self.batch_id, actor=self.manager)


def sign_in(actor: Actor) -> Client:
    """The person of this actor, an officer with the second factor passed."""
    client = Client(raise_request_exception=False)
    user = get_user_model().objects.get(id=str(actor.user_id))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    if actor.is_officer:
        session = client.session
        session["identity.second_factor"] = str(user.pk)
        session.save()
    return client


def paper(shade: int) -> bytes:
    """A scanned page of its own shade."""
    picture = BytesIO()
    Image.new("RGB", (300, 420), (shade % 255, 200, 200)).save(picture, "PNG")
    return files.photos_to_pdf([picture.getvalue()])


@pytest.fixture(scope="module")
def standing_archive(
    lent: Lent, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    make = partial(_opened, tmp_path_factory.mktemp("definitions"))
    with lent.lend("archive", make, blocker=django_db_blocker) as archive:
        yield archive


@pytest.fixture
def archive(standing_archive: Archive, db: None) -> Archive:
    """What a test writes on top of it is rolled back after it."""
    cache.clear()
    return standing_archive


def _opened(folder: Path) -> Archive:
    province = load_small_province(folder, procedures=("1.004873",))
    leader = province.leader
    batch_id = api.open_batch(
        kind_code="giay-khai-sinh", title="Sổ khai sinh 1998", year_from=1998, year_to=1999, actor=leader
    )
    return Archive(
        province=province,
        enterer=province.specialist,
        checker=province.reviewer,
        manager=leader,
        clerk=officer("long-chau.van-thu", "Đỗ Thị Thư Mẫu"),
        elsewhere=officer("phuoc-hau.chu-tich", "Lê Thị Xa Mẫu"),
        batch_id=batch_id,
    )
