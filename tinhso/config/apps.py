"""Discovery at start-up: everything that modules declare by file name is found here and nowhere else."""

from typing import Any

from django.apps import AppConfig

from tinhso.config.modules import parts
from tinhso.kernel.definitions import kinds


def _description() -> dict[str, Any]:
    """The API as OpenAPI tells it; its operations are known once the addresses are."""
    from tinhso.config.urls import api

    return api.get_openapi_schema()


class TinhSoConfig(AppConfig):
    name = "tinhso.config"
    label = "tinhso"

    def ready(self) -> None:
        # These import models, which exist only now.
        from tinhso.foundation.access import api as access
        from tinhso.foundation.identity import api as identity
        from tinhso.foundation.ui import api as ui
        from tinhso.kernel.outbox import api as outbox
        from tinhso.portals.developer import api as developer

        developer.use_description(_description)
        for part in parts("offers"):
            for scope in getattr(part, "SCOPES", ()):
                access.register_scope(scope)
            for event in getattr(part, "EVENTS", ()):
                outbox.offer(event)
        for part in parts("holders"):
            identity.follow_mergers(part.HOLDERS)
        parts("subscribers")
        for part in parts("navigation"):
            ui.register_module(part)
        ui.use_gate(
            lambda request, act: access.can(
                actor=identity.actor_of(request), act=act, agency_id=access.Whose.ANY_OF_MINE
            )
        )
        for part in parts("kinds"):
            for kind in part.KINDS:
                kinds.register(kind)
