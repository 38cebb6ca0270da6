"""One door to registers of others: purpose, right, consent in its version, log, and no more facts than the purpose has."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind, RepresentativeClaim
from tinhso.kernel.actor import Actor, system_actor
from tinhso.services.lookups import api
from tinhso.services.lookups.actions.verify_representative import represents
from tinhso.services.lookups.adapters.demo import DemoBusiness, DemoPopulation
from tinhso.services.lookups.errors import NoPurpose, NotYours
from tinhso.services.lookups.models import ConsentRow, Lookup
from tinhso.services.lookups.tests.conftest import Scene, apply
from tinhso.services.lookups.types import Found

PREFILL = "prefill_person"


def ask(
    scene: Scene, *, number: str = "1", actor: Actor | None = None, subject: HolderRef | None = None
) -> Found | None:
    return api.look_up(purpose=PREFILL, number=number, subject=subject or scene.me, actor=actor or scene.citizen)


def agree(scene: Scene) -> None:
    api.give_consent(purpose=PREFILL, subject=scene.me, actor=scene.citizen)


def outcomes() -> list[str]:
    return list(Lookup.objects.order_by("looked_up_at", "id").values_list("outcome", flat=True))


def test_nothing_is_asked_without_consent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: DemoPopulation, *asked: object) -> None:
        raise AssertionError("the register was asked")

    monkeypatch.setattr(DemoPopulation, "look_up", never)
    assert ask(scene) is None
    assert outcomes() == ["no_consent"]


def test_with_consent_the_register_answers_what_the_purpose_names_and_the_holder_sees_it(scene: Scene) -> None:
    agree(scene)
    found = ask(scene)
    assert found is not None
    assert found.values == {"ethnicity": "01", "spouse.full_name": "Trần Văn Mẫu"}
    assert "giả lập" in found.source
    row = Lookup.objects.get()
    assert (row.outcome, row.facts, row.person_id) == ("found", ["ethnicity", "spouse.full_name"], scene.me.id)
    assert any("Điền sẵn" in entry.purpose for entry in access.reads_of(scene.me))


def test_a_withdrawn_consent_ends_at_once(scene: Scene) -> None:
    agree(scene)
    agree(scene)
    assert ConsentRow.objects.count() == 1
    api.withdraw_consent(purpose=PREFILL, subject=scene.me, actor=scene.citizen)
    assert ask(scene) is None
    (consent,) = api.consents_of(scene.me, actor=scene.citizen)
    assert (consent.is_given, consent.withdrawn_at is not None) == (False, True)
    agree(scene)
    assert ask(scene) is not None
    assert ConsentRow.objects.count() == 2


def test_other_words_need_another_consent(scene: Scene) -> None:
    agree(scene)
    apply(scene.folder, words="Hỏi dân tộc, tên vợ hoặc chồng và gửi cho cơ quan khác nữa.")
    assert ask(scene) is None
    (consent,) = api.consents_of(scene.me, actor=scene.citizen)
    assert (consent.is_stale, consent.is_given) == (True, False)
    agree(scene)
    assert ask(scene) is not None


def test_a_new_version_with_the_same_words_asks_nobody_again(scene: Scene) -> None:
    agree(scene)
    apply(scene.folder, title="Điền sẵn tờ khai", facts="ethnicity")
    assert ask(scene) is not None
    (consent,) = api.consents_of(scene.me, actor=scene.citizen)
    assert (consent.is_stale, consent.is_given) == (False, True)
    agree(scene)
    assert ConsentRow.objects.count() == 1


def test_more_facts_under_the_same_words_need_another_consent(scene: Scene) -> None:
    apply(scene.folder, facts="ethnicity")
    agree(scene)
    apply(scene.folder, facts="ethnicity, spouse.full_name")
    assert ask(scene) is None
    (consent,) = api.consents_of(scene.me, actor=scene.citizen)
    assert (consent.is_stale, consent.is_given) == (True, False)


def test_nobody_asks_or_consents_for_another(scene: Scene) -> None:
    agree(scene)
    with pytest.raises(NotYours):
        ask(scene, actor=scene.stranger)
    for act in (api.give_consent, api.withdraw_consent):
        with pytest.raises(NotYours):
            act(purpose=PREFILL, subject=scene.me, actor=scene.stranger)
    with pytest.raises(NotYours):
        api.consents_of(scene.me, actor=scene.stranger)
    with pytest.raises(ActDenied):
        ask(scene, actor=scene.clerk)
    assert Lookup.objects.count() == 0
    assert ConsentRow.objects.get().withdrawn_at is None


def test_an_officer_with_the_act_asks_within_the_consent_too(scene: Scene) -> None:
    assert ask(scene, actor=scene.officer) is None
    agree(scene)
    assert ask(scene, actor=scene.officer) is not None
    assert Lookup.objects.order_by("looked_up_at", "id").last().post_id == scene.officer.post_id  # type: ignore[union-attr]


def test_a_register_that_is_silent_or_knows_nobody_fills_nothing_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(scene)
    assert ask(scene, number="999") is None
    monkeypatch.setattr(DemoPopulation, "fails", True)
    assert ask(scene) is None
    assert api.known_values(scene.me, actor=scene.citizen) == {}
    assert outcomes() == ["missing", "unavailable", "unavailable"]


def test_an_unknown_purpose_opens_nothing(scene: Scene) -> None:
    with pytest.raises(NoPurpose):
        api.look_up(purpose="curiosity", number="1", subject=scene.me, actor=scene.citizen)
    assert not Lookup.objects.exists()


def test_the_log_holds_no_number(scene: Scene) -> None:
    agree(scene)
    ask(scene, number="086195000073")
    row = Lookup.objects.get()
    assert "086195000073" not in str({field.name: getattr(row, field.name) for field in Lookup._meta.fields})


def test_the_page_gives_and_withdraws(scene: Scene) -> None:
    client = Client()
    user = get_user_model().objects.get(id=scene.account.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert "Chưa đồng ý" in client.get("/dong-y/").content.decode()
    client.post("/dong-y/", {"purpose": PREFILL, "give": "1"})
    assert "Đã đồng ý" in client.get("/dong-y/").content.decode()
    client.post("/dong-y/", {"purpose": PREFILL, "withdraw": "1"})
    assert "Bạn rút đồng ý lúc" in client.get("/dong-y/").content.decode()
    assert client.post("/dong-y/", {"purpose": "khong-co", "give": "1"}).status_code == 404
    assert Client().get("/dong-y/").status_code == 302


COMPANY = """\
code: business_representative
title: Kiểm tra người đại diện
effective_from: 2026-01-01
legal_basis: [{document: 59/2020/QH14}]
register: business
keeper: Bộ mẫu
basis: law
facts: [name, representative]
words: Hỏi xem ai là người đại diện theo pháp luật của tổ chức này.
"""


def test_where_the_register_gives_numbers_a_namesake_represents_nobody(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = identity.register_organisation(
        name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, tax_code="0100233488", actor=system_actor()
    )
    row = {"representative": "Trần Thị Mẫu", "representative_numbers": "099190000001; 099190000002"}
    monkeypatch.setattr(DemoBusiness, "_read", lambda self: {"0100233488": row})
    facts = COMPANY.replace("[name, representative]", "[name, representative, representative_numbers]")
    (scene.folder / "lookups" / "company.yaml").write_text(facts, encoding="utf-8")
    definitions.apply_folder(scene.folder, actor=system_actor())

    def named(full_name: str, number: str) -> bool | None:
        return represents(RepresentativeClaim(company.id, "0100233488", full_name, personal_number=number))

    assert named("Trần Thị Mẫu", "099190000001") is True
    # The number decides, however the name is written.
    assert named("Trần Thị M.", "099190000002") is True
    assert named("Trần Thị Mẫu", "099190000003") is False
    assert named("Trần Thị Mẫu", "") is False


def test_the_business_register_says_who_represents_a_company(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    company = identity.register_organisation(
        name="Công ty Mẫu", kind=OrganisationKind.ENTERPRISE, tax_code="0100233488", actor=system_actor()
    )

    def named(full_name: str) -> bool | None:
        return represents(RepresentativeClaim(company.id, "0100233488", full_name))

    monkeypatch.setattr(
        DemoBusiness, "_read", lambda self: {"0100233488": {"representative": "Trần Thị Mẫu; Lê Văn B"}}
    )
    # Without a purpose that the province has laid down nothing is asked.
    assert named("Trần Thị Mẫu") is None
    (scene.folder / "lookups" / "company.yaml").write_text(COMPANY, encoding="utf-8")
    definitions.apply_folder(scene.folder, actor=system_actor())

    assert [named("TRẦN THỊ MẪU"), named("Lê Văn B"), named("Lê Văn"), named("Mẫu")] == [True, True, False, False]
    monkeypatch.setattr(DemoBusiness, "fails", True)
    assert named("Trần Thị Mẫu") is None
    assert outcomes() == ["found"] * 4 + ["unavailable"]
    with pytest.raises(NotYours):
        api.look_up(
            purpose="business_representative",
            number="0100233488",
            subject=HolderRef("organisation", company.id),
            actor=scene.stranger,
        )
