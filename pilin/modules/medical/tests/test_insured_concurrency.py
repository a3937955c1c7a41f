"""Claims of one person on connections of their own at the same moment: no deductible and no yuan is consumed twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions.insuring import Reckoning
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.settlement import ASKED, PENDING, Priced, Settlement
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.tests.table import AT, CARE, DAY, HOSPITAL
from pilin.modules.medical.tests.table import INSURED as US

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite has one writer: nothing happens at the same time"
    ),
]

AT_ONCE = 3
WORK_SECONDS = 0.05
"""How long each holds what it has read before it writes: long enough that the others would read the same."""
STAY = Claim("P-1", "V", CARE, "21", 3, (), Parts(100_000, 0, 0, 0, 100_000), 0, account_used=True)


@pytest.fixture
def insurance(monkeypatch: pytest.MonkeyPatch) -> models.Insurance:
    """Return an employee of ours with 100.00 on his account."""
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    person = models.Person.objects.create(number="P-1")
    return models.Insurance.objects.create(
        person=person, insurance="310", type="11", from_day=day_of(AT).replace(year=2020), account_fen=10_000
    )


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield pool


def asked() -> Settlement:
    """Return a question that is in the table, as the book keeps it before it is answered."""
    one = Settlement(ids.new_id(AT), CARE, US, HOSPITAL, "310", DAY, 100_000, "", "clause:a/8")
    one = replace(one, event=one.id)
    models.Settlement.objects.create(
        id=one.id, care=CARE, insured=US, institution=HOSPITAL, insurance="310", day=DAY, total_fen=100_000, fund_fen=0,
        account_fen=0, basis=one.basis, event=one.event, asked_at=AT, moved_at=AT, settled_on=DAY, state=ASKED,
    )  # fmt: skip
    return one


def answer(one: Settlement, claim: Claim, ready: Callable[[], object]) -> Priced:
    """Compute and keep one claim in a transaction of its own."""
    try:
        ready()
        with transaction.atomic():
            desk = Reckoning({one.event: claim}, [one.id])
            priced = desk.price(one, AT)
            sleep(WORK_SECONDS)
            desk.count(replace(one, state=PENDING, fund_fen=priced.fund_fen, account_fen=priced.account_fen))
            desk.write()
        return priced
    finally:
        connection.close()


def at_once(threads: ThreadPoolExecutor, **members: Any) -> list[Priced]:
    """Answer claims of several visits of one person at the same moment."""
    barrier = Barrier(AT_ONCE)
    told = [(asked(), replace(STAY, visit=f"V{number}", **members)) for number in range(AT_ONCE)]
    work = [threads.submit(answer, one, claim, barrier.wait) for one, claim in told]
    return [one.result(timeout=60) for one in work]


def test_each_admission_of_a_year_is_counted_once(threads: ThreadPoolExecutor, insurance: models.Insurance) -> None:
    """The first admission bears the whole deductible, the second half of it, the third none: three different sums."""
    found = at_once(threads, account_used=False)
    assert len({one.fund_fen for one in found}) == AT_ONCE
    (year,) = models.Year.objects.filter(insurance=insurance)
    assert year.sums["admissions"] == AT_ONCE
    assert year.sums["pooled/inpatient"] == sum(one.fund_fen for one in found)
    charged = sorted(models.Computation.objects.values_list("deductible_fen", flat=True))
    assert charged == [0, charged[2] // 2, charged[2]]


def test_an_account_is_emptied_once(threads: ThreadPoolExecutor, insurance: models.Insurance) -> None:
    found = at_once(threads)
    assert sorted(one.account_fen for one in found) == [0, 0, 10_000]
    insurance.refresh_from_db()
    assert insurance.account_fen == 0


def test_the_deductible_of_a_year_is_consumed_once(threads: ThreadPoolExecutor, insurance: models.Insurance) -> None:
    at_once(threads, med_type="11", level=2, account_used=False)
    charged = sorted(models.Computation.objects.values_list("deductible_fen", flat=True))
    assert charged == [0, 0, 40_000]
