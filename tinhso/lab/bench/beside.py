"""An empty view beside the platform: what the framework itself costs."""

import os

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("ok")


urlpatterns = [path("do/trang-rong/", empty), path("", include(os.environ["TINHSO_BENCH_URLCONF"]))]
