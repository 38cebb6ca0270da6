from django.apps import AppConfig


class CitizenConfig(AppConfig):
    name = "tinhso.portals.citizen"
    label = "citizen"
