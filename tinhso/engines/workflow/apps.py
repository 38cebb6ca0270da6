from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "tinhso.engines.workflow"
    label = "workflow"
    verbose_name = "Quy trình"
    default_auto_field = "django.db.models.BigAutoField"
