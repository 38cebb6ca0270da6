"""An officer's lists under a name: own, shared with who does the same work, one of them first."""

from dataclasses import dataclass

import pytest

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import testing
from tinhso.kernel.actor import Actor
from tinhso.services.saved_views import api
from tinhso.services.saved_views.errors import NoPost, ViewInvalid, ViewNotFound
from tinhso.services.saved_views.models import FirstView, View

pytestmark = pytest.mark.django_db
LIST = "dossiers.worklist"


@dataclass(frozen=True)
class Scene:
    """Two registrars of one agency, its leader, a registrar of another agency, a citizen."""

    one: Actor
    other: Actor
    leader: Actor
    away: Actor
    citizen: Actor


@pytest.fixture
def scene(db: None) -> Scene:
    registrar, leader = testing.role("registrar", {}), testing.role("head", {})
    testing.province(
        [
            ("ho-tich", "H99.101", (registrar,)),
            ("ho-tich-2", "H99.101", (registrar,)),
            ("chu-tich", "H99.101", (leader,)),
            ("ho-tich-so", "H99.13", (registrar,)),
        ]
    )
    posts = ("ho-tich", "ho-tich-2", "chu-tich", "ho-tich-so")
    officers = [testing.officer_actor(testing.officer(post, post), post) for post in posts]
    one, other, boss, away = officers
    citizen = testing.citizen_actor(testing.citizen("yen", serial=1))
    return Scene(one=one, other=other, leader=boss, away=away, citizen=citizen)


def titles(actor: Actor) -> list[str]:
    return [view.title for view in api.views_of(LIST, actor=actor)]


def test_a_list_is_kept_for_its_keeper_alone(scene: Scene) -> None:
    view = api.keep_view(list_name=LIST, title="  Sắp   hết hạn ", address="loc=today&xep=newest", actor=scene.one)

    (mine,) = api.views_of(LIST, actor=scene.one)
    assert (mine.title, mine.address, mine.is_own, mine.is_shared) == (
        "Sắp hết hạn",
        "loc=today&xep=newest",
        True,
        False,
    )
    assert [titles(actor) for actor in (scene.other, scene.leader, scene.away, scene.citizen)] == [[], [], [], []]
    assert titles(scene.one) != [view.title for view in api.views_of("eoffice.inbox", actor=scene.one)]
    assert [entry.act for entry in access.writes_to(("saved_view", view))] == ["saved_views.keep"]


def test_a_shared_list_reaches_who_does_the_same_work_in_the_agency(scene: Scene) -> None:
    api.keep_view(list_name=LIST, title="Khai sinh", address="tt=1.001193", is_shared=True, actor=scene.one)

    assert titles(scene.other) == ["Khai sinh"]
    assert not api.views_of(LIST, actor=scene.other)[0].is_own
    assert titles(scene.leader) == titles(scene.away) == titles(scene.citizen) == []
    # The keeper takes it back by keeping it unshared.
    api.keep_view(list_name=LIST, title="Khai sinh", address="tt=1.001193", actor=scene.one)
    assert titles(scene.other) == []


def test_the_same_name_is_the_same_list_with_the_new_address(scene: Scene) -> None:
    first = api.keep_view(list_name=LIST, title="Của tôi", address="loc=mine", actor=scene.one)
    again = api.keep_view(list_name=LIST, title="Của tôi", address="loc=mine&xep=oldest", actor=scene.one)
    assert first == again
    assert [view.address for view in api.views_of(LIST, actor=scene.one)] == ["loc=mine&xep=oldest"]


def test_one_list_opens_first_for_each_person(scene: Scene) -> None:
    api.keep_view(list_name=LIST, title="A", address="loc=late", is_default=True, is_shared=True, actor=scene.one)
    second = api.keep_view(list_name=LIST, title="B", address="loc=mine", is_default=True, actor=scene.one)
    assert api.default_of(LIST, actor=scene.one) == "loc=mine"
    assert api.default_of(LIST, actor=scene.other) == ""

    (shared,) = api.views_of(LIST, actor=scene.other)
    api.choose_default(list_name=LIST, view_id=shared.id, actor=scene.other)
    assert api.default_of(LIST, actor=scene.other) == "loc=late"
    # Not shared any more: the plain list again.
    api.keep_view(list_name=LIST, title="A", address="loc=late", actor=scene.one)
    assert api.default_of(LIST, actor=scene.other) == ""

    api.choose_default(list_name=LIST, view_id=None, actor=scene.one)
    assert api.default_of(LIST, actor=scene.one) == ""
    api.choose_default(list_name=LIST, view_id=second, actor=scene.one)
    api.drop_view(view_id=second, actor=scene.one)
    assert api.default_of(LIST, actor=scene.one) == ""
    assert titles(scene.one) == ["A"]


def test_nobody_touches_the_list_of_another(scene: Scene) -> None:
    view = api.keep_view(list_name=LIST, title="A", address="loc=late", is_shared=True, actor=scene.one)
    before = (list(View.objects.values()), list(FirstView.objects.values()), access.writes_to(("saved_view", view)))

    with pytest.raises(ViewNotFound):
        api.drop_view(view_id=view, actor=scene.other)
    with pytest.raises(ViewNotFound):
        api.choose_default(list_name=LIST, view_id=view, actor=scene.leader)
    with pytest.raises(NoPost):
        api.keep_view(list_name=LIST, title="A", address="", actor=scene.citizen)
    with pytest.raises(NoPost):
        api.drop_view(view_id=view, actor=scene.citizen)

    after = (list(View.objects.values()), list(FirstView.objects.values()), access.writes_to(("saved_view", view)))
    assert after == before


@pytest.mark.parametrize(("title", "address"), [("  ", "loc=late"), ("x" * 61, "loc=late"), ("A", "q=" + "x" * 500)])
def test_what_cannot_be_kept_is_refused_at_its_field(scene: Scene, title: str, address: str) -> None:
    with pytest.raises(ViewInvalid) as refused:
        api.keep_view(list_name=LIST, title=title, address=address, actor=scene.one)
    assert list(refused.value.fields) == ["/title"]
    assert not View.objects.exists()


def test_thirty_lists_are_enough(scene: Scene) -> None:
    for number in range(30):
        api.keep_view(list_name=LIST, title=f"{number}", address="", actor=scene.one)
    with pytest.raises(ViewInvalid):
        api.keep_view(list_name=LIST, title="một nữa", address="", actor=scene.one)
    api.keep_view(list_name=LIST, title="7", address="loc=late", actor=scene.one)
    assert View.objects.count() == 30
