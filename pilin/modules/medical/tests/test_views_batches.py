"""Pages of clearing: the batches, one batch with the step that is ours, and the papers for both finance offices."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import clearing, reconciling
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.tests.test_clearing import confirmed, months, opened, paid, row, scene, settled, stage, they
from pilin.modules.medical.tests.test_rules_clearing import document
from pilin.web.tests import pdf, samples
from tests.web.budget import costs_no_more
from tests.web.conftest import read

__all__ = ["months", "read", "scene", "stage"]


def address(stage: Stage) -> str:
    return f"/medical/batches/{stage.matter}/"


def test_before_the_first_month_the_page_says_who_brings_it(months: Stage, read: Any) -> None:
    assert months.matter == ""
    words = read("/medical/batches/")
    assert "还没有清算" in words
    assert "开立一个月的清算" in words


def test_a_month_is_opened_and_led_to_its_end_from_the_pages(months: Stage, read: Any) -> None:
    settled(months, US), settled(months, THEM, total_fen=3_000)
    client = samples.browser("zhao")
    answer = client.post("/medical/batches/", {"peer": THEM, "month": day_of(months.now).isoformat()[:7]})
    months.matter = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    months.meet()
    words = read(address(months))
    assert "轧差参考：平湖市应付 12.00 元" in words
    payments = rules.payments_of(queries.rows_of(row(months)), day_of(months.now), "凭证 7")
    for ours, theirs, fields in (
        ("confirm", rules.CONFIRM, {}),
        ("record", "record_of_responder", {"payments": payments}),
        ("agree_paid", rules.AGREE_PAID, {}),
        ("close", rules.CLOSE, {}),
    ):
        assert client.post(f"{address(months)}{ours}/").status_code == 302
        months.meet()
        they(months, theirs, **fields)
    assert row(months).state == rules.CLOSED
    words = read(address(months))
    assert "凭证 7" in words
    assert "✓ 已关账" in words


def test_a_batch_says_whose_turn_it_is_and_by_when(months: Stage, read: Any) -> None:
    settled(months, US)
    opened(months)
    assert "轮到：金山区、平湖市 约定截止 2026-04-25" in read(address(months))
    assert "我方还没有签署" in read(address(months))
    clearing.confirm(matter=months.matter, at=months.now)
    months.meet()
    assert "轮到：金山区 约定截止 2026-04-25" in read(address(months))
    assert "“确认清算”已由平湖市签署，待金山区签署后生效" in read(address(months))
    they(months, rules.CONFIRM)
    assert "轮到：金山区、平湖市 约定截止 2026-05-10" in read(address(months))


def test_a_month_that_is_none_is_refused_in_its_field(months: Stage) -> None:
    assert months.matter == ""
    page = samples.browser("zhao").post("/medical/batches/", {"peer": THEM, "month": "2026-13"}).content.decode()
    assert "写法不对" in page
    page = samples.browser("zhao").post("/medical/batches/", {"peer": "999999", "month": "2026-03"}).content.decode()
    assert models.Batch.objects.count() == 0


def test_what_our_books_do_not_say_is_refused_on_the_page(months: Stage) -> None:
    settlement = settled(months, US)
    opened(months)
    models.Settlement.objects.filter(pk=settlement).update(fund_fen=1)
    page = samples.browser("zhao").post(f"{address(months)}confirm/", follow=True).content.decode()
    assert "这批清算与本方账簿不符" in page


@pytest.mark.parametrize("where", ["/medical/batches/01980000-0000-7000-8000-000000000009/"])
def test_what_is_not_there_is_not_found(months: Stage, where: str) -> None:
    assert months.matter == ""
    client = samples.browser("zhao")
    assert [client.get(where).status_code, client.post(f"{where}confirm/").status_code] == [404, 404]
    opened(months)
    assert client.post(f"{address(months)}shout/").status_code == 404


def test_who_may_only_read_takes_no_step(months: Stage) -> None:
    settled(months, US)
    opened(months)
    client = samples.browser("li")
    assert "核对本方账簿并确认" not in client.get(address(months)).content.decode()
    client.post(f"{address(months)}confirm/")
    client.post("/medical/batches/", {"peer": THEM, "month": "2026-03"})
    assert (row(months).state, models.Batch.objects.count()) == (rules.GENERATED, 1)


def test_books_that_changed_are_said_in_red(months: Stage, read: Any) -> None:
    settled(months, US)
    paid(months)
    models.Batch.objects.update(differs=True)
    assert "本方账簿中的结算有了变化" in read(address(months))
    assert "■ 已确认，但本方账簿已变" in read("/medical/batches/")


def test_the_book_has_the_rows_and_every_settlement_without_persons(months: Stage) -> None:
    settlement = settled(months, US)
    settled(months, THEM, insurance="310", total_fen=3_000)
    paid(months)
    answer = samples.browser("zhao").get(f"{address(months)}sheet/")
    assert answer.headers["Content-Disposition"].endswith(".xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    summary = [[cell.value for cell in line] for line in book["汇总"].iter_rows()]
    assert ["金山区", "城乡居民基本医保", 1, 5, 1, 6] in summary
    assert ["平湖市", "职工基本医保", 1, 15, 3, 18] in summary
    details = [[cell.value for cell in line] for line in book["明细"].iter_rows()]
    assert {line[0] for line in details} >= {settlement}
    assert len(details) == 3


def test_the_paper_says_rows_net_and_digest_with_places_for_two_seals(months: Stage) -> None:
    settled(months, US)
    held = paid(months)
    answer = samples.browser("zhao").get(f"{address(months)}paper/")
    assert answer.headers["Content-Type"] == "application/pdf"
    words = pdf.text(answer.content)
    for word in ("跨省医保清算单", "分基金应付", "6.00", "轧差参考", "平湖市", "金山区", held.digest[:8]):
        assert word in words, word


def test_the_pages_keep_to_their_budget(months: Stage) -> None:
    settled(months, US)
    opened(months)

    def grow() -> None:
        clearing.confirm(matter=months.matter, at=months.now)
        months.meet()
        they(months, rules.CONFIRM)
        settled(months, THEM)
        opened(months)

    where = address(months)
    costs_no_more("/medical/batches/", grow)
    costs_no_more(where, grow)


def test_only_the_side_that_the_terms_name_generates(months: Stage, read: Any) -> None:
    settled(months, US)
    opened(months)
    they(months, "return", reason="少一笔")
    assert "按本方账簿生成清算" in read(address(months))
    months.agree(document(version=2, generator=THEM))
    page = samples.browser("zhao").post("/medical/batches/", {"peer": THEM, "month": "2026-03"}).content.decode()
    assert "清算由 310116 一方生成" in page


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("/medical/batches/", ("Clearing of medical insurance", "They owe", "Confirmed by both, to be paid")),
        ("/medical/advances/", ("Advances of medical insurance", "Agreed quota", "Illustrative")),
        ("/medical/days/", ("Reconciliation of medical insurance", "Days open")),
    ],
)
def test_the_pages_speak_english(months: Stage, where: str, words: tuple[str, ...]) -> None:
    models.Settlement.objects.filter(pk=settled(months, THEM)).update(fund_fen=501)
    reconciling.reconcile(peer=THEM, day=day_of(months.now), at=months.now)
    months.meet()
    models.Settlement.objects.update(fund_fen=500)
    confirmed(months)
    client = samples.browser("zhao")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = client.get(where).content.decode()
    assert samples.faults_of(html) == []
    for word in words:
        assert word.lower() in html.lower(), word


@pytest.mark.parametrize(
    "where", ["/medical/days/", "/medical/batches/", "/medical/advances/", "/medical/differences/1/"]
)
def test_who_is_not_signed_in_sees_nothing(months: Stage, where: str) -> None:
    assert months.matter == ""
    answer = Client().get(where)
    assert answer.status_code == 302
    assert "sign-in" in answer.headers["Location"]


def test_the_days_of_illustrative_terms_bear_their_label(months: Stage, read: Any) -> None:
    settled(months, US)
    opened(months)
    assert "期限来自示例的清算约定" in read(address(months))
    months.agree(document(version=2, illustrative=False))
    assert "期限来自示例的清算约定" not in read(address(months))


def test_the_matter_of_a_batch_is_found_on_the_page_of_the_shell(months: Stage, read: Any) -> None:
    settled(months, US)
    opened(months)
    words = read(f"/matters/{months.matter}/")
    assert "跨省医保月度清算" in words
    assert "退回重新生成" in words
