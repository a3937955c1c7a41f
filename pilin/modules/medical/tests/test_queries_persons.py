"""What pages read of a person and of the register: masked, in order, by no more queries for more rows."""

from datetime import date
from typing import Any

import pytest

from pilin.base.clock import after
from pilin.modules.medical import models
from pilin.modules.medical.actions import persons
from pilin.modules.medical.actions.persons import Away, By, Entitled
from pilin.modules.medical.queries import persons as queries
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests.people import BORN, citizen, entered, entry
from pilin.modules.medical.tests.table import AT, CARE

BY, DAY = By("li", AT), date(2026, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(node_folder: Any) -> models.Person:
    return entered(AT, entry(card="A1"))


def shown(person: models.Person) -> queries.PersonPage:
    return queries.page_of(person, persons.identity_of(person))


def test_a_page_holds_nothing_by_which_somebody_is_known(person: models.Person) -> None:
    page = shown(person)
    assert (page.number, page.name) == ("P-0001", "张*")
    assert not any(secret in str(page) for secret in (citizen(BORN, 1), "张三", "A1"))


def test_what_holds_and_what_is_withdrawn_stand_apart(person: models.Person) -> None:
    filed = [
        persons.file(person=person, filing=Away(kind, CARE, DAY), by=BY) for kind in (Filing.REFERRED, Filing.OTHER)
    ]
    granted = persons.entitle(person=person, entitled=Entitled("390", "M03900", "n", DAY), by=BY)
    for row in (filed[0], granted):
        persons.withdraw(row=row, by=BY)
    page = shown(person)
    assert [(row.kind, row.withdrawn) for row in page.filings] == [("other", False), ("referred", True)]
    assert [(row.disease, row.withdrawn) for row in page.entitlements] == [("M03900", True)]
    assert [row.insurance for row in page.insurances] == ["390"]


def test_entries_are_read_from_the_last_one(person: models.Person) -> None:
    persons.file(person=person, filing=Away(Filing.OTHER, CARE, DAY), by=By("wu", AT))
    assert [(row.by, row.what) for row in shown(person).entries] == [
        ("wu", "filed"), ("li", "insured"), ("li", "entered")
    ]  # fmt: skip


def test_a_page_asks_as_often_for_many_rows(person: models.Person, django_assert_num_queries: Any) -> None:
    who = persons.identity_of(person)
    for _round in range(2):
        with django_assert_num_queries(4):
            queries.page_of(person, who)
        for at in range(20):
            persons.file(person=person, filing=Away(Filing.OTHER, CARE, DAY), by=BY)
            persons.entitle(person=person, entitled=Entitled("390", f"M{_round}{at}", "", DAY), by=BY)


def test_another_person_stands_on_his_own_page(person: models.Person) -> None:
    other = entered(AT, entry("P-0002", 2))
    persons.file(person=other, filing=Away(Filing.OTHER, CARE, DAY), by=BY)
    assert (len(shown(person).filings), len(shown(other).filings)) == (0, 1)


# The register


def looked(person: models.Person | None, count: int, account: str = "li") -> None:
    models.Lookup.objects.bulk_create(
        models.Lookup(
            at=after(AT, seconds=at), account=account, name="李", node="330482", purpose="counter", reason="r",
            person=person,
        )
        for at in range(count)
    )  # fmt: skip


def test_the_register_is_read_by_pages_without_gaps(person: models.Person) -> None:
    looked(person, 120)
    seen: list[int] = []
    before: int | None = None
    while True:
        rows, before = queries.lookups(before=before)
        seen += [row.number for row in rows]
        if before is None:
            break
    assert seen == list(models.Lookup.objects.order_by("-pk").values_list("pk", flat=True))
    assert len(seen) == 120


def test_the_register_is_filtered_by_who_looked_and_for_whom(person: models.Person) -> None:
    looked(person, 2)
    looked(None, 3, "wu")
    assert [row.person for row in queries.lookups(account="li")[0]] == ["P-0001"] * 2
    assert [row.account for row in queries.lookups(person="P-0001")[0]] == ["li"] * 2
    assert len(queries.lookups(account="wu")[0]) == 3
    assert queries.lookups(account="li", person="P-9") == ([], None)


def test_the_register_is_one_query(person: models.Person, django_assert_num_queries: Any) -> None:
    looked(person, 60)
    with django_assert_num_queries(1):
        rows, following = queries.lookups()
    assert (len(rows), following) == (queries.LOOKUPS_A_PAGE, rows[-1].number)
