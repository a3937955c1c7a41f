"""The report of a year about the turn of the year and below ten, and how many may come to represent the rest."""

from typing import Any

import pytest

from pilin.modules.petitions import models, queries
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.test_views import FORM, NEW, sent
from pilin.modules.petitions.tests.window import UNIT, Window
from pilin.web.languages import untold
from pilin.web.tests import samples

REPORT = "/petitions/report/2026/"


def many(window: Window, count: int, mark: str = "人", **changes: Any) -> None:
    for number in range(count):
        window.take_in(Petitioner(f"{mark}{number}"), **changes)


def test_a_sort_of_nine_is_not_told_nor_reckoned_from_the_total(window: Window) -> None:
    many(window, 10)
    many(window, 9, "邻", domain="road")
    found = queries.yearly(window.eyes(), 2026)
    assert (found.total, dict(found.by_domain)) == (19, {"water": None, "road": None})


def test_ten_urgent_ones_of_eleven_leave_one_that_is_not_and_are_not_told(window: Window) -> None:
    many(window, 10, urgent=True)
    assert queries.yearly(window.eyes(), 2026).urgent == 10
    many(window, 1, "邻")
    assert queries.yearly(window.eyes(), 2026).urgent is None


def test_what_was_transferred_is_told_only_beside_states_told_whole(window: Window) -> None:
    many(window, 20)
    assert queries.yearly(window.eyes(), 2026).transferred == 0
    ids = list(models.Case.objects.order_by("number").values_list("pk", flat=True))
    models.Case.objects.filter(pk__in=ids[:10]).update(matter="m", state="transferred")
    assert queries.yearly(window.eyes(), 2026).transferred == 10
    models.Case.objects.filter(pk__in=ids[10:12]).update(state="left")
    found = queries.yearly(window.eyes(), 2026)
    assert (found.transferred, set(dict(found.by_state).values())) == (None, {10, None})


def test_nine_urgent_ones_are_few_and_ten_are_told(window: Window, read: Any) -> None:
    many(window, 9, urgent=True)
    many(window, 1, "邻")
    assert f"紧急事项 {untold()}" in read(REPORT)
    many(window, 9, "客")
    many(window, 1, "乡", urgent=True)
    assert "紧急事项 10" in read(REPORT)


def test_an_empty_year_says_nothing_instead_of_few(window: Window, read: Any) -> None:
    many(window, 1)
    words = read("/petitions/report/2025/")
    assert "收到信访事项 0" in words
    assert untold() not in words


def test_each_is_counted_and_numbered_in_the_year_in_which_it_was_received(window: Window) -> None:
    many(window, 10, received_on="2025-12-31")
    window.take_in(Petitioner("人甲"), received_on="2026-01-01")
    numbers = sorted(models.Case.objects.values_list("number", flat=True))
    assert (numbers[-2], numbers[-1]) == ("XF-2025-330482-00010", "XF-2026-330482-00001")
    assert queries.yearly(window.eyes(), 2025).total == 10
    assert queries.yearly(window.eyes(), 2026).total is None


def test_who_is_of_the_unit_complained_of_reads_that_there_is_nothing(window: Window, read: Any) -> None:
    many(window, 10, accused=(UNIT,))
    assert "收到信访事项 10" in read(REPORT)
    assert "收到信访事项 0" in read(REPORT, "qian")
    assert "水利" not in read(REPORT, "qian").partition("年度报告")[2]


def test_who_withdrew_is_told_one_less(window: Window) -> None:
    many(window, 10)
    row = models.Case.objects.first()
    assert row is not None
    sent(f"/petitions/{row.pk}/withdraw/", account="zhao")
    assert queries.yearly(window.eyes(), 2026).total is None
    assert queries.yearly(window.eyes(account="wu"), 2026).total == 10


def test_the_report_is_in_english_and_hides_the_same(window: Window) -> None:
    many(window, 9)
    browser = samples.browser("zhao")
    browser.post("/language/", {"language": "en"})
    words = samples.text_of(browser.get(REPORT).content.decode())
    assert "fewer than 10" in words.lower()
    assert "不足" not in words
    assert "Urgent" in words


@pytest.mark.parametrize(("people", "come"), [(3, 3), (10, 3), (11, 5), (100_000, 5)])
def test_as_many_as_may_come_are_taken_in_and_one_more_is_not(window: Window, people: int, come: int) -> None:
    """浙江省信访条例 15; 信访工作条例 20."""
    said = {**FORM, "people": str(people), "representatives": str(come + 1)}
    _, words = sent(NEW, **said)
    assert f"{come}" in words.partition("代表人数")[2]
    assert models.Case.objects.count() == 0
    sent(NEW, **{**said, "representatives": str(come)})
    assert window.only().people == people


@pytest.mark.parametrize(("people", "come"), [(1, 2), (1, 3), (2, 3)])
def test_nobody_is_represented_by_more_than_there_are(window: Window, people: int, come: int) -> None:
    """信访工作条例 20: representatives are chosen from among the people."""
    _, words = sent(NEW, **{**FORM, "people": str(people), "representatives": str(come)})
    assert f"代表 {come} 人多于信访人 {people} 人" in words
    assert models.Case.objects.count() == 0
    assert window.stage.matter == ""


@pytest.mark.parametrize("odd", ["0", "-1", "100001", "1e3", "三", "", "9" * 400])
@pytest.mark.parametrize("field", ["people", "representatives"])
def test_no_other_number_of_people_is_taken_in(window: Window, field: str, odd: str) -> None:
    status, _ = sent(NEW, **{**FORM, field: odd})
    assert (status, models.Case.objects.count(), window.stage.matter) == (200, 0, "")
