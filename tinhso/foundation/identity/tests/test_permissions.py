"""Who may do what: deny by default, through the active post and its roles only."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.testing import audit_acts
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing as build
from tinhso.kernel import clock
from tinhso.kernel.actor import anonymous_actor, system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def agencies() -> dict[str, UUID]:
    build.role("clerk", {"dossiers.accept": "own"})
    build.role("head", {"dossiers.accept": "subtree", "dossiers.read": "province"})
    return build.province(
        [("xa.mot-cua", "H99.101", ("clerk",)), ("tinh.chu-tich", "H99", ("head",)), ("xa.trong", "H99.101", ())]
    )


def test_own_reaches_the_own_agency_only(agencies: dict[str, UUID]) -> None:
    actor = build.officer_actor(build.officer("a", "xa.mot-cua"), "xa.mot-cua")

    access.authorise(actor=actor, act="dossiers.accept", agency_id=agencies["H99.101"])
    with pytest.raises(ActDenied) as refused:
        access.authorise(actor=actor, act="dossiers.accept", agency_id=agencies["H99.13"])

    assert refused.value.act == "dossiers.accept"
    assert access.scope(actor=actor, act="dossiers.accept").agency_ids == frozenset({agencies["H99.101"]})


def test_subtree_reaches_everything_below(agencies: dict[str, UUID]) -> None:
    actor = build.officer_actor(build.officer("a", "tinh.chu-tich"), "tinh.chu-tich")

    assert access.can(actor=actor, act="dossiers.accept", agency_id=agencies["H99.101"])
    assert access.scope(actor=actor, act="dossiers.accept").agency_ids == frozenset(agencies.values())
    assert access.scope(actor=actor, act="dossiers.read").everywhere


def test_what_belongs_to_no_agency_is_reached_by_a_grant_for_the_province_only(agencies: dict[str, UUID]) -> None:
    clerk = build.officer_actor(build.officer("a", "xa.mot-cua"), "xa.mot-cua")
    head = build.officer_actor(build.officer("b", "tinh.chu-tich"), "tinh.chu-tich")

    for actor in (clerk, head):  # own, and everything below: both stop where there is no agency
        assert access.can(actor=actor, act="dossiers.accept", agency_id=access.Whose.ANY_OF_MINE)
        with pytest.raises(ActDenied):
            access.authorise(actor=actor, act="dossiers.accept", agency_id=access.Whose.NO_AGENCY)
    assert access.can(actor=head, act="dossiers.read", agency_id=access.Whose.NO_AGENCY)
    assert access.can(actor=system_actor(), act="dossiers.accept", agency_id=access.Whose.NO_AGENCY)


def test_an_agency_that_nobody_knows_lets_nobody_pass(agencies: dict[str, UUID]) -> None:
    head = build.officer_actor(build.officer("a", "tinh.chu-tich"), "tinh.chu-tich")

    for act in ("dossiers.accept", "dossiers.read"):
        assert not access.can(actor=head, act=act, agency_id=None)


def test_a_grant_for_one_agency_opens_no_matter_of_the_whole_province() -> None:
    """An administrator of one commune: not the security log, not the accounts nor the people of everybody."""
    build.role("keeper", {"audit.read": "own", "accounts.manage": "own", "people.register": "subtree"})
    build.province([("xa.quan-tri", "H99.101", ("keeper",))])
    keeper = build.officer_actor(build.officer("a", "xa.quan-tri"), "xa.quan-tri")
    before = audit_acts()

    with pytest.raises(ActDenied):
        access.security_log(actor=keeper)
    with pytest.raises(ActDenied):
        identity.reset_second_factor(username="a", actor=keeper)
    with pytest.raises(ActDenied):
        identity.register_person(full_name="Nguyễn Thị Mẫu", sex="female", born_on=date(1990, 1, 1), actor=keeper)

    assert audit_acts() == before


def test_no_role_no_post_no_sign_in_means_no(agencies: dict[str, UUID]) -> None:
    without_roles = build.officer_actor(build.officer("a", "xa.trong"), "xa.trong")
    as_citizen = build.citizen_actor(build.officer("b", "tinh.chu-tich"))

    for actor in (without_roles, as_citizen, anonymous_actor()):
        assert not access.can(actor=actor, act="dossiers.read", agency_id=access.Whose.ANY_OF_MINE)
        assert access.scope(actor=actor, act="dossiers.read") == access.Scope(False, frozenset())
    assert access.can(actor=system_actor(), act="dossiers.read", agency_id=access.Whose.ANY_OF_MINE)


def test_a_claimed_post_that_is_not_held_grants_nothing(agencies: dict[str, UUID]) -> None:
    """The post in an Actor is a claim: access asks the directory whether the person holds it."""
    head = build.officer_actor(build.officer("a", "tinh.chu-tich"), "tinh.chu-tich")
    clerk = build.officer("b", "xa.mot-cua")
    thief = type(head)(
        channel=head.channel,
        person_id=clerk.person_id,
        user_id=clerk.user_id,
        post_id=head.post_id,
        agency_id=head.agency_id,
    )

    assert not access.can(actor=thief, act="dossiers.read", agency_id=access.Whose.ANY_OF_MINE)


def test_rights_end_with_the_posting(agencies: dict[str, UUID]) -> None:
    account = build.officer("a", "xa.mot-cua")
    actor = build.officer_actor(account, "xa.mot-cua")
    posting = identity.holders_of(actor.post_id or UUID(int=0))
    assert [holder.person_id for holder in posting] == [account.person_id]

    from_models = build.posting_id(account, "xa.mot-cua")
    identity.end_posting(posting_id=from_models, last_day=clock.today() - timedelta(days=1), actor=system_actor())

    assert not access.can(actor=actor, act="dossiers.accept", agency_id=agencies["H99.101"])


def test_a_later_version_of_a_role_replaces_the_earlier_on_its_day(agencies: dict[str, UUID]) -> None:
    actor = build.officer_actor(build.officer("a", "xa.mot-cua"), "xa.mot-cua")
    for day, acts in ((clock.today(), []), (clock.today() + timedelta(days=5), [{"act": "x.y", "scope": "own"}])):
        access.apply_role(
            code="clerk", title="clerk", effective_from=day, effective_to=None, acts=acts, actor=system_actor()
        )

    assert not access.can(actor=actor, act="dossiers.accept", agency_id=access.Whose.ANY_OF_MINE)
    with clock.frozen(clock.now() + timedelta(days=6)):
        assert access.can(actor=actor, act="x.y", agency_id=access.Whose.ANY_OF_MINE)


def test_a_denial_is_kept_although_nothing_else_is(agencies: dict[str, UUID]) -> None:
    actor = build.officer_actor(build.officer("a", "xa.trong"), "xa.trong")

    access.record_denial(actor=actor, act="dossiers.sign", path="/can-bo/ho-so/")

    (row,) = access.security_log(actor=system_actor(), kind=SecurityKind.DENIED)
    assert (row.act, row.path, row.person_id) == (
        "dossiers.sign",
        "/can-bo/ho-so/",
        actor.person_id,
    )


def test_asking_twice_in_one_request_costs_nothing(
    agencies: dict[str, UUID], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = build.officer_actor(build.officer("a", "tinh.chu-tich"), "tinh.chu-tich")

    with access.one_request():
        access.can(actor=actor, act="dossiers.accept", agency_id=agencies["H99.101"])
        with django_assert_num_queries(0):
            assert access.can(actor=actor, act="dossiers.accept", agency_id=agencies["H99.101"])
            assert access.can(actor=actor, act="dossiers.read", agency_id=agencies["H99.13"])


def test_dates_in_the_future_grant_nothing_today(agencies: dict[str, UUID]) -> None:
    account = build.officer("a")
    post = identity.find_post("xa.mot-cua")
    assert post is not None
    identity.assign_post(
        person_id=account.person_id,
        post_id=post.id,
        valid_from=clock.today() + timedelta(days=1),
        valid_to=date(2099, 1, 1),
        actor=system_actor(),
    )

    assert identity.posts_of(account.person_id) == ()
