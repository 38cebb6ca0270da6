from django.apps import AppConfig


class DossierQualityConfig(AppConfig):
    name = "tinhso.flows.dossier_quality"
    label = "dossier_quality"
    verbose_name = "Đánh giá, phản ánh về hồ sơ"
