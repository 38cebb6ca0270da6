from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "tinhso.portals.staff"
    label = "staff"
