"""Addresses below /nop/<draft>/ (nop = submit)."""

from django.urls import path

from tinhso.engines.forms.web import papers, views

app_name = "forms"
urlpatterns = [
    path("nop/<uuid:draft_id>/", views.tasks, name="tasks"),
    path("nop/<uuid:draft_id>/tiep/", views.go_on, name="go-on"),
    path("nop/<uuid:draft_id>/bo/", views.discard, name="discard"),
    path("nop/<uuid:draft_id>/kiem-tra/", views.check, name="check"),
    path("nop/<uuid:draft_id>/giay-to/", papers.papers, name="papers"),
    path("nop/<uuid:draft_id>/giay-to/<uuid:paper_id>/", papers.paper_file, name="paper-file"),
    path("nop/<uuid:draft_id>/giay-to/<uuid:paper_id>/bo/", papers.remove, name="paper-remove"),
    path("nop/<uuid:draft_id>/<slug:topic_code>/", views.question, name="question"),
    path("nop/<uuid:draft_id>/<slug:topic_code>/<str:key>/", views.repeat, name="repeat"),
    path("nop/<uuid:draft_id>/<slug:topic_code>/<str:key>/bo/", views.remove_item, name="repeat-remove"),
]
