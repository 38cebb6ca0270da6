"""Task list, question pages, repeating groups, check answers."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.engines.forms import api, queries
from tinhso.engines.forms.domain.lists import takes_lists
from tinhso.engines.forms.errors import AnswersInvalid
from tinhso.engines.forms.types import Draft, Form, Topic, TopicState
from tinhso.engines.forms.web import overview
from tinhso.engines.forms.web.addresses import take_found, wanted_search
from tinhso.engines.forms.web.kept import sign_in_first, take_kept
from tinhso.engines.forms.web.questions import questions_of
from tinhso.engines.forms.web.telling import all_told, told
from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import HolderRef
from tinhso.foundation.identity.api import actor_of
from tinhso.kernel import clock

CHECK = "kiem-tra"
NEW = "them"
_NUMBERS_PURPOSE = "Xem đủ số định danh trong tờ khai"
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Send a visitor without a session to sign in, keeping what was posted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor_of(request).is_anonymous:
            return sign_in_first(request)
        return view(request, *args, **kwargs)

    return guarded


@signed_in
@require_safe
def tasks(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """C09: every topic and the papers with how far they are."""
    draft = api.get_draft(draft_id, actor=actor_of(request))
    form = queries.form_of(draft)
    context = {"draft": draft, "sections": overview.sections(form, draft), "next_url": overview.next_url(form, draft)}
    return render(request, "forms/tasks.html", context)


@signed_in
@require_safe
def go_on(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """To the first page still to be done."""
    draft = api.get_draft(draft_id, actor=actor_of(request))
    return redirect(overview.next_url(queries.form_of(draft), draft))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, draft_id: UUID, topic_code: str) -> HttpResponse:
    """C10: one topic; a repeating group shows its items (C11)."""
    draft, form, topic = place(request, draft_id, topic_code)
    if topic.repeat is not None:
        return _group(request, draft, form, topic)
    if request.method != "POST":
        kept = take_kept(request, draft_id)
        typing = queries.typed_before(draft, topic.code)
        typed = kept if kept is not None else typing or queries.typed_of_topic(topic, draft.answers)
        return _page(request, draft, form, topic, typed, {}, was_kept=kept is not None, was_typed=bool(typing))
    typed = take_found(request.POST)
    searched = wanted_search(typed)
    if searched is not None:
        return _page(request, draft, form, topic, typed, {}, searched=searched)
    page = queries.read_topic(form, topic, typed, draft.answers)
    if not page.errors:
        try:
            saved = api.save_topic(draft_id=draft_id, topic=topic.code, values=page.values, actor=actor_of(request))
            return _onward(request, saved, form, topic)
        except AnswersInvalid as refused:
            return _page(request, draft, form, topic, typed, queries.by_path(refused.fields))
    return _page(request, draft, form, topic, typed, page.errors)


@signed_in
@require_POST
def keep(request: HttpRequest, draft_id: UUID, topic_code: str, key: str = "") -> JsonResponse:
    """What is being typed, sent in the background by the page's script; without it the button saves."""
    page = f"{topic_code}/{key}" if key else topic_code
    kept = api.keep_typed(draft_id=draft_id, page=page, typed=dict(request.POST.lists()), actor=actor_of(request))
    return JsonResponse({"at": f"{clock.local(clock.now()):%H:%M}"} if kept else {}, status=200 if kept else 413)


def place(request: HttpRequest, draft_id: UUID, topic_code: str) -> tuple[Draft, Form, Topic]:
    draft = api.get_draft(draft_id, actor=actor_of(request))
    form = queries.form_of(draft)
    topic = form.topic(topic_code)
    if topic is None or draft.topic_states[topic.code] is TopicState.HIDDEN:
        raise Http404
    return draft, form, topic


def _page(
    request: HttpRequest,
    draft: Draft,
    form: Form,
    topic: Topic,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    searched: Mapping[str, str] | None = None,
    was_kept: bool = False,
    was_typed: bool = False,
) -> HttpResponse:
    lists = dict(typed.lists()) if isinstance(typed, QueryDict) else typed
    errors = all_told(errors)
    hidden = queries.hidden_here(topic, draft.answers)
    questions = questions_of(topic, lists, errors, draft.sources, searched or {}, in_item=False, hidden=hidden)
    context = {
        "draft": draft,
        "topic": topic,
        # Questions are as the definition words them, in Vietnamese: a screen reader is told so.
        "foreign": (get_language() or "vi") != "vi",
        "questions": questions,
        "errors": queries.box_errors(errors),
        "heading_inside": any(one.heading for one in questions),
        "back_url": _back(request, draft, form, topic),
        "keep_url": reverse("forms:keep", args=[draft.id, topic.code]),
        "was_kept": was_kept,
        "was_typed": was_typed and not was_kept and not errors,
    }
    return render(request, "forms/question.html", context, status=422 if errors else 200)


def _from_check(request: HttpRequest) -> bool:
    return request.GET.get("ve") == CHECK


def _back(request: HttpRequest, draft: Draft, form: Form, topic: Topic) -> str:
    if _from_check(request):
        return reverse("forms:check", args=[draft.id])
    return overview.previous_url(form, draft, topic)


def _onward(request: HttpRequest, draft: Draft, form: Form, topic: Topic) -> HttpResponse:
    if _from_check(request):
        return redirect("forms:check", draft.id)
    return redirect(overview.next_url(form, draft, after=topic.code))


