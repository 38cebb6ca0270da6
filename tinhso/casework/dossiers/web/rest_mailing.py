"""Where the post meets the applicant, as programs send it."""

from typing import Annotated

from ninja import Field, Schema

from tinhso.casework.dossiers.types import Mailing
from tinhso.services.post.types import Party


class MailingIn(Schema):
    """The address of `return_method` "postal", and of papers that are fetched at home where `collects`."""

    name: Annotated[str, Field(max_length=200)]
    phone: Annotated[str, Field(max_length=40)]
    address: Annotated[str, Field(max_length=200, description="Số nhà, đường, ấp hoặc khóm")]
    unit_code: Annotated[str, Field(max_length=8, description="Mã xã, phường; ngoài tỉnh thì mã tỉnh")]
    collects: Annotated[bool, Field(description="Bưu tá đến nhà lấy giấy tờ")] = False


def mailing_of(said: MailingIn | None) -> Mailing | None:
    """What was asked of the post."""
    if said is None:
        return None
    home = Party(name=said.name, phone=said.phone, address=said.address, unit_code=said.unit_code)
    return Mailing(home=home, collects=said.collects)
