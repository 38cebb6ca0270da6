"""Addresses of reports, below /can-bo/bao-cao/."""

from django.urls import path

from tinhso.insight.reports.web import pages

app_name = "reports"
urlpatterns = [
    path("can-bo/bao-cao/", pages.report, name="report"),
    path("can-bo/bao-cao/o/", pages.cell, name="cell"),
    path("can-bo/bao-cao/bang.csv", pages.table, name="table"),
    path("can-bo/bao-cao/bang.xlsx", pages.workbook, name="workbook"),
    path("can-bo/bao-cao/bieu.pdf", pages.paper, name="paper"),
    path("can-bo/bao-cao/chot/", pages.close, name="close"),
    path("can-bo/bao-cao/ban/<uuid:copy_id>/", pages.copy, name="copy"),
    path("can-bo/bao-cao/ban/<uuid:copy_id>/ho-so/", pages.records, name="records"),
]
