"""The data vault: deposit, read under guard and log, prefill, transfer, revoke, verify.

A person reads the own vault, that of children and wards, and those of organisations with a right there; an officer
needs `vault.read`; everybody else gets ItemNotFound and nothing is logged as a read.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileContent
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.services.vault import models, queries
from tinhso.services.vault.actions import keep_own_document
from tinhso.services.vault.actions import object_to_read as reads
from tinhso.services.vault.actions import share_item as share_item_
from tinhso.services.vault.actions.change_item import end_item, renew_item, transfer_item
from tinhso.services.vault.actions.deposit_item import OWNER_KIND, deposit_item
from tinhso.services.vault.domain import states
from tinhso.services.vault.errors import ItemNotFound, ShareOver
from tinhso.services.vault.models import Item
from tinhso.services.vault.types import (
    ItemState,
    KnownValue,
    Objection,
    OpenedItem,
    OwnDocument,
    PublicFacts,
    Share,
    ShareScope,
    VaultItem,
)

__all__ = [
    "add_own_document",
    "answer_objection",
    "check_token",
    "deposit",
    "facts_of_file",
    "file_of_token",
    "find_items",
    "held_for",
    "items_from",
    "known_values",
    "list_items",
    "list_objections",
    "list_own_documents",
    "list_shares",
    "object_to_read",
    "open_item",
    "open_share",
    "read_file",
    "read_own_document",
    "read_shared_file",
    "remove_own_document",
    "renew",
    "revoke",
    "revoke_share",
    "see_share",
    "share_item",
    "supersede",
    "transfer",
]  # fmt: skip

_HIDDEN = "Không có giấy tờ này trong kho, hoặc bạn không được xem."


def deposit(
    *,
    holder: HolderRef,
    result_code: str,
    title: str,
    number: str,
    issuer_agency_id: UUID,
    issued_on: date,
    valid_to: date | None,
    file_id: UUID,
    data: Mapping[str, Any],
    source: tuple[str, UUID],
    beneficiary_id: UUID | None = None,
    token: str = "",
    actor: Actor,
) -> VaultItem:
    """Put a result into the holder's vault; the same (source, result_code) again gives the item that is there.

    `title` and `number` name no person; `data` are values by path ("child.full_name"), kept encrypted. A holder
    without a personal number who has a guardian: the guardian holds it until `transfer` (which happens by itself when
    the person gets a number). `beneficiary_id` says so explicitly. `token` is the verification token that the document
    already carries in its QR; without one it gets its own. The caller has authorised the issuing act.
    NĐ 107/2021/NĐ-CP, TT 01/2023/TT-VPCP. Raises DepositInvalid, FileNotFound.
    """
    row = deposit_item(
        holder=holder,
        result_code=result_code,
        title=title,
        number=number,
        issuer_agency_id=issuer_agency_id,
        issued_on=issued_on,
        valid_to=valid_to,
        file_id=file_id,
        data=data,
        source=source,
        token=token,
        beneficiary_id=beneficiary_id,
        actor=actor,
    )
    return queries.shown(row)


def list_items(*, holder: HolderRef, actor: Actor, purpose: str = "Xem danh sách kho dữ liệu") -> tuple[VaultItem, ...]:
    """All items of a holder and those a guardian holds for it, newest first; one logged read. Raises ItemNotFound."""
    _guard(holder, actor)
    rows = list(queries.own_items(holder))
    if rows:
        access.record_read(actor=actor, holders=(holder,), purpose=purpose)
    return tuple(queries.shown(row) for row in rows)


def find_items(
    *, holder: HolderRef, result_code: str, actor: Actor, purpose: str = "Kiểm tra giấy tờ đã có trong kho"
) -> tuple[VaultItem, ...]:
    """Items of one kind of result that are in force today, newest first; one logged read. Raises ItemNotFound."""
    _guard(holder, actor)
    rows = list(queries.in_force(queries.own_items(holder).filter(result_code=result_code), clock.today()))
    if rows:
        access.record_read(actor=actor, holders=(holder,), purpose=purpose)
    return tuple(queries.shown(row) for row in rows)


def open_item(*, item_id: UUID, actor: Actor, purpose: str) -> OpenedItem:
    """The item with its data; logged with the purpose, which the holder will see. Raises ItemNotFound."""
    row = _guarded(item_id, actor)
    _log(row, actor, purpose)
    return OpenedItem(item=queries.shown(row), data=dict(row.data))


def read_file(*, item_id: UUID, actor: Actor, purpose: str) -> FileContent:
    """The item's file, to be sent or read; logged with the purpose. Raises ItemNotFound."""
    row = _guarded(item_id, actor)
    _log(row, actor, purpose)
    return files.read_file(file_id=row.file_id, owner=(OWNER_KIND, row.id), actor=actor)


