"""Addresses of dossiers: citizens below /ho-so/, the public below /tra-cuu/, officers below /can-bo/ho-so/."""

from django.urls import path

from tinhso.casework.dossiers.web import citizen, officer, tracking

app_name = "dossiers"
urlpatterns = [
    path("ho-so/nop/<str:code>/", citizen.apply, name="apply"),
    path("ho-so/gui/<uuid:draft_id>/", citizen.declare, name="declare"),
    path("ho-so/", citizen.mine, name="mine"),
    path("ho-so/<uuid:dossier_id>/", citizen.detail, name="detail"),
    path("ho-so/<uuid:dossier_id>/da-nop/", citizen.filed, name="filed"),
    path("ho-so/<uuid:dossier_id>/rut/", citizen.withdraw, name="withdraw"),
    path("ho-so/<uuid:dossier_id>/giay/<uuid:paper_id>/", citizen.paper_file, name="paper"),
    path("ho-so/<uuid:dossier_id>/tep/<uuid:file_id>/", citizen.given_file, name="file"),
    path("ho-so/<uuid:dossier_id>/ket-qua.pdf", citizen.result_file, name="result"),
    path("tra-cuu/", tracking.track, name="track"),
    path("tra-cuu/<str:token>/", tracking.track_token, name="track_token"),
    path("can-bo/ho-so/", officer.worklist, name="worklist"),
    path("can-bo/ho-so/<uuid:dossier_id>/", officer.work, name="work"),
    path("can-bo/viec/<uuid:task_id>/", officer.do_task, name="do_task"),
    path("can-bo/viec/<uuid:task_id>/nhan/", officer.take_task, name="take_task"),
    path("can-bo/ho-so/<uuid:dossier_id>/huy-tiep-nhan/", officer.cancel_acceptance, name="cancel_acceptance"),
    path("can-bo/ho-so/<uuid:dossier_id>/duyet-huy/", officer.approve_cancellation, name="approve_cancellation"),
    path("can-bo/buoi-sang/", officer.morning, name="morning"),
]
