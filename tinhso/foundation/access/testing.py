"""For tests of every module: what the logs hold."""

from tinhso.foundation.access.models import AuditEntry, ReadEntry, SecurityEntry


def audit_acts() -> list[str]:
    """The acts written so far, oldest first."""
    return list(AuditEntry.objects.order_by("at", "id").values_list("act", flat=True))


def read_purposes() -> list[str]:
    """The purposes of the reads logged so far, oldest first."""
    return list(ReadEntry.objects.order_by("at", "id").values_list("purpose", flat=True))


def security_acts() -> list[tuple[str, str]]:
    """(kind, act) of what the security log holds, oldest first."""
    return list(SecurityEntry.objects.order_by("at", "id").values_list("kind", "act"))
