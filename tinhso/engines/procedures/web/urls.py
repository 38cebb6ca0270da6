"""Addresses of the pages about procedures. A code has a dot, a chooser's address has its own branch."""

from django.urls import path

from tinhso.engines.procedures.web import views

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", views.search_page, name="search"),
    path("thu-tuc/chon/", views.choosers_page, name="choosers"),
    path("thu-tuc/chon/<slug:chooser>/", views.chooser_page, name="chooser"),
    path("thu-tuc/<str:code>/", views.start_page, name="start"),
    path("thu-tuc/<str:code>/can-chuan-bi/", views.checklist_page, name="checklist"),
]
