"""Whoever begins a form is asked for consent by purpose, and again when the words of a purpose change."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import BIRTH
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.engines.forms import api as forms
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
REGISTER = "CSDL quốc gia về dân cư (giả lập)"
CHANGED = "Nội dung đã đổi từ lần bạn đồng ý trước"


def _purposes(folder: Path, **changes: str) -> None:
    """The sample's purpose, and one more of the same register that fills nothing in."""
    (folder / "lookups").mkdir(parents=True, exist_ok=True)
    body: dict[str, Any] = yaml.safe_load(
        (settings.DEFINITIONS_DIR / "lookups/dien-san-ca-nhan.yaml").read_text("utf-8")
    )
    body["effective_from"] = str(body["effective_from"])
    other = {**body, "code": "send_reminders", "title": "Nhắc hạn giấy tờ", "facts": ["insurance_number"], "masked": []}
    for name, one in (("one", {**body, **changes}), ("other", other)):
        (folder / "lookups" / f"{name}.yaml").write_text(yaml.safe_dump(one, allow_unicode=True), "utf-8")
    definitions.apply_folder(folder, actor=system_actor())


def _begin(client: Client, province: SmallProvince, *consents: str) -> set[str]:
    """Begin a birth; who filled the draft in."""
    sent = {"agency": str(province.receiving_id), "consent": list(consents)}
    page = client.post(reverse("dossiers:apply", args=[BIRTH]), sent)
    assert page.status_code == 302, page.content.decode()
    draft_id = UUID(page.headers["Location"].split("/nop/")[1][:36])
    said = {"relation": "mother", "situation": "ordinary", "parents_married": True, "copies": None}
    draft = forms.save_topic(draft_id=draft_id, topic="yeu-cau", values=said, actor=province.citizen)
    return {one.source for one in draft.sources.values()}


def test_a_consent_counts_for_its_purpose_and_its_words_alone(province: SmallProvince, tmp_path: Path) -> None:
    _purposes(tmp_path)
    citizen, page = come_in(province.citizen), reverse("dossiers:apply", args=[BIRTH])

    asked = citizen.get(page).content.decode()
    without = _begin(citizen, province, "send_reminders")
    still = citizen.get(page).content.decode()
    filled = _begin(citizen, province, "prefill_person")
    done = citizen.get(page).content.decode()
    _purposes(tmp_path, words="Hệ thống hỏi thêm nơi làm việc của bạn để điền sẵn tờ khai.")
    again = citizen.get(page).content.decode()
    unfilled = _begin(citizen, province)

    assert asked.count('name="consent"') == 2
    assert still.count('name="consent"') == 1
    assert 'value="prefill_person"' in still
    assert 'name="consent"' not in done
    assert (CHANGED in asked, CHANGED in again, "hỏi thêm nơi làm việc" in again) == (False, True, True)
    assert (REGISTER in without, REGISTER in filled, REGISTER in unfilled) == (False, True, False)
