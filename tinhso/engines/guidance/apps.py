from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "tinhso.engines.guidance"
    label = "guidance"
    verbose_name = "Hướng dẫn thủ tục"
