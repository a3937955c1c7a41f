"""Insured persons out of rows of a spreadsheet: all of them or none, with every fault told by its cell."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import cast

from pilin.base.refusal import Finding, Refused
from pilin.modules.medical.actions import persons
from pilin.modules.medical.actions.persons import By, Cover, Entry
from pilin.modules.medical.rules import persons as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Identity, Terms
from pilin.wire.sheets.layout import Line, Row

ROWS_MAX = 2000
"""How many persons one file enters at most: each is sealed by itself, in one transaction."""


def enter_rows(*, lines: Sequence[Line], yes: str, by: By) -> tuple[int, list[Finding]]:
    """Enter the persons of rows; return how many were new, and what is wrong; then nobody is entered.

    `yes` is the word that means so in a cell. Raises TOO_MANY_PERSONS_AT_ONCE, and what `persons.enter` raises.
    """
    if len(lines) > ROWS_MAX:
        raise Refused(MedicalRefusal.TOO_MANY_PERSONS_AT_ONCE, rows=len(lines), limit=ROWS_MAX)
    entries = [entry_of(line.cells, yes) for line in lines]
    findings = [found for line, entry in zip(lines, entries, strict=True) for found in _faults(line, entry)]
    return (0, findings) if findings else (persons.enter(entries=entries, by=by), [])


def _faults(line: Line, entry: Entry) -> list[Finding]:
    """Return what is wrong with a person's row beyond its cells, at the cell that it is about."""
    (cover,) = entry.covers
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("certno", lambda: rules.check_identity(entry.identity)),
        ("type", lambda: rules.check_type(cover.terms.type)),
        ("until_day", lambda: rules.check_days(cover.from_day, cover.until_day)),
    )
    found = []
    for name, check in checks:
        try:
            check()
        except Refused as refused:
            found.append(Finding(line.places.get(name, str(line.number)), refused.code, refused.facts))
    return found


def entry_of(cells: Row, yes: str) -> Entry:
    """Return the person whom a row tells of."""

    def text(name: str) -> str:
        return str(cells.get(name) or "")

    cover = Cover(
        insurance=text("insurance"),
        terms=Terms(text("type"), text("civil") == yes, ()),
        from_day=cast("date", cells["from_day"]),
        until_day=cast("date | None", cells.get("until_day")),
        account_fen=cast("int", cells.get("account") or 0),
    )
    return Entry(text("number"), Identity(text("certificate"), text("certno"), text("name"), text("card")), (cover,))
