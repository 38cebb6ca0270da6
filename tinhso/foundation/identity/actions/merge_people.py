"""Two cards of one person become one: asked for by whoever proved both accounts, or by an administrator with a reason.

Nothing is deleted. The card that goes is kept and leads to the one that stays; what it said rests encrypted in the
`Merger`; sealed rows keep the old id and are found through it. It cannot be taken back. Sessions of both accounts end.
"""

from uuid import UUID

from allauth.idp.oidc.models import Token
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import F

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import events, merging, models
from tinhso.foundation.identity.domain import merging as rules
from tinhso.foundation.identity.errors import IdentityInvalid, MergeRefused, PersonNotFound
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.text import clean

_SHORTEST_REASON = 10


def merge_own(*, proved_user_id: UUID, actor: Actor) -> UUID:
    """The actor's own account and another one that they proved by signing in to it minutes ago. The card that stays.

    Raises ActDenied, PersonNotFound, MergeRefused also where names, birth or sex differ: that is an administrator's.
    """
    other = models.User.objects.filter(id=proved_user_id, is_active=True).first()
    if actor.person_id is None or actor.is_officer or other is None or other.person_id is None:
        raise ActDenied(merging.ACT)
    with transaction.atomic():
        one_row, other_row = _locked(actor.person_id, other.person_id)
        return _merge(one_row, other_row, way="self", reason="", actor=actor)


def merge_for(*, one_id: UUID, other_id: UUID, reason: str, actor: Actor) -> UUID:
    """By an administrator who compared the papers, where one of the accounts cannot be proved. The card that stays.

    Raises ActDenied (`accounts.merge`; never for the own card), IdentityInvalid without a reason, PersonNotFound,
    MergeRefused.
    """
    why = clean(reason)
    with transaction.atomic():
        access.authorise(actor=actor, act=merging.ACT, agency_id=access.Whose.NO_AGENCY)
        if actor.person_id in (one_id, other_id):
            raise ActDenied(merging.ACT, "Không ai tự gộp thẻ của chính mình: nhờ một quản trị khác.")
        if len(why) < _SHORTEST_REASON:
            wrong = "Ghi lý do: đã đối chiếu giấy tờ nào, vì sao không chứng minh được một tài khoản."
            raise IdentityInvalid(wrong, fields={"/reason": wrong})
        one_row, other_row = _locked(one_id, other_id)
        return _merge(one_row, other_row, way="officer", reason=why, actor=actor)


def _locked(one_id: UUID, other_id: UUID) -> tuple[models.Person, models.Person]:
    """Both cards, locked in one order whoever asks. Raises PersonNotFound for less than two that stand for themselves."""
    found = {row.id: row for row in lock_row(models.Person.objects.filter(id__in=(one_id, other_id)).order_by("id"))}
    if len(found) != 2 or any(row.merged_into_id for row in found.values()):
        raise PersonNotFound("Không có đủ hai thẻ khác nhau để gộp; có thể đã gộp rồi.")
    return found[one_id], found[other_id]


def _merge(one: models.Person, other: models.Person, *, way: str, reason: str, actor: Actor) -> UUID:
    left, right = merging.side_of(one, other), merging.side_of(other, one)
    why_not = rules.impossible(left, right) or merging.ties(one, other)
    if not why_not and way == "self":
        why_not = rules.unlike(left, right)
    if why_not:
        raise MergeRefused(why_not)
    kept, merged = (one, other) if rules.first_stays(left, right) else (other, one)
    before = {"kept": _facts(kept), "merged": _facts(merged)}
    _close_account(kept, merged)
    _fill_gaps(kept, merged)
    moved = merging.move_rows(merged.id, kept.id)
    moved |= _move_own(kept, merged)
    assert actor.person_id is not None
    row = models.Merger.objects.create(
        kept=kept,
        merged=merged,
        way=way,
        reason=reason,
        by_person_id=actor.person_id,
        by_post_id=actor.post_id,
        before=before,
        moved=moved,
    )
    detail = {"merged_id": merged.id, "way": way, "merger_id": row.id, "moved": moved}
    access.record_write(actor=actor, act=merging.ACT, target=("person", kept.id), detail=detail)
    outbox.publish(
        events.PersonMerged(person_id=kept.id, merged_id=merged.id), aggregate=("person", kept.id), actor=actor
    )
    return kept.id


