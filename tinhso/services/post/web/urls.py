"""Addresses of the post."""

from django.urls import path

from tinhso.services.post.web import desk, order

app_name = "post"
urlpatterns = [
    path("can-bo/buu-chinh/", desk.letters, name="letters"),
    path("can-bo/buu-chinh/<uuid:order_id>/", order.order, name="order"),
    path("can-bo/buu-chinh/mau-thuan/<uuid:finding_id>/", order.finding, name="finding"),
]
