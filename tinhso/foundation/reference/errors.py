"""What reference data refuses."""

from tinhso.kernel.errors import NotFound


class UnitNotFound(NotFound):
    code = "reference.unit_not_found"


class CalendarNotFound(NotFound):
    code = "reference.calendar_not_found"
