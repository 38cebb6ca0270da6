"""Discovery at start-up: everything that modules declare by file name is found here and nowhere else."""

from django.apps import AppConfig

from tinhso.config.modules import parts
from tinhso.kernel.definitions import kinds


class TinhSoConfig(AppConfig):
    name = "tinhso.config"
    label = "tinhso"

    def ready(self) -> None:
        parts("subscribers")
        parts("navigation")
        for part in parts("kinds"):
            for kind in part.KINDS:
                kinds.register(kind)
