"""What other modules may ask of identity. Ids are UUIDs; `on` is a day in the province, today when left out.

Cards of people and organisations are guarded: the person, a guardian, a user of the organisation, or an officer with
`people.read`; every card that leaves is logged as a read with its purpose. Identifiers come masked unless `reveal=True`
and the actor is entitled (`people.reveal`, or it is the own or a ward's card).
"""

from collections.abc import Collection, Iterable
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import models, people, queries, second_factor, tree
from tinhso.foundation.identity.actions.apply_agency_tree import apply_agency_tree
from tinhso.foundation.identity.actions.follow_reform import ended_agencies, follow_reform, foresee_reform, heir_in
from tinhso.foundation.identity.actions.link_national import confirm_link, decline_link
from tinhso.foundation.identity.actions.manage_accounts import (
    HashedSecret,
    check_unlock,
    create_citizen,
    create_officer,
    hash_secret,
    person_of_number,
    put_demo_identity,
    reset_second_factor,
    set_pin,
    use_single_keys,
)
from tinhso.foundation.identity.actions.manage_posts import (
    assign_post,
    delegate_post,
    delegations_from,
    end_posting,
    revoke_delegation,
)
from tinhso.foundation.identity.actions.manage_sso import (
    SSO_SCOPES,
    add_sso_client,
    list_sso_clients,
    renew_sso_secret,
    revoke_sso_client,
    set_sso_consent,
    sso_client_coded,
)
from tinhso.foundation.identity.actions.match_national import match_national
from tinhso.foundation.identity.actions.merge_people import merge_for, merge_own
from tinhso.foundation.identity.actions.register_organisation import (
    add_member,
    grant_membership,
    parse,
    register_agency,
    register_organisation,
)
from tinhso.foundation.identity.actions.register_person import (
    add_paper,
    change_contacts,
    give_number,
    register_person,
    set_guardian,
)
from tinhso.foundation.identity.actions.rotate_keys import reencrypt_all, rotate_keys
from tinhso.foundation.identity.actions.spend_code import end_tokens, keep_tokens, leave_code, take_code
from tinhso.foundation.identity.contacts import Contact, contacts_of
from tinhso.foundation.identity.domain.agency_codes import from_legacy, is_code, is_legacy, to_legacy
from tinhso.foundation.identity.domain.identifiers import compact, ending, parse_personal_number, parse_tax_code
from tinhso.foundation.identity.errors import AgencyNotFound, OrganisationNotFound, PersonNotFound, PostNotFound
from tinhso.foundation.identity.merging import columns as following_mergers
from tinhso.foundation.identity.merging import register_columns as follow_mergers
from tinhso.foundation.identity.queries import ids_of, standing
from tinhso.foundation.identity.representatives import use_business_register
from tinhso.foundation.identity.stand_ins import stood_in_for
from tinhso.foundation.identity.types import (
    Agency,
    HeldPost,
    HolderRef,
    Membership,
    Organisation,
    OrganisationKind,
    PaperKind,
    Person,
    Post,
    PostHolder,
    Right,
)
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, anonymous_actor
from tinhso.kernel.encryption import blind_index
from tinhso.kernel.errors import Denied

