"""What is read in the border room, part by part."""

from pilin.modules.border.queries.patrols import (
    coverage_of,
    month,
    months_between,
    months_of,
    squad_records,
)
from pilin.modules.border.queries.records import length_m, record, records, records_named, spanned

__all__ = [
    "coverage_of",
    "length_m",
    "month",
    "months_between",
    "months_of",
    "record",
    "records",
    "records_named",
    "spanned",
    "squad_records",
]
