"""Questions asked on the portal: the agency's own, the unanswered first, and the page on which one is answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.national_portal import api, queries

ACT = "national_portal.answer"


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Oldest unanswered first."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act=ACT, agency_id=actor.agency_id)
    return render(
        request, "national_portal/questions.html", {"rows": queries.questions(access.scope(actor=actor, act=ACT))}
    )


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Read, then answer once."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act=ACT, agency_id=actor.agency_id)
    asked = queries.question(question_id, access.scope(actor=actor, act=ACT))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            api.answer_question(question_id=question_id, text=request.POST.get("answer", ""), actor=actor)
        except Invalid as refused:
            errors = refused.by_box("answer")
        except Conflict as refused:
            messages.error(request, refused.message)
            return redirect("national_portal:question", question_id)
        else:
            messages.success(request, "Đã trả lời; câu trả lời được gửi lên Cổng.")
            return redirect("national_portal:questions")
    context = {"asked": asked, "errors": errors, "answer": request.POST.get("answer", "")}
    return render(request, "national_portal/question.html", context, status=422 if errors else 200)