__all__ = [
    "SSO_SCOPES",
    "Contact",
    "HashedSecret",
    "HolderRef",
    "add_member",
    "add_paper",
    "add_sso_client",
    "apply_agency_tree",
    "assign_post",
    "change_contacts",
    "check_unlock",
    "confirm_link",
    "contacts_of",
    "create_citizen",
    "create_officer",
    "decline_link",
    "delegate_post",
    "delegations_from",
    "end_posting",
    "end_tokens",
    "ended_agencies",
    "ending",
    "follow_mergers",
    "follow_reform",
    "following_mergers",
    "foresee_reform",
    "from_legacy",
    "give_number",
    "grant_membership",
    "hash_secret",
    "heir_in",
    "ids_of",
    "is_code",
    "is_legacy",
    "keep_tokens",
    "leave_code",
    "list_sso_clients",
    "match_national",
    "merge_for",
    "merge_own",
    "parse_personal_number",
    "parse_tax_code",
    "put_demo_identity",
    "reencrypt_all",
    "register_agency",
    "register_organisation",
    "register_person",
    "renew_sso_secret",
    "reset_second_factor",
    "revoke_delegation",
    "revoke_sso_client",
    "rotate_keys",
    "set_guardian",
    "set_pin",
    "set_sso_consent",
    "sso_client_coded",
    "standing",
    "stood_in_for",
    "take_code",
    "to_legacy",
    "use_business_register",
    "use_single_keys",
]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request, as the middleware found; anonymous when nobody is signed in."""
    actor = getattr(request, "actor", None)
    return actor if isinstance(actor, Actor) else anonymous_actor()


def second_factor_address(request: HttpRequest) -> str:
    """Where this session passes the second factor and comes back; "" when it has. For acts of an officer outside the
    staff pages, which ask for it by themselves."""
    if second_factor.is_verified(request):
        return ""
    if isinstance(request.user, models.User) and second_factor.has_second_factor(request.user.id):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    return reverse("identity:second_factor")


# Agencies


def get_agency(agency_id: UUID, *, on: date | None = None) -> Agency:
    """The agency as on the day, or as it was last when it is gone by then. Raises AgencyNotFound."""
    agency = tree.agency_near(agency_id, on or clock.today())
    if agency is None:
        raise AgencyNotFound("Không có cơ quan này.")
    return agency


def find_agency(code: str, *, on: date | None = None) -> Agency | None:
    """The agency that had this code (either form) on the day."""
    return tree.tree_on(on or clock.today()).agencies_by_code.get(code)


def list_agencies(*, on: date | None = None) -> tuple[Agency, ...]:
    """Every agency of the day, by code."""
    return tuple(sorted(tree.tree_on(on or clock.today()).agencies.values(), key=lambda agency: agency.code))


def agency_lineage(agency_id: UUID, *, on: date | None = None) -> tuple[UUID, ...]:
    """The agency and every agency above it, nearest first."""
    return queries.lineage(agency_id, on or clock.today())


def agency_subtree(agency_id: UUID, *, on: date | None = None) -> frozenset[UUID]:
    """The agency and every agency below it."""
    return queries.subtree(agency_id, on or clock.today())


def heir_of(agency_id: UUID, *, on: date | None = None) -> UUID:
    """Who stands for the agency on the day: itself, or through any number of reforms its heir."""
    known, at = tree.tree_on(on or clock.today()), agency_id
    while at not in known.agencies and at in known.heirs:
        at = known.heirs[at]
    return at


def heirs(*, on: date | None = None) -> dict[UUID, UUID]:
    """Every agency that ended before the day, and who stands for it then."""
    known = tree.tree_on(on or clock.today())
    return {ended: heir_of(ended, on=on) for ended in known.heirs if ended not in known.agencies}


def standing_agency(code: str) -> Agency | None:
    """The agency of this code today (either form), or who stands for the one that had it: old codes keep working."""
    found = find_agency(code)
    if found is not None:
        return found
    known = models.Agency.objects.filter(code=code).values_list("id", flat=True).first()
    return None if known is None else tree.tree_on(clock.today()).agencies.get(heir_of(known))


def calendar_code(agency_id: UUID, *, on: date | None = None) -> str:
    """The calendar of the agency: its own, else the nearest above; "" when none names one."""
    day = on or clock.today()
    agencies = tree.tree_on(day).agencies
    for one in queries.lineage(agency_id, day):
        if one in agencies and agencies[one].calendar_code:
            return agencies[one].calendar_code
    return ""


# Posts


def get_post(post_id: UUID, *, on: date | None = None) -> Post:
    """The post as on the day, or as it was last. Raises PostNotFound."""
    post = tree.post_near(post_id, on or clock.today())
    if post is None:
        raise PostNotFound("Không có vị trí này.")
    return post


def post_titles(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Titles by id, as today or as they were last; unknown ids are left out."""
    found = ((one, tree.post_near(one, clock.today())) for one in ids)
    return {one: post.title for one, post in found if post is not None}


def find_post(code: str, *, on: date | None = None) -> Post | None:
    """The post of this code on the day."""
    return tree.tree_on(on or clock.today()).posts_by_code.get(code)


def list_posts(*, agency_id: UUID | None = None, role: str | None = None, on: date | None = None) -> tuple[Post, ...]:
    """Posts of the day, of one agency, holding one role; by code."""
    return tuple(queries.posts_on(on or clock.today(), agency_id=agency_id, role=role))


def posts_of(person_id: UUID, *, on: date | None = None) -> tuple[Post, ...]:
    """Posts the person may act through on the day: own, then covered."""
    return tuple(held.post for held in queries.held_posts(person_id, on or clock.today()))


def held_posts(person_id: UUID, *, on: date | None = None) -> tuple[HeldPost, ...]:
    """As `posts_of`, with the agency and whom one covers."""
    return tuple(queries.held_posts(person_id, on or clock.today()))


def holders_of(post_id: UUID, *, on: date | None = None) -> tuple[PostHolder, ...]:
    """Who acts through the post on the day: holders, then those who cover them."""
    return tuple(queries.holders_on((post_id,), on or clock.today())[post_id])


