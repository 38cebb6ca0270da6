from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "tinhso.insight.indicators"
    label = "indicators"
    verbose_name = "Chỉ số"
