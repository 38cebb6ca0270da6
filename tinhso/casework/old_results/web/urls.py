"""Addresses of old results."""

from django.urls import path

from tinhso.casework.old_results.web import batches, lines, signing

app_name = "old_results"
urlpatterns = [
    path("can-bo/ket-qua-cu/", batches.batches, name="batches"),
    path("can-bo/ket-qua-cu/dot/<uuid:batch_id>/", batches.batch, name="batch"),
    path("can-bo/ket-qua-cu/ky/<uuid:order_id>/", signing.sign, name="sign"),
    path("can-bo/ket-qua-cu/dong/<uuid:line_id>/", lines.line, name="line"),
    path("can-bo/ket-qua-cu/dong/<uuid:line_id>/ban-quet/", lines.scan, name="scan"),
    path("can-bo/ket-qua-cu/dong/<uuid:line_id>/ban-quet/<int:page>.png", lines.scan_page, name="scan_page"),
]