def holders_of_posts(post_ids: Collection[UUID], *, on: date | None = None) -> dict[UUID, tuple[PostHolder, ...]]:
    """The same for several posts at once: post → holders, in two queries."""
    found = queries.holders_on(post_ids, on or clock.today())
    return {post_id: tuple(holders) for post_id, holders in found.items()}


def covered_people(person_id: UUID, post_id: UUID, *, on: date | None = None) -> frozenset[UUID]:
    """Whom this person stands in for at the post on the day (cover during leave), by the covers in force."""
    return queries.covered_people(person_id, post_id, on or clock.today())


# People


def person_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Full names by person id, one query; unknown ids are left out. Names only, so not logged as a read."""
    return queries.names_of(ids)


def person_of_account(username: str) -> UUID | None:
    """Whose account this is; None when there is none in use."""
    user = queries.account_named(username)
    return None if user is None else user.person_id


def unit_code_on(holder: HolderRef, on: date) -> str:
    """The code of the commune that the holder's address was in on the day; a code alone, so not logged as a read."""
    return people.unit_code_on(holder, on)


def get_person(person_id: UUID, *, actor: Actor, purpose: str, reveal: bool = False) -> Person:
    """The card; of one that was merged, the one that stands for it. Raises PersonNotFound both for none and for none this
    actor may see."""
    row = models.Person.objects.filter(id=standing(person_id)).first()
    if row is None or not people.may_read_person(row.id, actor):
        raise PersonNotFound("Không có người này hoặc bạn không được xem.")
    return people.show_person(row, actor=actor, purpose=purpose, reveal=reveal)


def find_person(
    *,
    personal_number: str = "",
    passport: str = "",
    country: str = "VN",
    old_identity_card: str = "",
    actor: Actor,
    purpose: str,
    reveal: bool = False,
) -> Person | None:
    """The person of exactly one identifier, through its blind index. A phone finds nobody: families share one.

    Raises Denied when an officer without `people.read` searches; others find only themselves and their wards.
    """
    if personal_number:
        row = person_of_number(compact(personal_number))
    else:
        kind, number = (PaperKind.PASSPORT, passport) if passport else (PaperKind.OLD_IDENTITY_CARD, old_identity_card)
        index = people.paper_index(kind, country, number)
        paper = models.IdentityPaper.objects.filter(kind=kind.value, country=country, number_index=index).first()
        row = None if paper is None else paper.person
    if not access.can(actor=actor, act="people.read", agency_id=access.Whose.ANY_OF_MINE):
        if actor.is_officer:
            raise Denied("Bạn không có quyền tra cứu người dân.")
        if row is not None and not people.may_read_person(row.id, actor):
            return None
    return None if row is None else people.show_person(row, actor=actor, purpose=purpose, reveal=reveal)


def wards_of(guardian_id: UUID, *, on: date | None = None) -> tuple[UUID, ...]:
    """Children and wards of the person on the day."""
    rows = models.Guardianship.objects.filter(queries.in_force(on or clock.today()), guardian_id=guardian_id)
    return tuple(rows.order_by("valid_from", "id").values_list("ward_id", flat=True))


def find_ward(guardian_ids: Collection[UUID], *, full_name: str, born_on: date | None) -> UUID | None:
    """Which ward of these guardians is of that name and birth today; nobody's card is read for it."""
    rows = models.Guardianship.objects.filter(queries.in_force(clock.today()), guardian_id__in=guardian_ids)
    named = rows.filter(ward__full_name=full_name, ward__born_on=born_on)
    return named.order_by("valid_from", "id").values_list("ward_id", flat=True).first()


def guardians_of(ward_id: UUID, *, on: date | None = None) -> tuple[UUID, ...]:
    """Parents and guardians of the person on the day."""
    rows = models.Guardianship.objects.filter(queries.in_force(on or clock.today()), ward_id=ward_id)
    return tuple(rows.order_by("valid_from", "id").values_list("guardian_id", flat=True))


def has_personal_number(person_id: UUID) -> bool:
    """Whether the person has a personal number yet (a newborn has none)."""
    return models.Person.objects.filter(id=person_id, personal_number_index__isnull=False).exists()


def name_and_ending(holder: HolderRef) -> tuple[str, str]:
    """The name and the last four characters of the number (personal number, else a paper's; tax code).

    For filing under them: no card leaves, so it is not logged as a read. Raises PersonNotFound, OrganisationNotFound.
    """
    return people.name_and_ending(holder)


def person_id_of_number(personal_number: str) -> UUID | None:
    """Whose number it is, for putting a paper under its holder: no card leaves, so it is not logged as a read."""
    row = person_of_number(compact(personal_number))
    return None if row is None else row.id


