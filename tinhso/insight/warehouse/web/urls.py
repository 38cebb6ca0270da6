"""Addresses of figures, below /can-bo/thong-ke/."""

from django.urls import path

from tinhso.insight.warehouse.web import officers, process, records, timeliness

app_name = "warehouse"
urlpatterns = [
    path("can-bo/thong-ke/", timeliness.timeliness, name="timeliness"),
    path("can-bo/thong-ke/can-bo/", officers.officers, name="officers"),
    path("can-bo/thong-ke/noi-cho/", process.process, name="process"),
    path("can-bo/thong-ke/ho-so/", records.records, name="records"),
]