def known_values(*, holder: HolderRef, actor: Actor, purpose: str = "Điền sẵn tờ khai") -> Mapping[str, KnownValue]:
    """`<result_code>.<path>` → the value in the newest item of that kind in force, with its source and date.

    What forms prefill from (`x-prefill`); one logged read. Raises ItemNotFound.
    """
    _guard(holder, actor)
    known: dict[str, KnownValue] = {}
    newest: set[str] = set()
    for row in queries.in_force(queries.own_items(holder), clock.today()):
        if row.result_code in newest:
            continue
        newest.add(row.result_code)
        number = f" số {row.number}" if row.number else ""
        source = f"Kho dữ liệu: {row.title}{number}"
        for path, value in row.data.items():
            known[f"{row.result_code}.{path}"] = KnownValue(value, source, row.issued_on, row.id)
    if known:
        access.record_read(actor=actor, holders=(holder,), purpose=purpose)
    return known


def items_from(source: tuple[str, UUID]) -> tuple[VaultItem, ...]:
    """The items that a source made, without their data. The caller has guarded the source."""
    rows = Item.objects.filter(source_kind=source[0], source_id=source[1]).order_by("deposited_at", "id")
    return tuple(queries.shown(row) for row in rows)


def held_for(beneficiary_id: UUID) -> tuple[VaultItem, ...]:
    """Items that somebody else holds for a person, without their data; for the caller that transfers them."""
    rows = Item.objects.filter(beneficiary_id=beneficiary_id).order_by("deposited_at", "id")
    return tuple(queries.shown(row) for row in rows)


def transfer(*, item_id: UUID, to: HolderRef, actor: Actor) -> VaultItem:
    """Pass an item to another holder (the child that has a number now). The caller has authorised it. ItemNotFound."""
    return queries.shown(transfer_item(item_id=item_id, to=to, actor=actor))


def revoke(*, item_id: UUID, actor: Actor, note: str = "") -> VaultItem:
    """No longer worth anything, from today: it neither prefills nor stands for a paper any more.

    `note`: the sentence that holder and public read, naming no person. The caller has authorised it.
    Raises ItemNotFound, ItemNotValid.
    """
    return queries.shown(end_item(item_id=item_id, state=ItemState.REVOKED, by_item_id=None, note=note, actor=actor))


def supersede(*, item_id: UUID, by_item_id: UUID | None, actor: Actor, note: str = "") -> VaultItem:
    """Another item (None: one of another vault) takes this one's place. As `revoke`. ItemNotFound, ItemNotValid."""
    return queries.shown(
        end_item(item_id=item_id, state=ItemState.SUPERSEDED, by_item_id=by_item_id, note=note, actor=actor)
    )


def renew(*, item_id: UUID, valid_to: date, actor: Actor) -> VaultItem:
    """In force to the end of a later day. The caller has authorised it. ItemNotFound, ItemNotValid."""
    return queries.shown(renew_item(item_id=item_id, valid_to=valid_to, actor=actor))


def check_token(token: str) -> PublicFacts:
    """What anybody with the verification link may know: no personal data. Raises ItemNotFound."""
    return _facts(_by_token(token))


def file_of_token(token: str, *, actor: Actor) -> bytes:
    """The PDF behind a verification link, for the signature check alone: never sent out. Raises ItemNotFound."""
    row = _by_token(token)
    return files.read_file(file_id=row.file_id, owner=(OWNER_KIND, row.id), actor=actor).read()


def facts_of_file(sha256: str) -> PublicFacts | None:
    """The facts of the item whose file is byte for byte this one, as issued or with renewed evidence; else None."""
    row = Item.objects.filter(file_sha256=files.original_of(sha256)).order_by("-deposited_at", "-id").first()
    return None if row is None else _facts(row)


def share_item(*, item_id: UUID, scope: ShareScope, recipient: str, days: int, most_opens: int, actor: Actor) -> Share:
    """A link to one valid document for its holder to pass on: `days` 1–30, `most_opens` 1–20, `recipient` in words.

    Raises ItemNotFound (not theirs to share), ShareRefused (fields).
    """
    row = share_item_.share_item(
        item_id=item_id, scope=scope, recipient=recipient, days=days, most_opens=most_opens, actor=actor
    )
    return queries.share_of(row)


def revoke_share(*, share_id: UUID, actor: Actor) -> None:
    """The link no longer opens; twice is once. Raises ShareOver where it is not the actor's."""
    share_item_.revoke_share(share_id=share_id, actor=actor)


def list_shares(item_id: UUID, *, actor: Actor) -> tuple[Share, ...]:
    """The item's links, newest first; () for who may not share it."""
    row = Item.objects.filter(id=item_id).first()
    if row is None or actor.is_officer or not queries.may_share(row, actor):
        return ()
    return tuple(queries.share_of(one) for one in models.Share.objects.filter(item=row).order_by("-created_at", "-id"))


def see_share(token: str) -> Share:
    """Whether a link is open, and for what; nothing is counted and nobody named. Raises ShareOver."""
    row = share_item_.find_open(token)
    if row is None:
        raise ShareOver
    return queries.share_of(row)


def open_share(*, token: str, actor: Actor) -> tuple[Share, PublicFacts, str]:
    """Open a link once: the share, what the document is, and its holder's name. Counted, logged. Raises ShareOver."""
    row = share_item_.open_share(token=token, actor=actor)
    return queries.share_of(row), _facts(row.item), queries.holder_name(row.item)