def is_of_tree(holder: HolderRef) -> bool:
    """Whether the holder is an agency of the province's own tree, which has its card under its own id."""
    return holder.kind == "organisation" and holder.id in tree.tree_on(clock.today()).agencies


def agency_number(holder: HolderRef) -> str:
    """By what papers name an agency of the tree that has no tax code: its own code; "" for any other holder."""
    return people.agency_number(holder.id) if holder.kind == "organisation" else ""


def is_agency(holder: HolderRef) -> bool:
    """Whether the holder is a state agency: such applicants are counted apart."""
    return (
        holder.kind == "organisation"
        and models.Organisation.objects.filter(id=holder.id, kind=OrganisationKind.AGENCY.value).exists()
    )


def personal_number_ends_with(person_id: UUID, digits: str) -> bool:
    """Whether these are the last four digits of the personal number: for public tracking, which shows nothing else."""
    row = models.Person.objects.filter(id=person_id).first()
    number = "" if row is None else row.personal_number or ""
    return len(digits) == 4 and number.endswith(digits)


def tax_code_ends_with(organisation_id: UUID, digits: str) -> bool:
    """Whether these are the last four digits of the tax code: for public tracking."""
    row = models.Organisation.objects.filter(id=organisation_id).first()
    code = "" if row is None else (row.tax_code or "").replace("-", "")
    return len(digits) == 4 and code.endswith(digits)


# Organisations


def get_organisation(organisation_id: UUID, *, actor: Actor, purpose: str, reveal: bool = False) -> Organisation:
    """The card; an agency of the tree has one before it filed anything. Raises OrganisationNotFound both for none and for
    none this actor may see."""
    row = models.Organisation.objects.filter(id=organisation_id).first()
    agency = tree.tree_on(clock.today()).agencies.get(organisation_id) if row is None else None
    if agency is not None and people.may_read_organisation(agency.id, actor):
        # What the tree says of an agency is public: nobody's data is read.
        return people.agency_card(agency)
    if row is None or not people.may_read_organisation(row.id, actor):
        raise OrganisationNotFound("Không có tổ chức này hoặc bạn không được xem.")
    return people.show_organisation(row, actor=actor, purpose=purpose, reveal=reveal)


def find_organisation(
    tax_code: str, *, kind: OrganisationKind = OrganisationKind.OTHER, actor: Actor, purpose: str, reveal: bool = False
) -> Organisation | None:
    """The organisation of a tax code (any spelling). Raises IdentityInvalid for a code that cannot be one."""
    index = blind_index(parse(tax_code, kind), people.TAX_CODE)
    row = models.Organisation.objects.filter(tax_code_index=index).first()
    if row is None or not people.may_read_organisation(row.id, actor):
        return None
    return people.show_organisation(row, actor=actor, purpose=purpose, reveal=reveal)


def organisations_of(person_id: UUID, *, on: date | None = None) -> tuple[Organisation, ...]:
    """Organisations the person may act for on the day, by name; tax codes of households masked. Among them the agencies
    where a post of theirs files for the agency."""
    day = on or clock.today()
    rows = models.Membership.objects.filter(queries.in_force(day), person_id=person_id).select_related("organisation")
    cards = [people.organisation_card(row.organisation, reveal=False) for row in rows if row.rights]
    cards += [people.agency_card(one) for one in people.agencies_filed_for(person_id, day)]
    return tuple(sorted(cards, key=lambda one: one.name))


def people_acting_for(organisation_id: UUID, *, on: date | None = None) -> tuple[UUID, ...]:
    """Who may file in the organisation's name on the day, or manages who may: whom its own news reach."""
    return people.people_acting_for(organisation_id, on or clock.today())


def members_of(organisation_id: UUID, *, actor: Actor) -> tuple[Membership, ...]:
    """The users of an organisation and their rights, for its managers; logged as a read. Raises OrganisationNotFound."""
    return people.members_of(organisation_id, actor)


def managed_by(person_id: UUID) -> tuple[Organisation, ...]:
    """The organisations whose users the person manages, by name."""
    found = organisations_of(person_id)
    return tuple(one for one in found if Right.MANAGE in rights_in(person_id, one.id))


def rights_in(person_id: UUID, organisation_id: UUID, *, on: date | None = None) -> frozenset[Right]:
    """What the person may do in the organisation's name on the day."""
    return people.rights_in(person_id, organisation_id, on or clock.today())


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by organisation id, one query; unknown ids are left out."""
    return dict(models.Organisation.objects.filter(id__in=set(ids)).values_list("id", "name"))
