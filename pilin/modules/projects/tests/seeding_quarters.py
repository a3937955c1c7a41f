"""Many supervisions for tests and benchmarks: rows as the follower makes them, with plans, visits and findings.

One matter of each kind is folded; the rows are that record under other ids, numbers and quarters.
"""

from dataclasses import replace
from datetime import date

from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects import models
from pilin.modules.projects.rules import quarters, records
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.tests import test_finding_kind, test_supervision_kinds
from pilin.modules.projects.tests.seeding import BATCH, SIDES, id_of
from pilin.modules.projects.tests.test_supervision_kinds import SUPERVISION, VISIT

_PLAIN = ("id", "kind", "title", "number", "quarter", "state", "is_over", "opened_by", "holder", "day", "warn_on")


def seed_quarters(count: int, *, each: int, day: date) -> None:
    """Fill the tables with the supervision of so many quarters up to a day: `each` of plans, visits and findings."""
    samples = (
        _of(test_supervision_kinds.opened("supervision", SUPERVISION)),
        _of(test_supervision_kinds.opened("visit", VISIT)),
        _of(test_finding_kind.recorded()),
    )
    rows, quarter = [], quarters.quarter_of(day)
    for back in range(count):
        for number in range(each):
            of = back * each + number
            rows += [_row(sample, place, of, quarter) for place, sample in enumerate(samples, start=3)]
        quarter = quarters.before(quarter)
    models.Record.objects.bulk_create(rows, batch_size=BATCH)


def _of(case: Case) -> Record:
    return records.record_of(case.matter, case.kind)


def _row(sample: Record, place: int, number: int, quarter: str) -> models.Record:
    numbered = f"DC-{quarter[:4]}-{SIDES[0]}-{number:04}" if sample.number else ""
    made = replace(sample, id=id_of(number, of=place), quarter=quarter, number=numbered)
    columns = {name: getattr(made, name) for name in _PLAIN}
    return models.Record(**columns, content=dict(records.as_json(made)))
