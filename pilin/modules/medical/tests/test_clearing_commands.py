"""The commands of reconciliation and clearing, as a demonstration plays them: each node its own side."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.test_clearing import months, row, scene, settled, stage, they

__all__ = ["months", "scene", "stage"]


def said(name: str, *words: str, **options: Any) -> list[str]:
    out = StringIO()
    call_command(name, *words, stdout=out, **options)
    return out.getvalue().splitlines()


def test_a_day_is_stated_and_what_differs_is_shown(months: Stage) -> None:
    day = day_of(months.now)
    planted = settled(months, THEM)
    models.Settlement.objects.filter(pk=planted).update(fund_fen=1)
    assert said("reconcile", f"--day={day}") == [f"stated: {day} to {THEM}, round 1"]
    months.meet()
    head, line = said("reconcile", "--show", f"--day={day}", f"--peer={THEM}")
    assert head == f"{day} with {THEM}: 1 differences, 1 open"
    assert line.split("\t")[:4] == [planted, "amounts_differ", "-", US]
    assert line.split("\t")[-1] == "open"


def test_without_a_day_it_is_yesterday(months: Stage) -> None:
    settled(months, US)
    months.later(days=1)
    (told,) = said("reconcile")
    assert told.endswith("round 1")
    assert models.DayPart.objects.get().totals["count"] == 1


def test_a_month_is_cleared_step_by_step(months: Stage) -> None:
    settled(months, US)
    month = f"--month={day_of(months.now).isoformat()[:7]}"
    head, line = said("clear_month", "generate", f"--peer={THEM}")
    months.matter = head.split("\t")[1]
    assert (head.split("\t")[2:-1], line) == ([rules.GENERATED, "1", "False", "False"], f"\t{THEM}\t390\t1\t600")
    known = int(head.split("\t")[-1])
    payments = rules.payments_of(queries.rows_of(row(months)), day_of(months.now), "")
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("confirm", rules.CONFIRM, {}),
        ("record", "record_of_responder", {"payments": payments}),
        ("agree_paid", rules.AGREE_PAID, {}),
        ("close", rules.CLOSE, {}),
    ]
    for ours, theirs, fields in steps:
        said("clear_month", ours, f"--peer={THEM}", month)
        months.meet()
        they(months, theirs, **fields)
    (head, _) = said("clear_month", "show", f"--peer={THEM}", month)
    assert head.split("\t")[2] == rules.CLOSED
    assert int(head.split("\t")[-1]) == known + 2 * len(steps)


def test_a_step_on_no_batch_is_refused(months: Stage) -> None:
    with pytest.raises(Refused) as refused:
        said("clear_month", "close", f"--peer={THEM}", "--month=2025-01")
    assert refused.value.code is MedicalRefusal.BATCH_IS_UNKNOWN
    assert months.matter == ""
