"""Pages of reconciliation: the days, one day, a difference with what is said about it; hostile words, budget, phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import models
from pilin.modules.medical.actions import reconciling
from pilin.modules.medical.tests.test_clearing import months, scene, settled, stage
from pilin.web.tests import samples
from tests.web.budget import costs_no_more
from tests.web.conftest import read

__all__ = ["months", "read", "scene", "stage"]
HOSTILE = "<script>alert(1)</script>"


def planted(stage: Stage, **columns: Any) -> models.DayDifference:
    """Let a settlement of the neighbour's differ here, and both sides see it."""
    settlement = settled(stage, THEM)
    models.Settlement.objects.filter(pk=settlement).update(**(columns or {"fund_fen": 501}))
    reconciling.reconcile(peer=THEM, day=day_of(stage.now), at=stage.now)
    stage.meet()
    return models.DayDifference.objects.get(settlement=settlement)


def address(stage: Stage) -> str:
    return f"/medical/days/{THEM}/{day_of(stage.now)}/"


def test_before_anything_is_settled_the_page_says_who_brings_it(months: Stage, read: Any) -> None:
    assert months.matter == ""
    words = read("/medical/days/")
    assert "没有待办的差异" in words
    assert "核对过的日期列在这里" in words


def test_a_day_shows_what_both_state_and_what_differs(months: Stage, read: Any) -> None:
    planted(months)
    words = read(address(months))
    assert "金额不一致" in words
    assert "6.01" in words
    assert "6.00" in words
    assert "轮到" in words
    assert "1 条差异待办" in read("/medical/days/")


def test_a_day_that_agrees_says_so(months: Stage, read: Any) -> None:
    settled(months, US)
    reconciling.reconcile(peer=THEM, day=day_of(months.now), at=months.now)
    assert "等对方报账" in read("/medical/days/")
    months.meet()
    assert "● 一致" in read("/medical/days/")
    assert "没有待办的差异" in read(address(months))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"state": "voided"}, "状态不一致"),
        ({"insurance": "310"}, "险种或就医地不一致"),
    ],
)
def test_each_sort_is_said_in_words(months: Stage, read: Any, columns: dict[str, Any], said: str) -> None:
    row = planted(months, **columns)
    assert said in read(f"/medical/differences/{row.pk}/")


def test_what_one_side_lacks_names_the_side(months: Stage, read: Any) -> None:
    settlement = settled(months, THEM)
    models.Settlement.objects.filter(pk=settlement).delete()
    reconciling.reconcile(peer=THEM, day=day_of(months.now), at=months.now)
    months.meet()
    row = models.DayDifference.objects.get()
    words = read(f"/medical/differences/{row.pk}/")
    assert "平湖市没有这笔结算" in words
    assert "说明原因" in words


def posted(client: Client, where: str, **fields: str) -> Any:
    return client.post(where, fields)


def test_a_difference_is_explained_in_words_and_passes_to_the_other_side(months: Stage, read: Any) -> None:
    row = planted(months)
    where = f"/medical/differences/{row.pk}/"
    client = samples.browser("zhao")
    empty = posted(client, where, act="explain", text=" ")
    assert "请写明说明" in empty.content.decode()
    assert posted(client, where, act="explain", text=HOSTILE).status_code == 302
    html = client.get(where).content.decode()
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html
    assert "本方办理" not in html
    assert "轮到金山区" in read(where)


def test_who_may_only_read_has_no_form(months: Stage) -> None:
    row = planted(months)
    client = samples.browser("li")
    where = f"/medical/differences/{row.pk}/"
    before = models.DayRemark.objects.count()
    page = client.get(where).content.decode()
    client.post(where, {"act": "explain", "text": "x"})
    assert ("本方办理" in page, models.DayRemark.objects.count()) == (False, before)


def test_a_correction_is_entered_from_the_page_and_ends_with_the_next_round(months: Stage, read: Any) -> None:
    row = planted(months)
    client, where = samples.browser("zhao"), f"/medical/differences/{row.pk}/"
    assert posted(client, where, act="correct", text="按对方所报").status_code == 302
    assert client.post(f"{address(months)}reconcile/").status_code == 302
    months.meet()
    assert "已更正，复核一致" in read(where)
    assert "没有待办的差异" in read("/medical/days/")


def test_what_is_refused_is_a_sentence_on_the_page(months: Stage) -> None:
    row = planted(months, state="voided")
    models.DayDifference.objects.update(turn=US)
    client = samples.browser("zhao")
    page = posted(client, f"/medical/differences/{row.pk}/", act="correct", text="x").content.decode()
    assert "只有金额不符" in page
    assert "Traceback" not in page


def test_a_day_that_is_late_is_red(months: Stage, read: Any) -> None:
    row = planted(months)
    models.DayDifference.objects.filter(pk=row.pk).update(due=day_of(months.now) - timedelta(days=1))
    assert "■ 逾期" in read("/medical/days/")


@pytest.mark.parametrize(
    "where", ["/medical/differences/999/", "/medical/days/999999/2026-03-04/", "/medical/days/310116/2026-02-31/"]
)
def test_what_is_not_there_is_not_found(months: Stage, where: str) -> None:
    assert months.matter == ""
    assert samples.browser("zhao").get(where).status_code == 404


def test_a_day_that_has_not_come_is_refused_in_a_sentence(months: Stage) -> None:
    where = f"/medical/days/{THEM}/{day_of(months.now) + timedelta(days=3)}/reconcile/"
    page = samples.browser("zhao").post(where, follow=True).content.decode()
    assert "还没有到，不能对账" in page


def test_the_pages_keep_to_their_budget(months: Stage) -> None:
    row = planted(months)

    def grow() -> None:
        for _ in range(3):
            planted(months)

    for where in (address(months), "/medical/days/", f"/medical/differences/{row.pk}/"):
        costs_no_more(where, grow)
