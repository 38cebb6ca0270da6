from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "tinhso.flows.reconciliation"
    label = "reconciliation"
    verbose_name = "Đối chiếu các hệ thống"
