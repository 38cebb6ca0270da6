"""Lists that officers keep under a name. The caller owns the list: it writes the address and reads it again."""

from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.services.saved_views import queries
from tinhso.services.saved_views.actions import change_views
from tinhso.services.saved_views.actions.follow_reform import follow_reform, foresee_reform
from tinhso.services.saved_views.types import SavedView

__all__ = ["choose_default", "default_of", "drop_view", "follow_reform", "foresee_reform", "keep_view", "views_of"]


def views_of(list_name: str, *, actor: Actor) -> tuple[SavedView, ...]:
    """The officer's own views of a list and those that colleagues of the same role and agency share."""
    rows = list(queries.seen_by(list_name, actor))
    # Most officers keep none: then nobody asks which of them is the first.
    first = queries.first_of(list_name, actor) if rows else None
    return tuple(
        SavedView(
            id=row.id,
            title=row.title,
            address=row.address,
            is_own=row.person_id == actor.person_id,
            is_shared=row.agency_id is not None,
            is_default=row.id == first,
        )
        for row in rows
    )


def default_of(list_name: str, *, actor: Actor) -> str:
    """The address that the list opens with for this officer; "" for the plain list."""
    return next((view.address for view in views_of(list_name, actor=actor) if view.is_default), "")


def keep_view(
    *, list_name: str, title: str, address: str, is_shared: bool = False, is_default: bool = False, actor: Actor
) -> UUID:
    """Keep an address under a name; the same name again takes the new address. Raises NoPost, ViewInvalid."""
    return change_views.keep_view(
        list_name=list_name, title=title, address=address, is_shared=is_shared, is_default=is_default, actor=actor
    ).id


def drop_view(*, view_id: UUID, actor: Actor) -> None:
    """Forget an own view, also for those it was shared with. Raises NoPost, ViewNotFound (also for a colleague's)."""
    change_views.drop_view(view_id=view_id, actor=actor)


def choose_default(*, list_name: str, view_id: UUID | None, actor: Actor) -> None:
    """Open the list with an own or shared view from now on; None: with the plain list. Raises NoPost, ViewNotFound."""
    change_views.choose_default(list_name=list_name, view_id=view_id, actor=actor)
