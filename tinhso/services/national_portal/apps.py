from django.apps import AppConfig


class NationalPortalConfig(AppConfig):
    name = "tinhso.services.national_portal"
    label = "national_portal"
    verbose_name = "Cổng Dịch vụ công quốc gia"
