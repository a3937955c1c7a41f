"""A year that is filled in for the benchmark: rows like those that were played, on both sides, each once."""

import json
from datetime import date

import pytest
from django.db.models import Count, Sum

from benchmarks.settle import history
from pilin.modules.medical import models
from pilin.modules.medical.rules.settlement import POSTED
from pilin.modules.medical.tests.crowd import open_the_counter, visitors
from tests.support.neighbour import CODE, US, Neighbour

PERSONS = 3


@pytest.fixture
def settled(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> models.Settlement:
    """Let one visitor settle with us, the place of care, and hold as many lines as those of the benchmark."""
    open_the_counter(neighbour, monkeypatch)
    (visitor,) = visitors(neighbour, 1)
    assert visitor.settles().head.succeeded
    return models.Settlement.objects.get(state=POSTED)


def test_visits_stand_in_every_table_of_the_place_of_care(settled: models.Settlement) -> None:
    history.fill("50", str(PERSONS))
    assert models.Settlement.objects.filter(state=POSTED, care=US).count() == 11
    filled = models.CareVisit.objects.filter(pk__lt=0)
    assert (filled.count(), filled.aggregate(number=Count("person", distinct=True))["number"]) == (10, PERSONS)
    assert models.CareSettlement.objects.filter(visit__in=filled).values("msgid").distinct().count() == 10
    lines = models.FeeLine.objects.filter(visit__in=filled)
    assert lines.count() == 2 * 10
    assert not lines.filter(settled=None).exists()
    assert lines.aggregate(all=Sum("amount_fen"))["all"] == 10 * settled.total_fen
    assert models.Answered.objects.filter(msgid__startswith="HS", infno="2207").count() == 10


def test_a_year_grows_by_what_is_missing(settled: models.Settlement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "VISITS_A_STATEMENT", 4)
    for lines, visits in (("50", 10), ("50", 10), ("75", 15), ("0", 15)):
        history.fill(lines, str(PERSONS))
        assert models.CareVisit.objects.filter(pk__lt=0).count() == visits


def test_computations_are_shared_out_among_the_years_of_the_insured_place(neighbour: Neighbour) -> None:
    years = []
    for number in range(PERSONS):
        person = models.Person.objects.create(number=f"P-{number}")
        one = models.Insurance.objects.create(person=person, insurance="310", type="11", from_day=date(2025, 1, 1))
        years.append(models.Year.objects.create(insurance=one, starts_on=date(2026, 1, 1), sums={"admissions": 1}))
    row = models.Settlement.objects.create(
        id="019cac0f-ca90-7dfe-9783-7a72fe35a500", care=CODE, insured=US, institution="H1", insurance="310",
        day=date(2026, 3, 2), total_fen=1, basis="clause:a/8", event="e" * 64, state=POSTED, asked_at=neighbour.now,
        moved_at=neighbour.now, settled_on=date(2026, 3, 2),
    )  # fmt: skip
    models.Computation.objects.create(
        settlement=row, insurance=years[0].insurance, year=years[0], visit="V1", sums={"admissions": 1},
        account_fen=0, deductible_fen=0, amounts=json.loads("{}"), counts=True,
    )  # fmt: skip
    history.fill("30", str(PERSONS))
    found = models.Computation.objects.exclude(pk=row.pk)
    assert sorted(found.values_list("year").annotate(number=Count("pk"))) == [(year.pk, 2) for year in years]
    assert all(one.year.insurance_id == one.insurance_id for one in found.select_related("year"))
    assert not models.FeeLine.objects.exists()
