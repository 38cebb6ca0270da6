"""Online filing needs an identity of level 2 (NĐ 69/2024/NĐ-CP); a lower one keeps its draft and files nothing."""

import pytest

from tinhso.casework.dossiers import assurance
from tinhso.casework.dossiers.errors import LowAssurance
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import everything, file
from tinhso.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def at_level(actor: Actor, level: str) -> Actor:
    return Actor(channel=actor.channel, person_id=actor.person_id, user_id=actor.user_id, assurance=level)


@pytest.mark.parametrize("level", ["LoA1", "1", "LoA9"])
def test_a_lower_or_unknown_level_files_nothing_and_is_told_what_to_do(province: SmallProvince, level: str) -> None:
    before = everything()
    with pytest.raises(LowAssurance, match=r"mức 2\. Bản nháp của bạn vẫn còn"):
        file(province, actor=at_level(province.citizen, level))
    assert everything() == before


@pytest.mark.parametrize("level", ["LoA2", "2", ""])
def test_level_two_files_and_so_do_our_own_means(province: SmallProvince, level: str) -> None:
    assert file(province, actor=at_level(province.citizen, level)).is_new


def test_a_sign_in_by_other_means_has_the_level_that_the_province_gives_it() -> None:
    rule = {"levels": {"LoA2": 2}, "other_means": 1, "needs": {"file": 2}}
    assert [assurance.level_of(rule, one) for one in ("", "LoA2", "LoA1")] == [1, 2, 0]
