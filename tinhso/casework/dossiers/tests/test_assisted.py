"""Assisted filing is the applicant's own word: signed before the desk, or said once from the own sign-in."""

from uuid import UUID

import pytest

from tinhso.casework.dossiers import api, queries
from tinhso.casework.dossiers.desk_queries import representative_of
from tinhso.casework.dossiers.errors import HiddenDossier
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import everything
from tinhso.casework.dossiers.tests.test_representatives import delegate, ready_draft, receive
from tinhso.casework.dossiers.types import Capacity, HelpAnswer, Representative
from tinhso.kernel.errors import Conflict, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def helped(province: SmallProvince, **changes: object) -> UUID:
    came = delegate(province, capacity=Capacity.HELPER, document="", may_receive=False, valid_to=None, **changes)
    return receive(ready_draft(province), province, came)


def helper_of(dossier_id: UUID) -> Representative:
    found = representative_of(dossier_id)
    assert found is not None
    return found


def test_the_applicant_confirms_once_from_the_own_sign_in(province: SmallProvince) -> None:
    dossier_id = helped(province)
    assert helper_of(dossier_id).waits_for_applicant

    api.answer_help(dossier_id=dossier_id, answer=HelpAnswer.CONFIRMED, actor=province.citizen)

    found = helper_of(dossier_id)
    assert (found.answer, found.answered_by, found.waits_for_applicant) == (HelpAnswer.CONFIRMED, "own", False)
    assert found.words.endswith("phạm vi: nộp hồ sơ; người đứng tên đã xác nhận)")
    with pytest.raises(Conflict):
        api.answer_help(dossier_id=dossier_id, answer=HelpAnswer.DENIED, actor=province.citizen)


def test_a_denial_stands_in_the_history_for_the_desk(province: SmallProvince) -> None:
    dossier_id = helped(province)

    api.answer_help(dossier_id=dossier_id, answer=HelpAnswer.DENIED, actor=province.citizen)

    assert "KHÔNG nhờ ai làm hộ" in queries.history(dossier_id)[-1].words


def test_nobody_else_answers_for_the_applicant(province: SmallProvince) -> None:
    dossier_id = helped(province)
    before = everything()

    for actor in (province.stranger, province.desk, province.leader):
        with pytest.raises(HiddenDossier):
            api.answer_help(dossier_id=dossier_id, answer=HelpAnswer.CONFIRMED, actor=actor)
    with pytest.raises(Invalid):
        api.answer_help(dossier_id=dossier_id, answer=HelpAnswer.WAITING, actor=province.citizen)

    assert everything() == before


def test_who_signs_before_the_desk_is_not_asked_again(province: SmallProvince) -> None:
    dossier_id = helped(province, answer=HelpAnswer.CONFIRMED)

    found = helper_of(dossier_id)
    assert (found.answer, found.answered_by) == (HelpAnswer.CONFIRMED, "desk")
    with pytest.raises(Conflict):
        api.answer_help(dossier_id=dossier_id, answer=HelpAnswer.CONFIRMED, actor=province.citizen)


def test_only_help_is_confirmed_this_way(province: SmallProvince) -> None:
    draft = ready_draft(province)
    before = everything()

    with pytest.raises(Invalid) as refused:
        receive(draft, province, delegate(province, answer=HelpAnswer.CONFIRMED))

    assert "/answer" in refused.value.fields
    assert everything() == before
