from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "tinhso.services.papers"
    label = "papers"
    verbose_name = "Giấy tờ in ra"
