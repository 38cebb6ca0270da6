"""O01: what waits for the officer today, composed of what the modules put into the slot."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tinhso.kernel.clock import today


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The morning page of every officer."""
    return render(request, "staff/home.html", {"today": today()})
