"""Every address × method × visitor against `doors.txt`; a refusal leaves nothing behind but the security log."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from tests.access.doors import METHODS, VISITORS, Door, addresses, filled, line, met, read_table
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.forms import api as forms
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor

pytestmark = pytest.mark.one_database
PROCEDURE = "1.004873"
# Some doors are open only where copies are certified.
COPIES = "2.000815"
# A page that tells somebody with a closed account so; nobody is refused an act there.
_ONLY_SAYS_NO = "dang-nhap/ngung/"
# What a refusal may write: the denial, the session, tries that are counted; and that somebody was shown their own form
# again, with what is wrong in it.
_MAY_BE_WRITTEN = (
    "access_securityentry", "django_session", "cache_entry", "access_readentry", "access_readsubject",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Cookies of each visitor, and what the addresses name: a dossier at the desk, its task, a draft of its owner."""

    cookies: dict[str, dict[str, str]]
    known: dict[str, str]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _furnished(load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(PROCEDURE, COPIES)))
        transaction.set_rollback(True)


def _furnished(province: SmallProvince) -> World:
    version = definitions.get("procedure", PROCEDURE)
    filed = dossiers.submit_dossier(
        application=Application(
            procedure_version_id=version.id,
            applicant=province.applicant,
            answers=province.applications[PROCEDURE]["answers"],
            receiving_agency_id=province.receiving_id,
            channel=FilingChannel.ONLINE,
            return_method=ReturnMethod.ONLINE,
        ),
        idempotency_key=None,
        actor=province.citizen,
    )
    draft_id = dossiers.begin(
        procedure_code=PROCEDURE,
        applicant=province.applicant,
        receiving_agency_id=province.receiving_id,
        actor=province.citizen,
    )
    topic = forms.form_of(version.id).topics[0].code
    (task,) = workflow.open_tasks(("dossier", filed.id))
    desks = identity.list_posts(role="one_stop_officer")
    away = next(post for post in desks if post.agency_id != province.receiving_id)
    (administrator,) = identity.list_posts(role="administrator")
    people = {
        "other": province.stranger,
        "owner": province.citizen,
        "no2nd": province.desk,
        "desk": province.desk,
        "spec": province.specialist,
        "leader": province.leader,
        "admin": officer(administrator.code, "Quản Trị Mẫu"),
        "away": officer(away.code, "Láng Giềng Mẫu", "lang-gieng"),
    }
    cookies: dict[str, dict[str, str]] = {"anyone": {}}
    for name, actor in people.items():
        cookies[name] = _signed_in(actor, second_factor=actor.is_officer and name != "no2nd")
    known = {"dossier_id": filed.id, "task_id": task.id, "draft_id": draft_id, "code": PROCEDURE, "topic_code": topic}
    return World(cookies, {name: str(value) for name, value in known.items()})


def _signed_in(actor: Actor, *, second_factor: bool) -> dict[str, str]:
    client = Client()
    assert actor.user_id is not None
    user = get_user_model().objects.get(id=actor.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    if second_factor:
        session = client.session
        session["identity.second_factor"] = str(user.pk)
        session.save()
    return {name: cookie.value for name, cookie in client.cookies.items()}


def _rows() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model._meta.db_table not in _MAY_BE_WRITTEN]
    return {model._meta.db_table: model._default_manager.count() for model in ours}


def _denials() -> int:
    return apps.get_model("access", "SecurityEntry").objects.filter(kind="denied").count()


def _wrote(queries: CaptureQueriesContext) -> bool:
    verbs = ("INSERT", "UPDATE", "DELETE")
    written = [query["sql"] for query in queries.captured_queries if query["sql"].startswith(verbs)]
    return any(not any(table in sql for table in _MAY_BE_WRITTEN) for sql in written)


def _knock(world: World, door: Door, visitor: str) -> str:
    """What the visitor meets; whatever happened is undone afterwards. Fails when a refusal left something."""
    method, address = door
    client = Client(raise_request_exception=False)
    client.cookies.load(world.cookies[visitor])
    cache.clear()
    who = f"{visitor} {method} {address}"
    with transaction.atomic():
        denied = _denials()
        with CaptureQueriesContext(connection) as queries:
            answer = client.generic(method, filled(address, world.known))
        word = met(answer)
        left = _rows() if word not in ("in", "-") and _wrote(queries) else None
        if word == "no" and address != _ONLY_SAYS_NO:
            assert _denials() == denied + 1, f"{who}: the denial is not in the security log"
        transaction.set_rollback(True)
    # What was written before a refusal was undone with it: the rows that are left are those of before.
    assert left is None or left == _rows(), f"{who}: a refusal wrote"
    return word


@pytest.mark.django_db
def test_every_door_is_in_the_table(world: World) -> None:
    doors = {(method, address) for address in addresses() for method in METHODS}
    new = sorted(doors - read_table().keys())
    lines = [line(door, tuple(_knock(world, door, visitor) for visitor in VISITORS)) for door in new]
    assert lines == [], "new doors; if this is who shall pass, add to doors.txt:\n" + "\n".join(lines)
    assert sorted(read_table().keys() - doors) == [], "doors that are no more"


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", VISITORS)
def test_the_visitor_meets_what_the_table_says(world: World, visitor: str) -> None:
    at = VISITORS.index(visitor)
    table = read_table()
    wrong = {}
    for door, words in table.items():
        word = _knock(world, door, visitor)
        if word != words[at]:
            wrong[door] = (words[at], word)
    assert wrong == {}, "\n".join(
        f"{line(door, table[door])}\n   {visitor}: {told} in the table, met {word}"
        for door, (told, word) in wrong.items()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", ["desk", "spec", "leader", "admin", "away"])
def test_nobody_is_offered_a_page_that_refuses_them(world: World, visitor: str) -> None:
    client = Client()
    client.cookies.load(world.cookies[visitor])
    navigation = client.get("/can-bo/").content.decode().partition('aria-label="Chức năng"')[2].partition("</nav>")[0]
    offered = re.findall(r'href="([^"]+)"', navigation)

    assert len(offered) > 2
    assert {page: answer for page in offered if (answer := client.get(page).status_code) != 200} == {}
