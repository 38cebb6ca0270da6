"""Addresses of the developers' pages, and of the same pages among the administrators'."""

from django.urls import path

from tinhso.portals.developer.web import documents, granting, subscriptions, systems

app_name = "developer"
urlpatterns = [
    path("nha-phat-trien/", documents.home, name="home"),
    path("nha-phat-trien/api/", documents.operations, name="operations"),
    path("nha-phat-trien/api/<slug:operation_id>/", documents.operation, name="operation"),
    path("nha-phat-trien/su-kien/", documents.events, name="events"),
    path("nha-phat-trien/he-thong/", systems.systems, name="systems"),
    path("nha-phat-trien/he-thong/<uuid:client_id>/", systems.own_system, name="system"),
    path(
        "nha-phat-trien/he-thong/<uuid:client_id>/nhan/<uuid:subscription_id>/",
        subscriptions.own_subscription,
        name="subscription",
    ),
    path("can-bo/he-thong-ket-noi/", granting.granting, name="granting"),
    path("can-bo/he-thong-ket-noi/<uuid:client_id>/", systems.staff_system, name="staff_system"),
    path("can-bo/he-thong-ket-noi/<uuid:client_id>/quyen/", granting.grant, name="grant"),
    path(
        "can-bo/he-thong-ket-noi/<uuid:client_id>/nhan/<uuid:subscription_id>/",
        subscriptions.staff_subscription,
        name="staff_subscription",
    ),
]
