from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "tinhso.foundation.reference"
    label = "reference"
    verbose_name = "Danh mục dùng chung"
