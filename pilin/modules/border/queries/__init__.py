"""What is read in the border room, part by part."""

from pilin.modules.border.queries.patrols import (
    coverage_of,
    month,
    months_between,
    months_of,
    squad_records,
)
from pilin.modules.border.queries.records import length_m, record, records, records_named, spanned
from pilin.modules.border.queries.sharing import calendar, catalogue, meetings, public_law

__all__ = [
    "calendar",
    "catalogue",
    "coverage_of",
    "length_m",
    "meetings",
    "month",
    "months_between",
    "months_of",
    "public_law",
    "record",
    "records",
    "records_named",
    "spanned",
    "squad_records",
]
