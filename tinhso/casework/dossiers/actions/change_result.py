"""An issued result changes by a decision: renewed, amended, revoked, replaced. Register and vault say the same at once."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Invalid
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import ChangeKind, Decree, Entry
from tinhso.services.vault import api as vault
from tinhso.services.vault.types import VaultItem


@dataclass(frozen=True, kw_only=True)
class ResultChange:
    """What is decided. `valid_to`: the new last day of a renewal; `by_number` and `by_year`: the line that replaces this
    one in the same register.
    """

    kind: ChangeKind
    decree: Decree
    effective_on: date
    valid_to: date | None = None
    by_number: int = 0
    by_year: int = 0


def change_result(*, entry_id: UUID, change: ResultChange, actor: Actor) -> Entry:
    """Enter a decision into the register; who checks the paper reads it at once, and the vault item follows.

    A revoked or replaced item no longer prefills and no longer stands for a paper. Raises Denied, EntryNotFound,
    EntryEnded, Invalid with the fields.
    """
    with transaction.atomic():
        other = _other(entry_id, change, actor) if change.kind is ChangeKind.REPLACED else None
        entry = registers.change_entry(
            entry_id=entry_id,
            kind=change.kind,
            decree=change.decree,
            effective_on=change.effective_on,
            valid_to=change.valid_to,
            other_entry_id=other.id if other else None,
            actor=actor,
        )
        for item in vault.items_from(entry.subject):
            if item.number == entry.notation:
                follow(item, entry, change.kind, other, actor)
    return entry


def follow(item: VaultItem, entry: Entry, kind: ChangeKind, other: Entry | None, actor: Actor) -> None:
    """The vault item says what the register says."""
    words = registers.state_in_words(entry)
    if kind is ChangeKind.REVOKED:
        vault.revoke(item_id=item.id, note=words, actor=actor)
    elif kind is ChangeKind.REPLACED:
        found = vault.items_from(other.subject) if other else ()
        by = next((one.id for one in found if other and one.number == other.notation), None)
        vault.supersede(item_id=item.id, by_item_id=by, note=words, actor=actor)
    elif kind is ChangeKind.RENEWED and entry.valid_to is not None:
        vault.renew(item_id=item.id, valid_to=entry.valid_to, actor=actor)


def _other(entry_id: UUID, change: ResultChange, actor: Actor) -> Entry:
    entry = registers.get_entry(entry_id, actor=actor)
    found = registers.find_entry(register=entry.register, year=change.by_year, number=change.by_number, actor=actor)
    if found is None or found.id == entry.id or not found.is_in_force:
        raise Invalid(
            "Không có bản thay thế.",
            fields={"/by_number": "Ghi số của bản cấp lại, đã vào cùng sổ này và còn hiệu lực, ví dụ 12/2026."},
        )
    return found
