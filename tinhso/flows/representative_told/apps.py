from django.apps import AppConfig


class RepresentativeToldConfig(AppConfig):
    name = "tinhso.flows.representative_told"
    label = "representative_told"
    verbose_name = "Báo người không còn đại diện tổ chức"
