"""The module as Django sees it."""

from django.apps import AppConfig


class DeveloperConfig(AppConfig):
    name = "tinhso.portals.developer"
    label = "developer"
