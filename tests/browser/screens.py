"""The register of screens. A page that is not here is not looked at: add its line with the page.

``who`` is an account of the sample province ("" = nobody signed in). Pages of one dossier need one: they are
looked at where a test has filed it (tests/journeys).
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


CITIZEN, OFFICER = "lan.mau", "long-chau.mot-cua"

SCREENS = (
    Screen(name="C01-trang-chu", path="/"),
    Screen(name="C02-tim-thu-tuc", path="/thu-tuc/?q=khai sinh"),
    Screen(name="C02-tim-khong-thay", path="/thu-tuc/?q=zzzz"),
    Screen(name="C05-chon-thu-tuc", path="/thu-tuc/chon/"),
    Screen(name="C07-dang-nhap", path="/dang-nhap/", shell=Shell.PLAIN),
    Screen(name="C07-can-bo-dang-nhap", path="/dang-nhap/can-bo/", shell=Shell.PLAIN),
    Screen(name="C22-ho-so-cua-toi-trong", path="/ho-so/", who=CITIZEN),
    Screen(name="C28-tra-cuu", path="/tra-cuu/"),
    Screen(name="C30-kho-giay-to", path="/kho/", who=CITIZEN),
    Screen(name="C33-ai-da-xem", path="/kho/ai-da-xem/", who=CITIZEN),
    Screen(name="C50-xac-minh", path="/xac-minh/"),
    Screen(name="C51-kha-nang-tiep-can", path="/kha-nang-tiep-can/"),
    Screen(name="C52-du-lieu-ca-nhan", path="/du-lieu-ca-nhan/"),
    Screen(name="C55-khong-co-trang", path="/khong-co-trang-nay/", shell=Shell.PLAIN, status=404),
    Screen(name="O01-viec-hom-nay", path="/can-bo/", shell=Shell.OFFICER, who=OFFICER),
    Screen(name="O20-viec-cua-toi", path="/can-bo/ho-so/", shell=Shell.OFFICER, who=OFFICER),
    Screen(name="ui-nguoi-dan", path="/giao-dien/"),
    Screen(name="ui-nguoi-dan-loi", path="/giao-dien/?loi=1", status=422),
    Screen(name="ui-can-bo", path="/giao-dien/can-bo/", shell=Shell.OFFICER),
)
