"""Covering during leave: by whoever is away, or for a colleague who cannot do it any more, by who answers for the agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api, queries
from tinhso.foundation.ui.api import read_date
from tinhso.foundation.ui.types import Option
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import DomainError

# Where the page says what a refusal of the cover is about.
_PLACES = {"/reason": "reason", "/valid_to": "to"}


@dataclass(frozen=True)
class _Seat:
    """A post with whoever sits on it: what can be covered."""

    post_id: UUID
    person_id: UUID
    words: str

    @property
    def key(self) -> str:
        return f"{self.post_id}.{self.person_id}"


@require_http_methods(["GET", "POST"])
def covers(request: HttpRequest) -> HttpResponse:
    """Let a colleague act through a post during leave, and end it."""
    actor = api.actor_of(request)
    assert actor.person_id is not None
    manages = actor.agency_id is not None and access.can(actor=actor, act="posts.delegate", agency_id=actor.agency_id)
    team = _team(actor)
    seats = [*_own(actor.person_id), *(team if manages else ())]
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _end(request, actor) if "end" in request.POST else _give(request, actor, seats, team)
        if not errors:
            return redirect("identity:covers")
    given = api.delegations_from(actor.person_id, of_agency=actor.agency_id if manages else None)
    names = queries.names_of(person for one in given for person in (one.from_person_id, one.to_person_id))
    titles = api.post_titles(one.post_id for one in given)
    people = {seat.person_id: seat.words for seat in team if seat.person_id != actor.person_id}
    context = {
        "seats": [Option(value=seat.key, text=seat.words) for seat in seats],
        "only": seats[0] if len(seats) == 1 else None,
        "manages": manages,
        "people": [Option(value=str(person), text=words) for person, words in people.items()],
        "given": [
            {
                "row": one,
                "from": names.get(one.from_person_id, ""),
                "to": names.get(one.to_person_id, ""),
                "title": titles.get(one.post_id, ""),
            }
            for one in given
        ],
        "errors": errors,
        "data": request.POST,
        "from_value": read_date(request.POST, "from"),
        "to_value": read_date(request.POST, "to"),
    }
    return render(request, "identity/covers.html", context, status=422 if errors else 200)


def _own(person_id: UUID) -> list[_Seat]:
    held = [one for one in queries.held_posts(person_id, clock.today()) if one.delegated_by is None]
    return [_Seat(one.post.id, person_id, f"{one.post.title}, {one.agency.name}") for one in held]


def _team(actor: Actor) -> list[_Seat]:
    """Who sits where in the agency of the active post, but for oneself."""
    if actor.agency_id is None:
        return []
    today = clock.today()
    posts = {post.id: post for post in queries.posts_on(today, agency_id=actor.agency_id)}
    return [
        _Seat(post_id, one.person_id, f"{one.full_name}, {posts[post_id].title}")
        for post_id, holders in queries.holders_on(posts, today).items()
        for one in holders
        if one.delegated_by is None and one.person_id != actor.person_id
    ]


def _end(request: HttpRequest, actor: Actor) -> dict[str, str]:
    try:
        api.revoke_delegation(delegation_id=UUID(request.POST["end"]), actor=actor)
    except (DomainError, ValueError) as wrong:
        return {"end": getattr(wrong, "message", "Không có lần ủy quyền này.")}
    return {}


def _give(request: HttpRequest, actor: Actor, seats: Sequence[_Seat], team: Sequence[_Seat]) -> dict[str, str]:
    start, end = read_date(request.POST, "from").as_date(), read_date(request.POST, "to").as_date()
    wanted = request.POST.get("post", "")
    seat = next((one for one in seats if wanted in (one.key, str(one.post_id))), None)
    taker = _taker(request, team)
    errors: dict[str, str] = {}
    if seat is None:
        errors["post"] = "Chọn vị trí."
    if taker is None:
        errors["person" if team else "colleague"] = "Chọn đồng nghiệp, hoặc ghi tên đăng nhập của một cán bộ."
    if start is None:
        errors["from"] = "Nhập ngày bắt đầu."
    if end is None:
        errors["to"] = "Nhập ngày kết thúc."
    if errors or seat is None or taker is None or start is None or end is None:
        return errors
    try:
        api.delegate_post(
            post_id=seat.post_id,
            from_person_id=seat.person_id,
            to_person_id=taker,
            valid_from=start,
            valid_to=end,
            reason=request.POST.get("reason", ""),
            actor=actor,
        )
    except DomainError as wrong:
        pointer = next(iter(wrong.fields), "")
        return {_PLACES.get(pointer, "person" if team else "colleague"): wrong.message}
    return {}


def _taker(request: HttpRequest, team: Sequence[_Seat]) -> UUID | None:
    """Who was chosen from the own agency, or named by the account where somebody of another agency steps in."""
    username = request.POST.get("colleague", "").strip()
    if username:
        found = queries.account_named(username)
        return found.person_id if found is not None and queries.is_officer(found.person_id) else None
    chosen = request.POST.get("person", "")
    return next((one.person_id for one in team if str(one.person_id) == chosen), None)
