"""Addresses of the library of blank forms."""

from django.urls import path

from tinhso.casework.blank_forms.web import library

app_name = "blank_forms"
urlpatterns = [
    path("bieu-mau/", library.library, name="library"),
    path("bieu-mau/<str:code>/", library.of_procedure, name="of_procedure"),
    path("bieu-mau/<str:code>/to-khai.pdf", library.blank, name="blank"),
    path("bieu-mau/<str:code>/mau/<str:name>", library.official, name="official"),
    path("bieu-mau/<str:code>/chuan-bi.pdf", library.preparation, name="preparation"),
    path("bieu-mau/<str:code>/dien-san.pdf", library.prefilled, name="prefilled"),
]
