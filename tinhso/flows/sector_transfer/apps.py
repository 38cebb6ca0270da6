from django.apps import AppConfig


class SectorTransferConfig(AppConfig):
    name = "tinhso.flows.sector_transfer"
    label = "sector_transfer"
    verbose_name = "Chuyển hồ sơ sang phần mềm ngành"
