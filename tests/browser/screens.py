"""The register of screens. A page that is not here is not looked at: add its line with the page.

``who`` is an account of the sample province ("" = nobody signed in); ``path`` may hold names of ``places`` that the
server's preparation found (``/ho-so/{dossier}/``): a screen whose place is not there is skipped, loudly.
"""

from dataclasses import dataclass
from enum import StrEnum


class Shell(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen in one state (filled, empty, error)."""

    name: str
    path: str
    shell: Shell = Shell.CITIZEN
    who: str = ""
    status: int = 200

    def __str__(self) -> str:
        return self.name


SCREENS = (
    Screen(name="C01-trang-chu", path="/"),
    Screen(name="C51-kha-nang-tiep-can", path="/kha-nang-tiep-can/"),
    Screen(name="C52-du-lieu-ca-nhan", path="/du-lieu-ca-nhan/"),
    Screen(name="C55-khong-co-trang", path="/khong-co-trang-nay/", shell=Shell.PLAIN, status=404),
    Screen(name="ui-nguoi-dan", path="/giao-dien/"),
    Screen(name="ui-nguoi-dan-loi", path="/giao-dien/?loi=1", status=422),
    Screen(name="ui-can-bo", path="/giao-dien/can-bo/", shell=Shell.OFFICER),
)
