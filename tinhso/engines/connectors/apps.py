from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "tinhso.engines.connectors"
    label = "connectors"
    verbose_name = "Kết nối hệ thống ngoài"
