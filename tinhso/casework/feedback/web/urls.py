"""Addresses of feedback."""

from django.urls import path

from tinhso.casework.feedback.web import citizen, officer

app_name = "feedback"
urlpatterns = [
    path("phan-anh/", citizen.published, name="published"),
    path("phan-anh/gui/<uuid:dossier_id>/", citizen.send, name="send"),
    path("phan-anh/<uuid:feedback_id>/", citizen.own, name="own"),
    path("can-bo/phan-anh/", officer.inbox, name="inbox"),
    path("can-bo/phan-anh/<uuid:feedback_id>/", officer.one, name="one"),
]
