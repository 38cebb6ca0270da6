"""Which colleagues an officer can call upon in a dossier."""

from collections.abc import Mapping
from uuid import UUID

from tinhso.casework.dossiers.confidentiality import post_sees
from tinhso.casework.dossiers.types import Dossier
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor


def who_sees(dossier: Dossier, *, actor: Actor) -> Mapping[UUID, str]:
    """Person → name, of the agencies that have the dossier, by name; without the officer.

    A post sees a dossier when its roles read dossiers and its level.
    """
    readers = set(access.roles_granting("dossiers.read"))
    agencies = {dossier.receiving_agency_id, dossier.owner_agency_id, dossier.returning_agency_id}
    posts = [
        post.id
        for agency_id in agencies
        for post in identity.list_posts(agency_id=agency_id)
        if readers & set(post.roles) and post_sees(dossier.level, post.id)
    ]
    found = {
        holder.person_id: holder.full_name
        for holders in identity.holders_of_posts(posts).values()
        for holder in holders
    }
    # Vietnamese names are looked for by the last word.
    by_name = sorted(found.items(), key=lambda one: (one[1].split()[-1:], one[1]))
    return {person_id: name for person_id, name in by_name if person_id != actor.person_id}
