from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "tinhso.services.notifications"
    label = "notifications"
    verbose_name = "Thông báo"