def _group(request: HttpRequest, draft: Draft, form: Form, topic: Topic) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            saved = api.save_topic(draft_id=draft.id, topic=topic.code, values={}, actor=actor_of(request))
            return _onward(request, saved, form, topic)
        except AnswersInvalid as refused:
            errors = {"them": told(next(iter(refused.fields.values()), str(refused)))}
    items = overview.items_of(topic, draft)
    context = {
        "draft": draft,
        "topic": topic,
        # Questions are as the definition words them, in Vietnamese: a screen reader is told so.
        "foreign": (get_language() or "vi") != "vi",
        "items": items,
        "takes_lists": takes_lists(topic),
        "can_add": topic.repeat is not None and len(items) < topic.repeat.maximum,
        "errors": errors,
        "query": "?ve=kiem-tra" if _from_check(request) else "",
        "back_url": _back(request, draft, form, topic),
    }
    return render(request, "forms/group.html", context, status=422 if errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def repeat(request: HttpRequest, draft_id: UUID, topic_code: str, key: str) -> HttpResponse:
    """C11: one item of a group, new ("them") or by its key."""
    draft, form, topic = place(request, draft_id, topic_code)
    item = queries.item_of(draft, topic, None if key == NEW else key)
    if item is None:
        raise Http404
    if request.method != "POST":
        kept = take_kept(request, draft_id)
        typing = queries.typed_before(draft, f"{topic.code}/{key}")
        typed: Any = kept if kept is not None else typing or queries.typed_of_topic(topic, item)
        return _item_page(request, draft, topic, key, typed, {}, was_kept=kept is not None, was_typed=bool(typing))
    typed = take_found(request.POST)
    searched = wanted_search(typed)
    if searched is not None:
        return _item_page(request, draft, topic, key, typed, {}, searched=searched)
    page = queries.read_topic(form, topic, typed, draft.answers, item=item)
    if page.errors:
        return _item_page(request, draft, topic, key, typed, page.errors)
    try:
        api.save_item(
            draft_id=draft_id,
            topic=topic.code,
            key=None if key == NEW else key,
            values=page.values,
            actor=actor_of(request),
        )
    except AnswersInvalid as refused:
        found = queries.by_path(refused.fields) or {topic.asked[0].field.path: str(refused)}
        return _item_page(request, draft, topic, key, typed, found)
    return redirect(group_url(request, draft, topic))


def group_url(request: HttpRequest, draft: Draft, topic: Topic) -> str:
    """The page of the group that an item belongs to."""
    return reverse("forms:question", args=[draft.id, topic.code]) + ("?ve=kiem-tra" if _from_check(request) else "")


def _item_page(
    request: HttpRequest,
    draft: Draft,
    topic: Topic,
    key: str,
    typed: Any,
    errors: Mapping[str, str],
    *,
    searched: Mapping[str, str] | None = None,
    was_kept: bool = False,
    was_typed: bool = False,
) -> HttpResponse:
    lists = dict(typed.lists()) if isinstance(typed, QueryDict) else typed
    errors = all_told(errors)
    context = {
        "draft": draft,
        "topic": topic,
        # Questions are as the definition words them, in Vietnamese: a screen reader is told so.
        "foreign": (get_language() or "vi") != "vi",
        "is_new": key == NEW,
        "questions": questions_of(topic, lists, errors, {}, searched or {}, in_item=True),
        "errors": queries.box_errors(errors),
        "back_url": group_url(request, draft, topic),
        "keep_url": reverse("forms:keep-item", args=[draft.id, topic.code, key]),
        "was_kept": was_kept,
        "was_typed": was_typed and not was_kept and not errors,
    }
    return render(request, "forms/item.html", context, status=422 if errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove_item(request: HttpRequest, draft_id: UUID, topic_code: str, key: str) -> HttpResponse:
    """Ask, then take one item out and show the list again."""
    draft, _, topic = place(request, draft_id, topic_code)
    if topic.repeat is None:
        raise Http404
    back_url = group_url(request, draft, topic)
    if request.method == "POST":
        api.remove_item(draft_id=draft_id, topic=topic_code, key=key, actor=actor_of(request))
        return redirect(back_url)
    item = next((item for item in overview.items_of(topic, draft) if item.key == key), None)
    if item is None:
        raise Http404
    return render(request, "forms/remove.html", {"draft": draft, "what": item.title, "back_url": back_url})


@signed_in
@require_safe
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """C17: every answer with a link that changes it and comes straight back."""
    draft = api.get_draft(draft_id, actor=actor_of(request))
    form = queries.form_of(draft)
    reveal = request.GET.get("so") == "day-du"
    if reveal:
        holder = HolderRef("person" if draft.owner[0] == "person" else "organisation", draft.owner[1])
        access.record_read(actor=actor_of(request), holders=[holder], purpose=_NUMBERS_PURPOSE)
    context = {
        "draft": draft,
        "cards": overview.cards(form, draft, reveal=reveal),
        "masked": not reveal and overview.has_masked(form, draft),
        "papers": overview.paper_rows(draft),
        "missing_url": "" if draft.is_complete else overview.next_url(form, draft),
        "problems": overview.leftover_problems(form, draft),
        "back_url": reverse("forms:tasks", args=[draft.id]),
    }
    return render(request, "forms/check.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask, then throw the draft away."""
    draft = api.get_draft(draft_id, actor=actor_of(request))
    if request.method == "POST":
        api.discard_draft(draft_id, actor=actor_of(request))
        return redirect("/")
    return render(request, "forms/discard.html", {"draft": draft, "back_url": reverse("forms:tasks", args=[draft.id])})
