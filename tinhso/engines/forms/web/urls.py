"""Addresses below /nop/<draft>/ (nop = submit)."""

from django.urls import path

from tinhso.engines.forms.web import lists, papers, pieces, views

app_name = "forms"
urlpatterns = [
    path("nop/<uuid:draft_id>/", views.tasks, name="tasks"),
    path("nop/<uuid:draft_id>/tiep/", views.go_on, name="go-on"),
    path("nop/<uuid:draft_id>/bo/", views.discard, name="discard"),
    path("nop/<uuid:draft_id>/kiem-tra/", views.check, name="check"),
    path("nop/<uuid:draft_id>/giay-to/", papers.papers, name="papers"),
    path("nop/<uuid:draft_id>/giay-to/phan/", pieces.begin, name="upload"),
    path("nop/<uuid:draft_id>/giay-to/phan/<uuid:upload_id>/", pieces.append, name="upload-piece"),
    path("nop/<uuid:draft_id>/giay-to/<uuid:paper_id>/", papers.paper_file, name="paper-file"),
    path("nop/<uuid:draft_id>/giay-to/<uuid:paper_id>/bo/", papers.remove, name="paper-remove"),
    path("nop/<uuid:draft_id>/luu-tam/<slug:topic_code>/", views.keep, name="keep"),
    path("nop/<uuid:draft_id>/luu-tam/<slug:topic_code>/<str:key>/", views.keep, name="keep-item"),
    path("nop/<uuid:draft_id>/<slug:topic_code>/", views.question, name="question"),
    path("nop/<uuid:draft_id>/<slug:topic_code>/danh-sach/", lists.paste, name="paste-list"),
    path("nop/<uuid:draft_id>/<slug:topic_code>/<str:key>/", views.repeat, name="repeat"),
    path("nop/<uuid:draft_id>/<slug:topic_code>/<str:key>/bo/", views.remove_item, name="repeat-remove"),
]
