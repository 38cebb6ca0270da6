from django.apps import AppConfig


class RevenueConfig(AppConfig):
    name = "tinhso.insight.revenue"
    label = "revenue"
    verbose_name = "Số thu phí, lệ phí"
