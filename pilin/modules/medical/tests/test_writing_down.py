"""Settlements of a batch as they are written down before they are asked for: each holds its own lines, or none is."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import Instant
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import billing, counter, visiting
from pilin.modules.medical.actions.counter import Case, Terms
from pilin.modules.medical.actions.visiting import Registration, Said
from pilin.modules.medical.queries import counter as kept
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import CODE, THEIRS, contract
from tests.support.neighbour import Neighbour

Binding = tuple[Case, models.CareSettlement]


@pytest.fixture
def said(neighbour: Neighbour) -> Said:
    return Said(contract(), THEIRS, "M-0", Instant(neighbour.now))


def binding(said: Said, number: int, *, med_type: str = "") -> Binding:
    """Return a case of two lines, and the settlement that is to hold them."""
    said = replace(said, msgid=f"M-{number}")
    told = Registration(f"P-{number}", "310", f"OP-{number}", said.at, med_type="11")
    visit = visiting.register(said=said, registration=told)
    billing.upload(visit=visit, lines=[samples.line(one, "1", item="XA-0001") for one in "12"], batches={})
    terms = Terms(visit.number, visit.person, 200, "310", account_used=True, med_type=med_type)
    case = counter.case_of(said, terms, visit, billing.free_lines(visit, "", said.at))
    return case, counter.written(replace(said, msgid=f"S-{number}"), visit)


def test_each_holds_its_own_lines_and_is_what_the_mapper_would_keep(said: Said) -> None:
    several = [binding(said, number) for number in range(3)]
    counter.write_down(several)
    for case, row in several:
        found = models.CareSettlement.objects.get(pk=row.pk)
        assert all(getattr(found, name) == getattr(row, name) for name in ("number", "visit", "institution", "msgid"))
        assert (found.cancels, found.asked_at) == (None, said.at)
        assert {line.pk for line in found.lines.all()} == {line.pk for line in case.lines}
        assert billing.free_lines(case.visit, "", said.at) == []


def test_it_takes_a_statement_for_each_table_however_many_they_are(said: Said) -> None:
    counts = []
    for first, several in ((0, 1), (10, 4)):
        bound = [binding(said, first + number, med_type="14") for number in range(several)]
        with transaction.atomic(), CaptureQueriesContext(connection) as told:
            counter.write_down(bound)
        counts.append(len(told))
    assert counts == [3, 3]


def test_a_visit_whose_type_of_care_is_another_now_is_told(said: Said) -> None:
    same, other = binding(said, 1, med_type="11"), binding(said, 2, med_type="14")
    assert (same[0].retyped, other[0].retyped) == (False, True)
    counter.write_down([same, other])
    assert list(models.CareVisit.objects.order_by("pk").values_list("med_type", flat=True)) == ["11", "14"]


def test_one_that_was_asked_for_meanwhile_lets_none_be_written(said: Said) -> None:
    first, second = binding(said, 1), binding(said, 2)
    counter.write_down([first])
    second[1].msgid = "S-1"
    with pytest.raises(IntegrityError), transaction.atomic():
        counter.write_down([binding(said, 3), second])
    assert models.CareSettlement.objects.count() == 1
    assert models.FeeLine.objects.filter(settled=None).count() == 2 * models.CareVisit.objects.count() - 2


def test_nobody_writes_nothing(said: Said, django_assert_num_queries: Any) -> None:
    assert said.institution.pk
    with django_assert_num_queries(0):
        counter.write_down([])


def test_what_the_last_presettlements_told_is_read_by_one_query(said: Said, django_assert_num_queries: Any) -> None:
    several = [binding(said, number) for number in range(3)]
    counter.write_down(several)
    told = {"amounts": {"fund_pay_sumamt": 7}}
    models.CareVisit.objects.filter(pk=several[1][0].visit.pk).update(told=told)
    with django_assert_num_queries(1):
        found = dict(kept.told([row.pk for _, row in several]))
    assert found == {several[0][1].pk: None, several[1][1].pk: told, several[2][1].pk: None}


def test_a_cancel_was_told_nothing_before(said: Said) -> None:
    (case, row), (_, cancel) = binding(said, 1), binding(said, 2)
    counter.write_down([(case, row)])
    cancel.cancels = row
    cancel.save(force_insert=True)
    assert [one.settlement for one in kept.told([row.pk, cancel.pk])] == [row.pk]


@pytest.mark.parametrize("state", [settlement.ASKED, settlement.POSTED, settlement.DECLINED])
def test_what_became_of_them_is_read_with_their_visits(said: Said, state: str) -> None:
    case, row = binding(said, 1)
    counter.write_down([(case, row)])
    assert billing.course_of(case.visit).steps == {}
    models.Settlement.objects.create(
        id=row.pk, care=facts.me(), insured=THEIRS, institution=CODE, insurance="310", day=samples.DAY, total_fen=200,
        basis="clause:a/8", event="", state=state, asked_at=said.at, moved_at=said.at, settled_on=samples.DAY,
    )  # fmt: skip
    course = billing.course_of(case.visit)
    assert course.written[row.pk].msgid == "S-1"
    assert course.steps[row.pk].posted is (state == settlement.POSTED)
    assert bool(billing.free_lines(case.visit, "", said.at)) is (state == settlement.DECLINED)
