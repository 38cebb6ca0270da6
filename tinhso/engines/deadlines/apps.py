from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "tinhso.engines.deadlines"
    label = "deadlines"
    verbose_name = "Thời hạn"
