"""Addresses of the exchange."""

from django.urls import path

from tinhso.services.national_portal.web import catalogues, inbound, questions, queue

app_name = "national_portal"
urlpatterns = [
    path("can-bo/cong-quoc-gia/", queue.queue, name="queue"),
    path("can-bo/cong-quoc-gia/tin/<uuid:message_id>/gui-lai/", queue.send_again, name="send_again"),
    path("can-bo/cong-quoc-gia/tin/<uuid:message_id>/bo-qua/", queue.skip, name="skip"),
    path("can-bo/cong-quoc-gia/den/", inbound.inbound, name="inbound"),
    path("can-bo/cong-quoc-gia/den/<uuid:inbound_id>/lap-lai/", inbound.try_again, name="try_again"),
    path("can-bo/cong-quoc-gia/hoi-dap/", questions.questions, name="questions"),
    path("can-bo/cong-quoc-gia/hoi-dap/<uuid:question_id>/", questions.question, name="question"),
    path("can-bo/cong-quoc-gia/danh-muc/", catalogues.catalogues, name="catalogues"),
    path("can-bo/cong-quoc-gia/danh-muc/tai/", catalogues.pull, name="pull"),
    path("can-bo/cong-quoc-gia/danh-muc/<str:kind>/ghep/", catalogues.map_code, name="map"),
]
