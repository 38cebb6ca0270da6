"""Every address of the platform: pages of the modules, the portals' homes, the API."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from tinhso.config.api import make_api
from tinhso.config.modules import MODULES, exists

api: NinjaAPI = make_api()

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
]
for _module in MODULES:
    for _place in (f"{_module}.web.urls", f"{_module}.urls"):
        if exists(_place):
            urlpatterns.append(path("", include(import_module(_place))))

handler400 = "tinhso.config.web.bad_request"
handler403 = "tinhso.config.web.permission_denied"
handler404 = "tinhso.config.web.page_not_found"
handler500 = "tinhso.config.web.server_error"
