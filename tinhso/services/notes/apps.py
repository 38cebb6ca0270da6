from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "tinhso.services.notes"
    label = "notes"
    verbose_name = "Ghi chú nội bộ"
