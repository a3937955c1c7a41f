"""Loading the reference data of a programme: each node declares its own half."""

from collections.abc import Mapping
from pathlib import Path

from pilin.base import refdata
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.organisations import queries, rules
from pilin.kernel.organisations.actions.directory import declare
from pilin.kernel.organisations.rules import OrganisationsRefusal


def load_programme(path: Path, *, side: str, at: Instant) -> list[rules.Entry]:
    """Declare the side's own half of the programme in the folder `path`; returns what was new.

    Loading again changes nothing: a row counts only where its version is higher than the one held. Raises
    PROGRAMME_IS_NOT_SOUND with the findings, and what files and rows refuse.
    """
    rows = rules.entries_of(_tables(path), side=side)
    held = queries.entries(entry.id for entry in rows)
    new = [entry for entry in rows if entry.id not in held or entry.version > held[entry.id].version]
    findings = declare(entries=new, author=rules.Author(side), at=at)
    if findings:
        raise Refused(OrganisationsRefusal.PROGRAMME_IS_NOT_SOUND, findings=findings)
    return new


def _tables(path: Path) -> dict[str, list[Mapping[str, object]]]:
    """Return the rows of the programme's files by kind of entry."""
    tables: dict[str, list[Mapping[str, object]]] = {}
    for name, kinds in rules.FILES.items():
        file = path / f"{name}.yaml"
        if not file.is_file():
            raise Refused(OrganisationsRefusal.PROGRAMME_FILE_IS_MISSING, file=file.name)
        reference = refdata.load(file)
        tables |= {kind: _rows(reference, table) for table, kind in kinds.items()}
    return tables


def _rows(reference: refdata.Reference, table: str) -> list[Mapping[str, object]]:
    rows = reference.tables.get(table)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(OrganisationsRefusal.PROGRAMME_ROW_DOES_NOT_READ, row=reference.path.name, reason=table)
    return rows
