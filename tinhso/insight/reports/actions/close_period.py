"""Close a period of a report: the figures are frozen with the dossiers behind each cell; a correction is another copy."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.insight.reports import sheets
from tinhso.insight.reports.errors import PeriodNotOver
from tinhso.insight.reports.events import ReportClosed
from tinhso.insight.reports.models import Copy, CopyRecord
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.database import lock_key
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.api import publish


def close_period(*, selection: Selection, reason: str = "", actor: Actor) -> UUID:
    """Freeze the period for the agency (None = the province). The second time it is a correction and needs a reason.

    Raises Denied for whoever may not close for it, PeriodNotOver, Invalid without a reason.
    """
    with transaction.atomic():
        lock_key(f"reports.close.{selection.agency_id}.{selection.first}.{selection.last}")
        _authorise(selection, actor)
        if selection.last >= today():
            raise PeriodNotOver("Kỳ này chưa hết, chưa chốt được.")
        assert actor.person_id is not None
        version = sheets.version_on(selection.last)
        counts = sheets.counts_of(version, selection.last)
        scope_name = (
            identity.get_agency(selection.agency_id, on=selection.last).name if selection.agency_id else sheets.PROVINCE
        )
        before = Copy.objects.filter(
            report=version.code, scope_name=scope_name, first=selection.first, last=selection.last
        ).count()
        if before and not reason.strip():
            raise Invalid("Sửa sau khi chốt phải nói lý do.", fields={"/reason": "Ghi vì sao phải sửa số đã chốt."})
        records = [
            (row, column, dossier_id)
            for column, count in counts.items()
            for dossier_id, row in warehouse.record_rows(selection, count, actor=actor)
        ]
        rows = sheets.rows_from(((row, column) for row, column, _ in records), counts)
        annex = sheets.annex_of(version, selection, counts, actor=actor)
        copy = Copy.objects.create(
            report=version.code,
            definition_version_id=version.id,
            scope_id=selection.agency_id,
            scope_name=scope_name,
            first=selection.first,
            last=selection.last,
            number=before + 1,
            reason=reason.strip()[:1000],
            closed_at=now(),
            closed_by_id=actor.person_id,
            body={"rows": rows, "annex": [[one.field, one.cause, one.number] for one in annex]},
        )
        CopyRecord.objects.bulk_create(
            [
                CopyRecord(copy=copy, row=row, column=column, dossier_id=dossier_id)
                for row, column, dossier_id in records
            ],
            batch_size=2000,
        )
        access.record_write(
            actor=actor,
            act="statistics.close",
            target=("report_copy", copy.id),
            detail={"report": version.code, "number": copy.number, "records": len(records)},
        )
        publish(
            ReportClosed(
                copy_id=copy.id,
                report=version.code,
                first=selection.first.isoformat(),
                last=selection.last.isoformat(),
                number=copy.number,
            ),
            aggregate=("report_copy", copy.id),
            actor=actor,
        )
    return copy.id


def _authorise(selection: Selection, actor: Actor) -> None:
    scope = access.scope(actor=actor, act="statistics.close")
    if actor.person_id is None or not (scope.everywhere or selection.agency_id in scope.agency_ids):
        raise Denied("Vị trí của bạn không chốt được báo cáo này.")
