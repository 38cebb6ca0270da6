from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "tinhso.engines.procedures"
    label = "procedures"
    verbose_name = "Thủ tục hành chính"
