from django.apps import AppConfig


class SectorSyncConfig(AppConfig):
    name = "tinhso.services.sector_sync"
    label = "sector_sync"
    verbose_name = "Chuyển phần mềm ngành"
