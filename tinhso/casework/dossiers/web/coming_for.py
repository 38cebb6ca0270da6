"""Who came to the counter in somebody else's name, as typed beside the form."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from tinhso.casework.dossiers.cards import Card, read_card
from tinhso.casework.dossiers.types import Capacity, HelpAnswer, Representative
from tinhso.casework.dossiers.web.intake_form import read_date
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Invalid

CAPACITIES = tuple(Option(value=one.value, text=one.words) for one in Capacity)
# The boxes by the pointer that a refusal names.
BOXES = {
    "/representative": "thay-the",
    "/capacity": "thay-tu-cach",
    "/document": "thay-van-ban",
    "/valid_to": "thay-den",
    "/may_receive": "thay-nhan",
    "/answer": "thay-xac-nhan",
}


def read_representative(typed: Mapping[str, str], *, actor: Actor) -> Representative | None:
    """The representative of the boxes, None when nobody came instead. Raises Invalid with the boxes' pointers."""
    text = typed.get("thay-the", "").strip()
    if not text:
        return None
    wrong: dict[str, str] = {}
    capacity = next((one for one in Capacity if one.value == typed.get("thay-tu-cach", "")), None)
    if capacity is None:
        wrong["/capacity"] = "Chọn tư cách của người đến nộp."
    valid_to: date | None = None
    try:
        until = read_date(typed.get("thay-den", "").strip())
        valid_to = date.fromisoformat(until) if until else None
    except ValueError:
        wrong["/valid_to"] = "Ngày viết như 31/12/2026."
    person_id: UUID | None = None
    try:
        person_id = person_of_card(read_card(text, on=today()), actor, purpose="Tiếp nhận hồ sơ nộp thay")
    except ValueError as why:
        wrong["/representative"] = str(why)
    if wrong or capacity is None or person_id is None:
        raise Invalid("Chưa ghi được người nộp thay.", fields=wrong)
    return Representative(
        person_id=person_id,
        capacity=capacity,
        document=typed.get("thay-van-ban", "")[:200],
        may_receive="thay-nhan" in typed,
        answer=HelpAnswer.CONFIRMED if "thay-xac-nhan" in typed else HelpAnswer.WAITING,
        valid_to=valid_to,
    )


def person_of_card(card: Card, actor: Actor, *, purpose: str) -> UUID:
    """The register's person of the card; one whom only a scanned card tells is registered from it."""
    is_personal = len(card.number) == len("000000000000") and card.number.isdigit()
    person = identity.find_person(
        personal_number=card.number if is_personal else "",
        passport="" if card.number.isdigit() else card.number,
        actor=actor,
        purpose=purpose,
    )
    if person is not None:
        return person.id
    if not card.is_scanned:
        raise ValueError("Hệ thống chưa có ai mang số này. Hãy quét mã QR trên thẻ căn cước của người đó.")
    return identity.register_person(
        full_name=card.full_name,
        personal_number=card.number,
        born_on=card.born_on,
        sex=card.sex,
        address=card.address,
        actor=actor,
    ).id
