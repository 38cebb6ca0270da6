"""Tie a national identity to an account that has a sign-in of its own: its owner, signed in to it, says yes or no."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import models, types
from tinhso.foundation.identity.errors import LinkedElsewhere
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.database import lock_key

_ACT = "accounts.link"


def confirm_link(pending: types.PendingLink, *, actor: Actor) -> None:
    """The owner of the account, signed in to it, says that the national identity is theirs.

    Raises ActDenied for everybody else, LinkedElsewhere when the key was tied to another account meanwhile.
    """
    if actor.user_id != pending.user_id:
        raise ActDenied(_ACT)
    index = pending.subject_index
    with transaction.atomic():
        lock_key(f"identity.national.{index.hex()}")
        link, made = models.NationalLink.objects.get_or_create(
            provider=pending.provider,
            subject_index=index,
            defaults={"user_id": pending.user_id, "level": pending.level},
        )
        if link.user_id != pending.user_id:
            raise LinkedElsewhere
        SocialAccount.objects.get_or_create(
            provider=pending.provider, uid=index.hex(), defaults={"user_id": pending.user_id}
        )
        if made:
            detail = {"provider": pending.provider, "level": pending.level, "confirmed": True}
            access.record_write(actor=actor, act=_ACT, target=("user", pending.user_id), detail=detail)


def decline_link(pending: types.PendingLink) -> None:
    """Whoever came with the national identity does not know the account, or does not want it tied: that is kept for whoever
    helps them later, and nothing else changes. They are nobody here yet, so the platform itself writes it.
    """
    detail = {"provider": pending.provider, "level": pending.level}
    with transaction.atomic():
        access.record_write(
            actor=system_actor(), act="accounts.decline_link", target=("user", pending.user_id), detail=detail
        )
