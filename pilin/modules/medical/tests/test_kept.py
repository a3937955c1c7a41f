"""Rows as plain values: what was written comes back as the mapper has it, and only what may move moves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import after
from pilin.modules.medical import models
from pilin.modules.medical.actions import kept
from pilin.modules.medical.actions.kept import Computation, HeldSettlement, Year
from pilin.modules.medical.rules.day_facts import asked_on
from pilin.modules.medical.rules.settlement import ASKED, PENDING, Settlement
from pilin.modules.medical.tests.table import AT, CARE, DAY, HOSPITAL, INSURED, number

pytestmark = pytest.mark.django_db

FIRST = date(2020, 1, 1)
EARLIER = [{"until_day": "2021-12-31", "type": "11", "civil_servant": False, "identities": []}]
ASK = Settlement(number(1), CARE, INSURED, HOSPITAL, "390", DAY, 1000, "", "clause:a/8", event="e" * 64)


def person(name: str) -> models.Person:
    return models.Person.objects.create(number=name)


def insured(name: str, kind: str = "390", **members: Any) -> models.Insurance:
    """Insure somebody; who has two insurances is one person."""
    whose = models.Person.objects.filter(number=name).first() or person(name)
    row = models.Insurance(person=whose, insurance=kind, type="15", from_day=FIRST, account_fen=10_000)
    for member, value in members.items():
        setattr(row, member, value)
    row.save()
    return row


def asked(*names: int, **members: Any) -> list[HeldSettlement]:
    """Write settlements that were just asked; return them."""
    rows = [HeldSettlement(replace(ASK, id=number(name), **members), asked_at=AT, moved_at=AT) for name in names]
    kept.move(rows)
    return rows


def computed(name: int, year: Year, **members: Any) -> Computation:
    """Return what was computed of a settlement in a year."""
    plain = Computation(
        year, number(name), year.insurance_id, f"V-{name}", {"admissions": 1}, 300, 200, {"acct_pay": 300}, counts=True
    )
    return replace(plain, **members)


def begun(insurance: models.Insurance, *firsts: date) -> list[Year]:
    rows = [Year(insurance.pk, first, {"admissions": first.year}) for first in firsts]
    kept.begin(rows)
    return rows


# Insurances


def test_an_insurance_has_all_its_columns_and_the_number_of_its_person() -> None:
    row = insured("P-1", civil_servant=True, identities=["10"], earlier=EARLIER, until_day=DAY)
    insured("P-2")
    (found,) = kept.insurances(["P-1"], lock=False)
    for name in ("id", "person_id", "insurance", "type", "civil_servant", "identities", "earlier", "account_fen"):
        assert getattr(found, name) == getattr(row, name), name
    assert (found.from_day, found.until_day, found.number) == (FIRST, DAY, "P-1")
    assert found.civil_servant is True


@pytest.mark.parametrize("lock", [True, False])
def test_insurances_of_people_come_in_the_order_of_their_keys(lock: bool) -> None:
    rows = [insured(name, kind) for name, kind in (("P-2", "390"), ("P-1", "310"), ("P-1", "390"), ("P-3", "390"))]
    with transaction.atomic():
        found = kept.insurances(["P-1", "P-2", "nobody"], lock=lock)
    assert [one.id for one in found] == [row.pk for row in rows[:3]]
    assert [one.number for one in found] == ["P-2", "P-1", "P-1"]
    assert kept.insurances([], lock=lock) == []


@pytest.mark.parametrize("lock", [True, False])
def test_one_insurance_is_found_by_its_key(lock: bool) -> None:
    rows = [insured(name) for name in ("P-1", "P-2")]
    found = [kept.insurance(row.pk, lock=lock) for row in rows]
    assert [(one.id, one.number, one.until_day) for one in found] == [(row.pk, row.person.number, None) for row in rows]


def test_insurances_alone_are_locked_and_only_where_that_is_asked_for() -> None:
    row = insured("P-1")
    asks = (lambda lock: kept.insurances(["P-1"], lock=lock), lambda lock: kept.insurance(row.pk, lock=lock))
    locks = connection.features.has_select_for_update
    for ask in asks:
        for lock in (True, False):
            with CaptureQueriesContext(connection) as seen:
                ask(lock)
            (sql,) = (one["sql"] for one in seen)
            assert sql.endswith(" FOR UPDATE") is (lock and locks)
            assert "JOIN" not in sql, "a lock would take the joined rows too"


# Years and computations


def test_years_that_begin_get_the_keys_of_their_rows() -> None:
    row, other = insured("P-1"), insured("P-2")
    mine, yours = begun(row, date(2025, 1, 1), date(2026, 1, 1)), begun(other, date(2026, 1, 1))
    held = {(one.insurance_id, one.starts_on): one for one in models.Year.objects.all()}
    assert len(held) == 3
    for one in (*mine, *yours):
        assert (one.id, one.sums) == (held[one.insurance_id, one.starts_on].pk, {"admissions": one.starts_on.year})
    assert sorted(kept.years([row.pk]), key=lambda one: one.starts_on) == mine
    assert kept.years([]) == []


def test_where_no_year_begins_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        kept.begin([])
        kept.compute([])
        kept.move([])


def test_a_computation_comes_back_with_its_year() -> None:
    asked(1, 2, 3)
    (year,) = begun(insured("P-1"), date(2026, 1, 1))
    rows = [computed(1, year), computed(2, year, counts=False, sums={}, amounts={"acct_pay": 0, "balc": 7})]
    kept.compute(rows)
    assert kept.computations([number(2), number(1), number(3)]) == {one.settlement_id: one for one in rows}
    row = models.Computation.objects.get(pk=number(1))
    assert (row.year_id, row.insurance_id, row.visit, row.counts) == (year.id, year.insurance_id, "V-1", True)
    assert (row.sums, row.amounts, row.account_fen, row.deductible_fen) == (
        {"admissions": 1},
        {"acct_pay": 300},
        300,
        200,
    )


def charged(insurances: Sequence[int], *visits: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in kept.CHARGED(insurances, visits))


def test_what_visits_were_charged_is_found_by_insurance_and_visit() -> None:
    """A cancel charged nothing: what it takes back is told by the settlement that it cancels."""
    asked(1, cancelled_by=number(3))
    asked(2, 4)
    asked(3, cancels=number(1))
    (first,), (other,) = (begun(insured(name), date(2026, 1, 1)) for name in ("P-1", "P-2"))
    kept.compute(computed(name, first) for name in (1, 2))
    kept.compute([computed(3, first, visit="V-1"), computed(4, other, visit="V-2", counts=False)])
    mine = (first.insurance_id, "V-1", first.starts_on, number(1), 200, True, number(3))
    second = (first.insurance_id, "V-2", first.starts_on, number(2), 200, True, "")
    yours = (other.insurance_id, "V-2", other.starts_on, number(4), 200, False, "")
    assert charged([first.insurance_id], "V-1", "V-2", "V-3") == [mine, second]
    assert charged([first.insurance_id, other.insurance_id], "V-2") == sorted([second, yours])
    assert charged([first.insurance_id]) == charged([], "V-1") == []


# What was filed and granted


def test_filings_come_the_last_first_and_none_that_was_withdrawn() -> None:
    whose, other = person("P-1"), person("P-2")
    for day, area, members in (
        (1, "310100", {}), (3, "310000", {"insurance": "390"}), (2, "310100", {"until_day": DAY}),
        (4, "310100", {"withdrawn_at": AT}), (5, "330000", {}),
    ):  # fmt: skip
        models.Filing.objects.create(person=whose, kind="referred", area=area, from_day=date(2026, 1, day), **members)
    models.Filing.objects.create(person=other, kind="referred", area="310100", from_day=FIRST)
    found = kept.FILINGS([whose.pk], ["310100", "310000"])
    assert [(row.area, row.insurance, row.from_day.day, row.until_day) for row in found] == [
        ("310000", "390", 3, None), ("310100", "", 2, DAY), ("310100", "", 1, None)
    ]  # fmt: skip
    assert {(row.person_id, row.kind) for row in found} == {(whose.pk, "referred")}
    assert len(kept.FILINGS([whose.pk, other.pk], ["310100"])) == 3


def test_what_was_granted_and_not_withdrawn_is_found() -> None:
    whose = person("P-1")
    for disease, members in (("M1", {}), ("M2", {"withdrawn_at": AT}), ("M3", {"until_day": DAY})):
        models.Chronic.objects.create(
            person=whose, insurance="390", disease=disease, number=disease, from_day=FIRST, **members
        )
    found = {row.disease: tuple(row) for row in kept.CHRONICS([whose.pk])}
    assert found == {
        "M1": (whose.pk, "390", "M1", FIRST, None),
        "M3": (whose.pk, "390", "M3", FIRST, DAY),
    }


# Settlements


def test_a_settlement_comes_back_as_it_was_put() -> None:
    rows = {row.settlement.id: row for row in asked(1, 2, institution="H2", insurance="310")}
    assert {name: one.settlement for name, one in kept.settlements([*rows, number(9)]).items()} == {
        name: row.settlement for name, row in rows.items()
    }
    (one,) = kept.settlements([number(1)]).values()
    assert (one.given_up, list(one.entries), one.asked_at) == (False, [], None)
    row = models.Settlement.objects.get(pk=number(1))
    assert (row.asked_at, row.moved_at, row.settled_on) == (AT, AT, asked_on(number(1)))
    assert (row.state, row.given_up, row.entries, row.batch) == (ASKED, False, [], "")


def test_only_what_may_move_moves() -> None:
    """What others write beside it meanwhile, that we gave up and in which batch it is cleared, stays theirs."""
    asked(1)
    (row,) = kept.settlements([number(1)]).values()
    models.Settlement.objects.filter(pk=number(1)).update(given_up=True, batch="b1")
    later = after(AT, seconds=60)
    moved = replace(row.settlement, state=PENDING, fund_fen=700, account_fen=20, answer="a" * 64, cancelled_by="c")
    kept.move([replace(row, settlement=replace(moved, institution="H9"), moved_at=later, entries=["x", "y"])])
    (found,) = kept.settlements([number(1)]).values()
    assert found.settlement == moved
    assert (found.given_up, found.entries) == (True, ["x", "y"])
    beside = models.Settlement.objects.get(pk=number(1))
    assert (beside.asked_at, beside.moved_at, beside.settled_on, beside.batch) == (AT, later, asked_on(number(1)), "b1")


def test_one_that_moves_on_before_it_is_written_was_asked_when_it_was_asked() -> None:
    row, later = HeldSettlement(ASK, asked_at=AT, moved_at=AT), after(AT, seconds=60)
    row.settlement, row.moved_at, row.entries = replace(ASK, state=PENDING), later, ["x"]
    kept.move([row])
    row.settlement = replace(row.settlement, fund_fen=5)
    kept.move([row])
    found = models.Settlement.objects.get(pk=ASK.id)
    assert (found.state, found.fund_fen, found.entries) == (PENDING, 5, ["x"])
    assert (found.asked_at, found.moved_at) == (AT, later)


def test_new_ones_and_moved_ones_are_written_by_a_statement_each() -> None:
    rows = asked(1, 2)
    for row in rows:
        row.settlement = replace(row.settlement, state=PENDING)
    fresh = [HeldSettlement(replace(ASK, id=number(name)), asked_at=AT, moved_at=AT) for name in (3, 4)]
    with CaptureQueriesContext(connection) as seen:
        kept.move([*rows, *fresh])
    written = [one["sql"] for one in seen if "medical_settlement" in one["sql"]]
    assert ["INSERT" in written[0], "UPDATE" in written[1]] == [True, True]
    assert len(written) == 2
    states = {name: one.settlement.state for name, one in kept.settlements([number(n) for n in range(1, 5)]).items()}
    assert states == {number(1): PENDING, number(2): PENDING, number(3): ASKED, number(4): ASKED}
