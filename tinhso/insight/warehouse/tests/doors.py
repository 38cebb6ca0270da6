"""A browser that is signed in as somebody."""

from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.kernel.actor import Actor


def sign_in(actor: Actor) -> Client:
    """The person of this actor, an officer with the second factor passed."""
    client = Client(raise_request_exception=False)
    assert actor.user_id is not None
    user = get_user_model().objects.get(id=actor.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    if actor.is_officer:
        session = client.session
        session["identity.second_factor"] = str(user.pk)
        session.save()
    return client
