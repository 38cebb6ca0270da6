"""K05: a counter's own page: name the dossier by its receipt, press one big button, thank you. No JavaScript, no sign-in."""

from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.ratings import api, queries
from tinhso.casework.ratings.errors import NotNow
from tinhso.casework.ratings.subjects import subjects_of
from tinhso.casework.ratings.types import Counter, Rated
from tinhso.casework.ratings.web import slip_form
from tinhso.foundation.identity import api as identity
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid, NotFound, TooMany
from tinhso.kernel.text import clean

KIND = "dossier"
# How long the buttons for one dossier stand on the screen of a device that others use too.
_MINUTES = 10
_SALT = "ratings.counter"


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the dossier; with it, the buttons; with a button pressed, write and thank."""
    counter = queries.open_counter_of(token)
    api.refuse_officers(actor=identity.actor_of(request))
    if "level" in request.POST or "what" in request.POST:
        return _press(request, counter)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _buttons(request, counter, _named(request))
        except (NotFound, TooMany, Conflict) as refused:
            errors, status = {"code": gettext(refused.message)}, 422 if refused.status == 404 else refused.status
    context = {
        "counter": counter,
        "place": identity.get_agency(counter.agency_id).name,
        "errors": errors,
        # A link of the one-stop may name the receipt already.
        "code": clean(request.POST.get("code", "") or request.GET.get("ma", ""))[:200],
    }
    return render(request, "ratings/counter.html", context, status=status)


def _named(request: HttpRequest) -> Rated:
    """The dossier by what was scanned from the receipt, or by code and four characters. Raises NotFound, TooMany, NotNow."""
    code = clean(request.POST.get("code", ""))[:200]
    subjects = subjects_of(KIND)
    if "/" in code:
        subject_id: UUID = subjects.by_token(code.rstrip("/").rpartition("/")[2][:40])
    else:
        last_four = clean(request.POST.get("last_four", ""))[:20].replace(" ", "")
        address = request.META["REMOTE_ADDR"]
        subject_id = subjects.by_code(code=code.replace(" ", ""), last_four=last_four, address=address)
    rated = subjects.about(subject_id)
    if rated.ready_at is None:
        raise NotNow("Hồ sơ chưa có kết quả nên chưa đánh giá được.")
    return rated


def _buttons(request: HttpRequest, counter: Counter, rated: Rated, error: str = "", status: int = 200) -> HttpResponse:
    what = signing.dumps({"id": str(rated.id), "counter": str(counter.id)}, salt=_SALT)
    context = {
        "counter": counter,
        "rated": rated,
        "what": what,
        "errors": {"level": error} if error else {},
        "levels": slip_form.context(api.rule_on(today()), None, {})["levels"],
    }
    return render(request, "ratings/buttons.html", context, status=status)


def _press(request: HttpRequest, counter: Counter) -> HttpResponse:
    try:
        what = signing.loads(request.POST.get("what", ""), salt=_SALT, max_age=_MINUTES * 60)
    except signing.BadSignature:
        return redirect("ratings:counter", token=counter.token)
    if what["counter"] != str(counter.id):
        return redirect("ratings:counter", token=counter.token)
    subject_id = UUID(what["id"])
    given = api.Given(level=request.POST.get("level", "")[:30])
    try:
        api.rate_at_counter(
            counter_id=counter.id, kind=KIND, subject_id=subject_id, given=given, actor=identity.actor_of(request)
        )
    except (Invalid, Conflict) as refused:
        text = next(iter(refused.fields.values()), refused.message)
        return _buttons(request, counter, subjects_of(KIND).about(subject_id), gettext(text), refused.status)
    return redirect("ratings:thanks", token=counter.token)


@never_cache
@require_GET
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """It says nothing about the last one, so the next person may find it on the screen."""
    return render(request, "ratings/thanks.html", {"counter": queries.open_counter_of(token)})
