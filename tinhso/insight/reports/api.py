"""What others may ask of reports: a sheet of a period, closing it, what was closed."""

from tinhso.insight.reports import queries, sheets
from tinhso.insight.reports.actions.close_period import close_period
from tinhso.insight.reports.domain.periods import periods_of

__all__ = ["close_period", "periods_of"]
reckon = sheets.reckon
period_of = sheets.period_of
get_copy = queries.get_copy
copies_of = queries.copies_of
cell_records = queries.cell_records
