"""Browsers and programs that are signed in as somebody."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.kernel.actor import Actor


def visitor(**extra: Any) -> Client:
    """Nobody in particular."""
    return Client(raise_request_exception=False, **extra)


def signed_in(actor: Actor) -> Client:
    """The person of this actor, an officer with the second factor passed."""
    client = visitor()
    assert actor.user_id is not None
    user = get_user_model().objects.get(id=actor.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    if actor.is_officer:
        session = client.session
        session["identity.second_factor"] = str(user.pk)
        session.save()
    return client
