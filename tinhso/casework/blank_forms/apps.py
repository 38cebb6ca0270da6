from django.apps import AppConfig


class BlankFormsConfig(AppConfig):
    name = "tinhso.casework.blank_forms"
    label = "blank_forms"
    verbose_name = "Thư viện biểu mẫu"
