"""C02 search results, C04 start page and printable checklist, C05 "which procedure is right for me?"."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from tinhso.engines.procedures import api
from tinhso.engines.procedures.types import Chooser, FrontDoor, Option, Procedure, Question
from tinhso.engines.procedures.web import words
from tinhso.foundation.ui import api as ui
from tinhso.kernel.text import clean

RESULTS = 20
_LONGEST_QUERY = 200
# What the page shows of a person's way through a chooser travels in the address: nothing is stored about them.
_ANSWERED = "q"


def search_page(request: HttpRequest) -> HttpResponse:
    """C02. Answers htmx with the list alone."""
    query = clean(request.GET.get("q", ""))[:_LONGEST_QUERY]
    hits = api.search(query, limit=RESULTS) if query else []
    context = {
        "query": query,
        "hits": [
            {
                "hit": hit,
                "levels": words.levels(hit.levels),
                "online": words.ONLINE_LEVELS.get(hit.online_level) if hit.online_level else None,
                "fee": words.hit_fee(hit),
            }
            for hit in hits
        ],
        "choosers": api.find_choosers(query) if query else (),
        "count": api.count_procedures(),
    }
    partial = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    response = render(request, "procedures/_results.html" if partial else "procedures/search.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def start_page(request: HttpRequest, code: str) -> HttpResponse:
    """C04."""
    procedure = api.get_procedure(code)
    in_person = procedure.is_operational and procedure.in_use and not procedure.takes_online
    filing = {"apply_url": apply_url(procedure), "only_in_person": in_person}
    return render(request, "procedures/start.html", _about(procedure) | filing)


def checklist_page(request: HttpRequest, code: str) -> HttpResponse:
    """The papers of C04 as a page to print."""
    return render(request, "procedures/checklist.html", _about(api.get_procedure(code)))


def apply_url(procedure: Procedure) -> str | None:
    """Where filing begins; None when the procedure is not filed here (or nothing that takes dossiers is installed)."""
    if not procedure.is_operational or not procedure.in_use or procedure.front_door is FrontDoor.NATIONAL:
        return None
    if not procedure.takes_online:
        return None
    return ui.door_url("procedure.apply", procedure.code) or None


def _about(procedure: Procedure) -> dict[str, Any]:
    titles = {situation.code: situation.title for situation in procedure.situations}
    return {
        "procedure": procedure,
        "online": words.ONLINE_LEVELS.get(procedure.online_level) if procedure.online_level else None,
        "levels": words.levels(procedure.levels),
        "subjects": words.subjects(procedure.subjects),
        "times": words.time_rows(procedure),
        "has_committed": any(row.committed for row in words.time_rows(procedure)),
        "fees": words.fee_rows(procedure.fees, titles),
        "agencies": words.agencies(procedure),
        "papers": words.paper_groups(procedure),
        "needed": words.papers_needed(procedure),
    }


def choosers_page(request: HttpRequest) -> HttpResponse:
    """All choosers, by title."""
    return render(request, "procedures/choosers.html", {"choosers": api.list_choosers()})


def chooser_page(request: HttpRequest, chooser: str) -> HttpResponse:
    """C05: one question a page; the answers so far are in the address, so back, reload and sharing work."""
    asked = api.get_chooser(chooser)
    taken, question, end = follow(asked, request.GET.getlist(_ANSWERED))
    back_url = _address(asked, taken[:-1]) if taken else reverse("procedures:search")
    if end is not None and end.procedure is not None:
        context = {"chooser": asked, "because": end.because, "back_url": back_url}
        return render(request, "procedures/chosen.html", context | _about(api.get_procedure(end.procedure)))
    answer = request.GET.get("answer")
    errors: dict[str, str] = {}
    if answer is not None:
        if any(option.code == answer for option in question.options):
            return redirect(_address(asked, [*taken, answer]))
        errors["answer"] = _("Hãy chọn một câu trả lời")
    context = {
        "chooser": asked,
        "question": question,
        "options": [{"value": o.code, "text": o.text, "hint": o.hint} for o in question.options],
        "taken": taken,
        "number": len(taken) + 1,
        "back_url": back_url,
        "errors": errors,
    }
    return render(request, "procedures/question.html", context, status=422 if errors else 200)


def follow(chooser: Chooser, given: list[str]) -> tuple[list[str], Question, Option | None]:
    """(answers that fit, the question they lead to, the option that ends the way if one did)."""
    taken: list[str] = []
    question = chooser.questions[chooser.start]
    for answer in given:
        option = next((option for option in question.options if option.code == answer), None)
        if option is None:
            break
        taken.append(answer)
        if option.next is None:
            return taken, question, option
        question = chooser.questions[option.next]
    return taken, question, None


def _address(chooser: Chooser, given: list[str]) -> str:
    url = reverse("procedures:chooser", args=[chooser.code])
    return f"{url}?{urlencode([(_ANSWERED, answer) for answer in given])}" if given else url