def _facts(row: models.Person) -> dict[str, str]:
    user = models.User.objects.filter(person=row).first()
    return {
        "full_name": row.full_name,
        "personal_number": row.personal_number or "",
        "born_on": "" if row.born_on is None else row.born_on.isoformat(),
        "sex": row.sex,
        "phone": row.phone or "",
        "email": row.email or "",
        "address": row.address or "",
        "unit_code": row.unit_code,
        "username": "" if user is None else user.username,
    }


def _close_account(kept: models.Person, merged: models.Person) -> None:
    """One account stays; national identities of the other lead to it; every session and sign-on of both ends."""
    users = {user.person_id: user for user in models.User.objects.filter(person__in=(kept, merged))}
    models.User.objects.filter(id__in=[user.id for user in users.values()]).update(generation=F("generation") + 1)
    Token.objects.filter(user__in=users.values()).delete()
    goes, stays = users.get(merged.id), users.get(kept.id)
    if goes is None:
        return
    if stays is None:
        models.User.objects.filter(id=goes.id).update(person=kept)
        return
    models.User.objects.filter(id=goes.id).update(is_active=False)
    models.NationalLink.objects.filter(user=goes).update(user=stays)
    SocialAccount.objects.filter(user=goes).update(user=stays)


def _fill_gaps(kept: models.Person, merged: models.Person) -> None:
    """What only the merged card says is said by the kept one; a personal number is in one place only."""
    number, index = merged.personal_number, merged.personal_number_index
    merged.merged_into = kept
    if number is not None and kept.personal_number is None:
        merged.personal_number, merged.personal_number_index = None, None
        kept.personal_number, kept.personal_number_index = number, index
    merged.save(update_fields=["merged_into", "personal_number", "personal_number_index"])
    for name in ("born_on", "sex", "phone", "email"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(merged, name))
    if not kept.address and merged.address:
        for name in ("address", "unit_code", "unit_as_of", "former_unit_code"):
            setattr(kept, name, getattr(merged, name))
    kept.save()


def _move_own(kept: models.Person, merged: models.Person) -> dict[str, int]:
    """Papers, guardianships and memberships, which are identity's own."""
    moved = {
        "giấy tờ tùy thân": models.IdentityPaper.objects.filter(person=merged).update(person=kept),
        "tư cách trong tổ chức": _move_memberships(kept, merged),
        "quan hệ giám hộ": _move_guardianships(kept, merged),
        "vị trí": models.Posting.objects.filter(person=merged).update(person=kept),
    }
    return {words: count for words, count in moved.items() if count}


def _move_memberships(kept: models.Person, merged: models.Person) -> int:
    count = 0
    known = {row.organisation_id: row for row in models.Membership.objects.filter(person=kept)}
    for row in models.Membership.objects.filter(person=merged):
        own = known.get(row.organisation_id)
        if own is None:
            row.person = kept
            row.save(update_fields=["person"])
        else:
            _unite(own, row)
        count += 1
    return count


def _unite(own: models.Membership, other: models.Membership) -> None:
    """What either of them gives today; the other row stays and ends today."""
    today = clock.today()

    def given(row: models.Membership) -> set[str]:
        return set(row.rights) if row.valid_from <= today and (row.valid_to is None or row.valid_to >= today) else set()

    if given(other) - given(own):
        own.rights = sorted(given(own) | given(other))
        own.valid_from = min(own.valid_from, other.valid_from)
        own.valid_to = max(own.valid_to, other.valid_to) if own.valid_to and other.valid_to else None
        own.save(update_fields=["rights", "valid_from", "valid_to"])
    other.rights = []
    other.save(update_fields=["rights"])


def _move_guardianships(kept: models.Person, merged: models.Person) -> int:
    """A pair that is there already stays as it is; the other row keeps the old id."""
    wards = set(models.Guardianship.objects.filter(guardian=kept).values_list("ward_id", flat=True))
    guardians = set(models.Guardianship.objects.filter(ward=kept).values_list("guardian_id", flat=True))
    as_guardian = models.Guardianship.objects.filter(guardian=merged).exclude(ward_id__in=wards)
    as_ward = models.Guardianship.objects.filter(ward=merged).exclude(guardian_id__in=guardians)
    return as_guardian.update(guardian=kept) + as_ward.update(ward=kept)
