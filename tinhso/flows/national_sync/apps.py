from django.apps import AppConfig


class NationalSyncConfig(AppConfig):
    name = "tinhso.flows.national_sync"
    label = "national_sync"
    verbose_name = "Đồng bộ Cổng Dịch vụ công quốc gia"
