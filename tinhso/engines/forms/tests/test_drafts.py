"""Drafts below the pages: whose they are, two tabs at once, two submissions at once, organisations."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tinhso.engines.forms import api
from tinhso.engines.forms.errors import AnswersInvalid, DraftClosed, DraftNotFound
from tinhso.engines.forms.models import DraftRow
from tinhso.engines.forms.tests.scene import ME, STRANGER, VERSION_ID, good, start
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Right
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.kernel.ids import new_id


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts on connections of their own, started together; what each gave or raised."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = acts[index]()
        except Exception as raised:
            results[index] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_tabs_saving_at_once_lose_nothing() -> None:
    draft, answers = start(), good()
    values = {f"child.{key}": value for key, value in answers["child"].items()}

    at_once(
        lambda: api.save_topic(draft_id=draft, topic="tre", values=values, actor=ME),
        lambda: api.save_topic(draft_id=draft, topic="quan-he", values={"applicant.relation": "father"}, actor=ME),
        *(
            lambda: api.save_item(draft_id=draft, topic="anh-chi", key=None, values={"full_name": "An Văn"}, actor=ME)
            for _ in range(3)
        ),
    )

    saved = api.get_draft(draft, actor=ME)
    assert saved.data["child"] == answers["child"]
    assert saved.data["applicant"] == {"relation": "father"}
    assert saved.data["siblings"] == [{"full_name": "An Văn"}] * 3
    assert len(set(saved.item_keys["siblings"])) == 3


@pytest.mark.django_db(transaction=True)
def test_draft_is_taken_for_submission_once() -> None:
    draft = start()

    results = at_once(*(lambda: api.close_draft(draft, actor=ME) for _ in range(4)))

    assert sum(isinstance(one, DraftClosed) for one in results) == 3


@pytest.mark.django_db
def test_refused_values_change_nothing() -> None:
    draft = start()
    before = DraftRow.objects.values().get()

    with pytest.raises(AnswersInvalid) as refused:
        api.save_topic(draft_id=draft, topic="quan-he", values={"applicant.relation": "uncle"}, actor=ME)

    assert dict(refused.value.fields) == {"/applicant/relation": "Hãy chọn một trong các câu trả lời."}
    assert DraftRow.objects.values().get() == before


@pytest.mark.django_db
def test_nobody_begins_or_reads_a_draft_for_another_person() -> None:
    assert ME.person_id is not None
    with pytest.raises(DraftNotFound):
        api.start_draft(
            owner=("person", ME.person_id), procedure_version_id=VERSION_ID, prefill={}, next_url="/", actor=STRANGER
        )
    assert DraftRow.objects.count() == 0
    draft = start()
    for actor in (STRANGER, Actor(channel=Channel.ONLINE), Actor(channel=Channel.COUNTER, post_id=new_id())):
        with pytest.raises(DraftNotFound):
            api.get_draft(draft, actor=actor)
    assert api.get_draft(draft, actor=system_actor()).id == draft


@pytest.mark.django_db
def test_officer_who_began_a_draft_at_the_counter_keeps_it() -> None:
    officer = Actor(channel=Channel.COUNTER, person_id=new_id(), post_id=new_id())
    assert ME.person_id is not None

    draft = api.start_draft(
        owner=("person", ME.person_id), procedure_version_id=VERSION_ID, prefill={}, next_url="/", actor=officer
    )

    assert api.get_draft(draft, actor=officer).id == api.get_draft(draft, actor=ME).id == draft


@pytest.mark.django_db
@pytest.mark.parametrize(("rights", "may"), [({Right.SUBMIT}, True), ({Right.MANAGE}, True), ({Right.VIEW}, False)])
def test_organisations_draft_is_kept_by_those_who_may_submit(
    rights: set[Right], may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "rights_in", lambda person_id, organisation_id: frozenset(rights))

    def begin() -> Any:
        return api.start_draft(
            owner=("organisation", new_id()), procedure_version_id=VERSION_ID, prefill={}, next_url="/", actor=ME
        )

    if not may:
        with pytest.raises(DraftNotFound):
            begin()
        return
    assert api.get_draft(begin(), actor=ME).owner[0] == "organisation"


def test_a_persons_numbers_are_masked_in_the_summary() -> None:
    form = api.form_of(VERSION_ID)
    lines = {line.label: line for part in api.summary(form, good()) for line in part.lines}
    number = lines["Số định danh cá nhân"]
    assert (number.value, number.masked, number.is_masked) == ("079090001234", "••••••••1234", True)
    assert not lines["Bạn là ai của trẻ?"].is_masked
