from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "tinhso.services.saved_views"
    label = "saved_views"
    verbose_name = "Danh sách đã lưu"
