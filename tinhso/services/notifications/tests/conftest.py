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
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoPush, DemoSms, DemoZalo

BASIS = "effective_from: 2020-01-01\nlegal_basis: [{document: 61/2018/NĐ-CP}]\n"
RULE = (
    "code: sending\ntitle: Cách gửi\n"
    + BASIS
    + 'quiet: {from: "21:00", to: "07:00", channels: [sms]}\nretry_minutes: [1, 5]\n'
    + "phone_values: [code]\nalternatives: [[zalo, sms]]\ndigest_at: '17:00'\n"
)
KINDS = {
    "progress": "title_en: Progress\nrequired: true\n",
    "reminders": "title_en: Reminders\nrequired: false\n",
    "receipts": "title_en: Receipts\nrequired: false\npriority: low\n",
    "work": "title_en: Work\nrequired: false\naudience: officer\n",
}
TEMPLATE = (
    "code: thing.done\ntitle: Xong việc\n"
    + BASIS
    + """kind: progress
channels: [email, sms]
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

    def tell(
        self,
        template: str = "thing.done",
        *,
        cause: UUID | None = None,
        occasion: str = "",
        until: datetime | None = None,
    ) -> bool:
        return api.notify(
            template=template,
            person_id=self.account.person_id,
            cause_id=cause or new_id(),
            occasion=occasion,
            subject=("thing", new_id()),
            values={"code": "H61-0001"},
            link="/ho-so/",
            useful_until=until,
            actor=system_actor(),
        )


OTHERS = {
    "thing.remind": ("reminders", "email, sms"),
    "thing.received": ("receipts", "email, sms, push"),
    "thing.zalo": ("progress", "push, email, zalo, sms"),
    "work.mention": ("work", "email"),
}
ZALO = 'zalo: {id: "9001", link: duong_dan, data: {ma: {value: "{code}", most: 20}}}\n'


def _template(code: str, kind: str, channels: str) -> str:
    text = TEMPLATE.replace("thing.done", code).replace("kind: progress", f"kind: {kind}")
    text = text.replace("channels: [email, sms]", f"channels: [{channels}]") + (ZALO if "zalo" in channels else "")
    return text if "sms" in channels else "\n".join(one for one in text.splitlines() if not one.startswith("sms:"))


def write_definitions(folder: Path) -> None:
    """A province that tells a few things of each kind."""
    (folder / "rules" / "notices").mkdir(parents=True)
    (folder / "notices" / "kinds").mkdir(parents=True)
    (folder / "rules" / "notices" / "a.yaml").write_text(RULE, encoding="utf-8")
    (folder / "notices" / "a.yaml").write_text(TEMPLATE, encoding="utf-8")
    for code, body in KINDS.items():
        text = f"code: {code}\ntitle: Loại {code}\n{BASIS}{body}"
        (folder / "notices" / "kinds" / f"{code}.yaml").write_text(text, encoding="utf-8")
    for code, (kind, way) in OTHERS.items():
        (folder / "notices" / f"{code}.yaml").write_text(_template(code, kind, way), encoding="utf-8")


@pytest.fixture
def scene(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    write_definitions(tmp_path)
    definitions.apply_folder(tmp_path, actor=system_actor())
    settings.VAR_DIR = tmp_path / "var"
    channels.forget()
    yield Scene()
    channels.forget()
    for kind in (DemoEmail, DemoSms, DemoZalo, DemoPush):
        monkeypatch.setattr(kind, "fails", 0)
