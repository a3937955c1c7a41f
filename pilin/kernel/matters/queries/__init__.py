"""Questions about matters: lists and single matters, agreed kinds and calendars, soundness, what notes mean."""

from pilin.kernel.matters.queries.agreed import (
    Known,
    calendar_of,
    calendars,
    kind,
    kind_named,
    kinds_agreed,
    known,
    read_kind,
)
from pilin.kernel.matters.queries.due import Progress, ended, progress
from pilin.kernel.matters.queries.files import chains, file_of, files_of, held_of, hold, holding
from pilin.kernel.matters.queries.lists import (
    AskedAgain,
    MatterRow,
    Page,
    Wanted,
    about,
    counters,
    matters,
    matters_by_end,
    open_with,
)
from pilin.kernel.matters.queries.pressing import ending, pressing, pressing_counts
from pilin.kernel.matters.queries.references import Reference, offered, references, referring
from pilin.kernel.matters.queries.single import (
    Hands,
    MatterView,
    last_receipt,
    matter,
    may_note,
    table_of,
    title_of,
)

__all__ = [
    "AskedAgain",
    "Hands",
    "Known",
    "MatterRow",
    "MatterView",
    "Page",
    "Progress",
    "Reference",
    "Wanted",
    "about",
    "calendar_of",
    "calendars",
    "chains",
    "counters",
    "ended",
    "ending",
    "file_of",
    "files_of",
    "held_of",
    "hold",
    "holding",
    "kind",
    "kind_named",
    "kinds_agreed",
    "known",
    "last_receipt",
    "matter",
    "matters",
    "matters_by_end",
    "may_note",
    "offered",
    "open_with",
    "pressing",
    "pressing_counts",
    "progress",
    "read_kind",
    "references",
    "referring",
    "table_of",
    "title_of",
]
