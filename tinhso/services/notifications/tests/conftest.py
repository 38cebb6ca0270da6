from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.ids import new_id
from tinhso.services.notifications import api
from tinhso.services.notifications.adapters import channels
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoSms

BASIS = "effective_from: 2020-01-01\nlegal_basis: [{document: 61/2018/NĐ-CP}]\n"
RULE = (
    "code: sending\ntitle: Cách gửi\n"
    + BASIS
    + 'quiet: {from: "21:00", to: "07:00", channels: [sms]}\nretry_minutes: [1, 5]\n'
)
TEMPLATE = (
    "code: thing.done\ntitle: Xong việc\n"
    + BASIS
    + """channels: [email, sms]
values: {code: 20}
vi: {title: "Việc {code} đã xong", body: "Mời bạn xem kết quả của {code}."}
en: {title: "{code} is done", body: "Please see the result of {code}."}
sms: "Viec {code} da xong, moi ban xem."
"""
)


class Scene:
    """A person with an e-mail address and a phone, and a province that tells one thing."""

    def __init__(self) -> None:
        one = identity.create_citizen(username="lan.mau", full_name="Nguyễn Thị Lan Mẫu", actor=system_actor())
        other = identity.create_citizen(username="nam.mau", full_name="Trần Văn Nam Mẫu", actor=system_actor())
        self.account, self.other = one, other
        self.me = Actor(channel=Channel.ONLINE, person_id=one.person_id, user_id=one.user_id)
        self.stranger = Actor(channel=Channel.ONLINE, person_id=other.person_id, user_id=other.user_id)
        identity.change_contacts(
            person_id=one.person_id, phone="0900000001", email="lan@example.vn", actor=system_actor()
        )

    def tell(self, *, cause: UUID | None = None, occasion: str = "", until: datetime | None = None) -> bool:
        return api.notify(
            template="thing.done",
            person_id=self.account.person_id,
            cause_id=cause or new_id(),
            occasion=occasion,
            subject=("thing", new_id()),
            values={"code": "H61-0001"},
            link="/ho-so/",
            useful_until=until,
            actor=system_actor(),
        )


@pytest.fixture
def scene(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    (tmp_path / "rules" / "notices").mkdir(parents=True)
    (tmp_path / "notices").mkdir()
    (tmp_path / "rules" / "notices" / "a.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "notices" / "a.yaml").write_text(TEMPLATE, encoding="utf-8")
    definitions.apply_folder(tmp_path, actor=system_actor())
    settings.VAR_DIR = tmp_path / "var"
    channels.email.forget()
    channels.sms.forget()
    yield Scene()
    for kind in (DemoEmail, DemoSms):
        monkeypatch.setattr(kind, "fails", 0)