def read_shared_file(*, token: str, actor: Actor) -> FileContent:
    """The document of a link that shares it; one opening, logged. Raises ShareOver, also where the document has lost its
    force since: the link then says so and hands nothing out.
    """
    row = share_item_.find_open(token)
    if row is None or row.scope != ShareScope.DOCUMENT.value or queries.shown(row.item).state is not ItemState.VALID:
        raise ShareOver
    opened = share_item_.open_share(token=token, actor=actor)
    return files.read_file(file_id=opened.item.file_id, owner=(OWNER_KIND, opened.item_id), actor=actor)


def add_own_document(
    *, holder: HolderRef, title: str, uploads: tuple[tuple[str, bytes], ...], actor: Actor
) -> OwnDocument:
    """Keep an own paper, unverified: one PDF, or photos that become one. (name, content) each.

    Raises ItemNotFound (not the own vault), OwnDocumentRefused, UploadRefused, ScanUnavailable.
    """
    row = keep_own_document.add_own_document(holder=holder, title=title, uploads=uploads, actor=actor)
    return queries.own_document(row)


def list_own_documents(*, holder: HolderRef, actor: Actor) -> tuple[OwnDocument, ...]:
    """The unverified papers of a holder, newest first; () for who does not own the vault."""
    if actor.is_officer or not queries.is_own(holder, actor):
        return ()
    rows = models.OwnDocument.objects.filter(holder_kind=holder.kind, holder_id=holder.id)
    return tuple(queries.own_document(row) for row in rows.order_by("-added_at", "-id"))


def read_own_document(*, document_id: UUID, actor: Actor) -> FileContent:
    """The file, for its holder alone. Raises ItemNotFound."""
    row = models.OwnDocument.objects.filter(id=document_id).first()
    if row is None or actor.is_officer or not queries.is_own(queries.own_holder(row), actor):
        raise ItemNotFound(_HIDDEN)
    holder = queries.own_holder(row)
    access.record_read(actor=actor, holders=[holder], purpose="Tải giấy tờ tự thêm", target=("vault.own", row.id))
    return files.read_file(file_id=row.file_id, owner=("vault.own", row.id), actor=actor)


def remove_own_document(*, document_id: UUID, actor: Actor) -> None:
    """Take an own paper out. Raises ItemNotFound."""
    keep_own_document.remove_own_document(document_id=document_id, actor=actor)


def object_to_read(*, read_id: UUID, holder: HolderRef, reason: str, actor: Actor) -> Objection:
    """Object to one logged reading of the holder's data, once. Raises ItemNotFound, ObjectionRefused."""
    return queries.objection(reads.object_to_read(read_id=read_id, holder=holder, reason=reason, actor=actor))


def list_objections(*, holder: HolderRef | None = None, actor: Actor) -> tuple[Objection, ...]:
    """A holder's objections for themselves; without a holder all, for who may answer them. Newest first.

    Raises ActDenied, ItemNotFound.
    """
    rows = models.Objection.objects.order_by("-made_at", "-id")
    if holder is None:
        access.authorise(actor=actor, act=reads.ANSWER_ACT, agency_id=access.Whose.NO_AGENCY)
        found = list(rows[:200])
        for row in found:
            access.record_read(actor=actor, holders=[queries.own_holder(row)], purpose="Giải quyết phản đối")
        return tuple(queries.objection(row) for row in found)
    if actor.is_officer or not queries.is_own(holder, actor):
        raise ItemNotFound(_HIDDEN)
    return tuple(queries.objection(row) for row in rows.filter(holder_kind=holder.kind, holder_id=holder.id))


def answer_objection(*, objection_id: UUID, answer: str, actor: Actor) -> None:
    """Answer in words that the holder reads, once; never by the post that read. ActDenied, ObjectionRefused."""
    reads.answer_objection(objection_id=objection_id, answer=answer, actor=actor)


def _by_token(token: str) -> Item:
    row = Item.objects.filter(token=token).first()
    if row is None:
        raise ItemNotFound("Mã xác minh này không có trong hệ thống.")
    return row


def _facts(row: Item) -> PublicFacts:
    item = queries.shown(row)
    return PublicFacts(
        item_id=row.id,
        title=row.title,
        number=row.number,
        issuer_name=queries.agency_name(row.issuer_agency_id),
        issued_on=row.issued_on,
        valid_to=row.valid_to,
        state=item.state,
        state_on=row.state_on,
        words=states.in_words(item.state, valid_to=row.valid_to, changed_on=row.state_on, note=row.state_note),
    )


def _guard(holder: HolderRef, actor: Actor) -> None:
    if not queries.may_read_holder(holder, actor):
        raise ItemNotFound(_HIDDEN)


def _guarded(item_id: UUID, actor: Actor) -> Item:
    row = Item.objects.filter(id=item_id).first()
    if row is None or not queries.may_read(row, actor):
        raise ItemNotFound(_HIDDEN)
    return row


def _log(row: Item, actor: Actor, purpose: str) -> None:
    access.record_read(actor=actor, holders=queries.holders_of_item(row), purpose=purpose, target=(OWNER_KIND, row.id))
