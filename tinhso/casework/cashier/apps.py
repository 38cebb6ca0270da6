from django.apps import AppConfig


class CashierConfig(AppConfig):
    name = "tinhso.casework.cashier"
    label = "cashier"
    verbose_name = "Thu ngân"
