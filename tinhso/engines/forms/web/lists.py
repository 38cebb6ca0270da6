"""C11: a whole list for a repeating group, copied from a spreadsheet; what is wrong is told line by line."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from tinhso.engines.forms import api, queries
from tinhso.engines.forms.domain.lists import takes_lists
from tinhso.engines.forms.errors import AnswersInvalid
from tinhso.engines.forms.types import Asked
from tinhso.engines.forms.web.telling import told
from tinhso.engines.forms.web.views import group_url, place, signed_in
from tinhso.foundation.identity.api import actor_of

# Of a long list of choices the page names the first; all of them are on the page of one item.
_MOST_NAMED = 8


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, draft_id: UUID, topic_code: str) -> HttpResponse:
    """The columns in order, one box for the list."""
    draft, _, topic = place(request, draft_id, topic_code)
    if topic.repeat is None or not takes_lists(topic):
        raise Http404
    errors: list[str] = []
    if request.method == "POST":
        try:
            count = api.add_list(
                draft_id=draft_id, topic=topic.code, text=request.POST.get("list", ""), actor=actor_of(request)
            )
        except AnswersInvalid as refused:
            errors = [told(line) for line in refused.fields["/list"].split("\n")]
        else:
            messages.success(request, gettext("Đã thêm %(count)s mục.") % {"count": count})
            return redirect(group_url(request, draft, topic))
    context = {
        "draft": draft,
        "topic": topic,
        "foreign": (get_language() or "vi") != "vi",
        "columns": [(asked.label, _hint(asked)) for asked in topic.asked],
        "text": request.POST.get("list", ""),
        "errors": {"list": errors[0]} if errors else {},
        "lines": errors,
        "back_url": group_url(request, draft, topic),
    }
    return render(request, "forms/list.html", context, status=422 if errors else 200)


def _hint(asked: Asked) -> str:
    choices = [one.title for one in queries.choices_of(asked.field)]
    more = "; …" if len(choices) > _MOST_NAMED else ""
    return "; ".join(choices[:_MOST_NAMED]) + more if choices else asked.hint
