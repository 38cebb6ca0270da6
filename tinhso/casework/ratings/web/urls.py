"""Addresses of ratings. A counter's address is short: it is printed and typed."""

from django.urls import path

from tinhso.casework.ratings.web import counter, rating, results

app_name = "ratings"
urlpatterns = [
    path("danh-gia/ho-so/<uuid:dossier_id>/", rating.rate, name="rate"),
    path("danh-gia/giay-hen/<str:token>/", rating.by_receipt, name="by_receipt"),
    path("danh-gia/<str:token>/", counter.start, name="counter"),
    path("danh-gia/<str:token>/cam-on/", counter.thanks, name="thanks"),
    path("can-bo/danh-gia/", results.results, name="results"),
    path("can-bo/danh-gia/ghi-ho/<uuid:dossier_id>/", rating.assist, name="assist"),
    path("can-bo/danh-gia/quay/", results.counters, name="counters"),
    path("can-bo/danh-gia/quay/<uuid:counter_id>/", results.poster, name="poster"),
]
