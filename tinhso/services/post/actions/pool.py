"""The pool of waybill numbers: imported as the post allots them, taken in their order, each once, cancelled ones kept."""

from collections.abc import Iterable

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.kernel.ids import new_id
from tinhso.services.post.domain import waybills
from tinhso.services.post.errors import PoolEmpty, PostInvalid
from tinhso.services.post.models import Order, Waybill
from tinhso.services.post.queries import MANAGE, needed_service


def import_range(*, first: str, last: str, actor: Actor) -> int:
    """Every number from the first to the last. Raises as `import_list`."""
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    try:
        codes = tuple(waybills.in_range(first.strip().upper(), last.strip().upper()))
    except ValueError as wrong:
        raise PostInvalid("Dải số không đúng.", fields={"/first": str(wrong)}) from wrong
    return _keep(codes, actor)


def import_list(*, text: str, actor: Actor) -> int:
    """The numbers of a file, one a line, in their order. Returns how many; a wrong line imports nothing.

    Raises ActDenied, PostInvalid (no numbers, wrong ones, some known already), NoPostalService.
    """
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
    try:
        codes = waybills.in_list(text)
    except ValueError as wrong:
        raise PostInvalid("Tệp số vận đơn không đúng.", fields={"/file": str(wrong)}) from wrong
    return _keep(codes, actor)


def _keep(codes: Iterable[str], actor: Actor) -> int:
    wanted = list(codes)
    if not wanted:
        raise PostInvalid("Không có số vận đơn nào.", fields={"/file": "Tệp không có số vận đơn nào."})
    customer, at = needed_service().customer_code, now()
    with transaction.atomic():
        lock_key(f"post.pool.{customer}")
        known = [
            code
            for begin in range(0, len(wanted), 500)
            for code in Waybill.objects.filter(code__in=wanted[begin : begin + 500]).values_list("code", flat=True)
        ]
        if known:
            words = f"{len(known)} số đã nhập trước đây, ví dụ {sorted(known)[0]}; không số nào được nhập."
            raise PostInvalid("Số vận đơn đã có.", fields={"/first": words, "/file": words})
        last = Waybill.objects.filter(customer_code=customer).order_by("-seq").values_list("seq", flat=True).first()
        rows = [
            Waybill(customer_code=customer, code=code, seq=seq, imported_at=at)
            for seq, code in enumerate(wanted, (last or 0) + 1)
        ]
        Waybill.objects.bulk_create(rows, batch_size=500)
        detail = {"count": len(rows), "first": wanted[0], "last": wanted[-1]}
        access.record_write(actor=actor, act="post.import_waybills", target=("post.pool", new_id()), detail=detail)
    return len(rows)


def allot(order: Order) -> str:
    """The next free number becomes this letter's, in the caller's transaction: a refusal later gives it back.

    Raises PoolEmpty.
    """
    lock_key(f"post.pool.{order.customer_code}")
    row = Waybill.objects.filter(customer_code=order.customer_code, state="free").order_by("seq").first()
    if row is None:
        raise PoolEmpty
    row.state, row.order_id, row.used_at = "used", order.id, now()
    row.save(update_fields=["state", "order_id", "used_at"])
    return row.code


def cancel_number(code: str, *, reason: str) -> None:
    """The number is not used again and stays in the book, with why."""
    Waybill.objects.filter(code=code, state="used").update(state="cancelled", reason=reason[:300])
