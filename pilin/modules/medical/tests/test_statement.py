"""结算说明: each yuan in words for the patient, both halves with who signed them, and every look registered."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base import ids
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models
from pilin.modules.medical.rules.listing import short_code
from pilin.modules.medical.tests.hospital import CODE, Hospital
from pilin.modules.medical.tests.office import PERSON, get, hospital, last, office, post, words
from pilin.web.models import AccessRecord
from pilin.web.tests import pdf, samples
from tests.support.neighbour import Neighbour
from tests.web.budget import QUERIES_MAX, asked

__all__ = ["hospital", "office"]


def page(one: models.Settlement) -> str:
    return f"/medical/settlements/{one.pk}/"


def opened(one: models.Settlement, **said: str) -> str:
    return words(post(f"{page(one)}explanation/", **({"purpose": "counter"} | said)))


def registered() -> list[tuple[str, str, str]]:
    rows = AccessRecord.objects.filter(event="protected_read").order_by("number")
    return [(row.account, row.subject, row.facts) for row in rows]


def test_the_page_shows_amounts_and_both_signed_halves_and_nothing_personal(hospital: Hospital) -> None:
    one = last()
    said = get(page(one))
    assert "● 已结算" in said
    assert "总费用（元） 900.00" in said
    assert f"sha256 {one.event}" in said
    assert f"sha256 {one.answer}" in said
    assert f"示例医院（{CODE}）" in said
    assert "金山区 · 职工基本医保" in said
    for secret in (PERSON, "XA-0001", "XB-0001"):
        assert secret not in said
    assert registered() == []


def test_the_explanation_says_each_yuan_of_w4(hospital: Hospital) -> None:
    said = opened(last())
    assert "一共 900.00 元：基金付 285.00 元，自己付 615.00 元（个人账户 600.00 元，现金 15.00 元）。" in said
    assert "乙类：先自付 10%，计 20.00 元；180.00 元在政策范围内（XB-0001@" in said
    assert "甲类：700.00 元在政策范围内" in said
    assert "一年的起付线是 500.00 元" in said
    assert "起付线以上的 380.00 元" in said
    assert "支付 75%" in said
    assert "统筹基金 285.00 普通门诊 支付比例 第" in said
    assert "示例 待遇参数为演示而写" in said


def test_a_code_stands_where_a_name_would(hospital: Hospital) -> None:
    said = opened(last())
    assert short_code(last().pk) in said
    assert PERSON not in said


def test_the_policy_that_paid_is_named_with_its_version_and_hash(hospital: Hospital) -> None:
    said = opened(last())
    assert "待遇政策 金山职工医保（示例）（第 1 版；" in said


def test_each_look_is_registered_with_its_purpose(hospital: Hospital) -> None:
    one = last()
    opened(one)
    opened(one, purpose="complaint", reason="申诉 2026-17")
    (first, second) = registered()
    assert first[:2] == ("zhao", f"settlement/{one.pk}")
    assert '"reason":"counter"' in first[2]
    assert '"reason":"complaint：申诉 2026-17"' in second[2]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"purpose": "complaint"}, "请写明事由"),
        ({"purpose": "curiosity", "reason": "x"}, "curiosity"),
        ({}, "请写明事由"),
        ({"purpose": "checking", "reason": "长" * 81}, "80"),
    ],
)
def test_who_does_not_say_why_is_told_and_sees_nothing(hospital: Hospital, said: dict[str, str], sentence: str) -> None:
    answer = words(post(f"{page(last())}explanation/", **said))
    assert sentence in answer
    assert "起付线" not in answer
    assert registered() == []


def test_who_only_reads_opens_nothing(hospital: Hospital) -> None:
    assert "打开说明需要“办理”权限" in get(page(last()))
    for where in ("explanation/", "explanation/pdf/"):
        assert post(f"{page(last())}{where}", "li", purpose="counter").status_code == 403
    assert registered() == []


def test_an_explanation_has_no_address_to_come_back_to(hospital: Hospital) -> None:
    answer = samples.browser("zhao").get(f"{page(last())}explanation/")
    assert (answer.status_code, answer.headers["Location"]) == (302, page(last()))


def test_a_settlement_that_is_not_there_is_not_there(office: Neighbour) -> None:
    where = f"/medical/settlements/{ids.new_id(office.now)}/"
    assert samples.browser("li").get(where).status_code == 404
    assert post(f"{where}explanation/", purpose="counter").status_code == 404


# The paper


def printed(one: models.Settlement, **said: str) -> Any:
    return post(f"{page(one)}explanation/pdf/", **({"purpose": "counter"} | said))


def test_the_paper_says_what_the_page_says_on_one_sheet(hospital: Hospital) -> None:
    one = last()
    answer = printed(one)
    (sheet,) = pdf.pages(answer.content)
    for said in (
        "一共900.00元：基金付285.00元，自己付615.00元",
        "金额（元）政策范围内（元）",
        "一年的起付线是500.00元",
        "普通门诊支付比例第",
        f"取件码：{short_code(one.pk)}",
        f"签署内容摘要：{one.answer}",
        "示例：待遇参数为演示而写",
        "个人负担615.00",
    ):
        assert said in sheet
    assert PERSON not in sheet
    assert '"field":"explanation.pdf"' in registered()[0][2]


def test_the_same_settlement_makes_the_same_paper_at_the_same_time(hospital: Hospital) -> None:
    assert printed(last()).content == printed(last()).content


def test_no_paper_is_made_for_who_does_not_say_why(hospital: Hospital) -> None:
    answer = printed(last(), purpose="checking")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "请写明事由" in words(answer)


def test_in_english_the_words_are_english_and_the_signed_hashes_the_same(hospital: Hospital) -> None:
    browser = samples.browser("zhao")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = browser.post(f"{page(last())}explanation/", {"purpose": "counter"})
    said = samples.text_of(answer.content.decode())
    assert last().answer in said
    assert "起付线" not in said


# What became of a settlement


def test_a_cancel_is_explained_with_every_sign_turned(hospital: Hospital) -> None:
    original = last()
    number = models.CareSettlement.objects.get(pk=original.pk).number
    assert hospital.cancels(number).head.succeeded
    cancel = models.Settlement.objects.get(cancels=original.pk)
    said = opened(cancel)
    assert "一共 -900.00 元：基金付 -285.00 元，自己付 -615.00 元" in said
    assert "打开原结算" in get(page(cancel))
    assert "✓ 退费已记账" in get(page(cancel))
    assert "‖ 已退费或正在退费" in get(page(original))


def test_halves_whose_days_are_over_are_gone_and_the_page_says_so(hospital: Hospital) -> None:
    federation.erase(until=date(2100, 1, 1), at=hospital.at)
    said = opened(last())
    assert "费用明细的保存期限已过" in said
    assert "保存期限已过而已销毁" in said
    assert "保存期限" in "".join(pdf.pages(printed(last()).content))


def test_an_answer_that_never_came_is_an_unknown_outcome(hospital: Hospital) -> None:
    models.Settlement.objects.filter(pk=last().pk).update(state="asked", given_up=True, answer="")
    said = get(page(last()))
    assert "■ 结果未明" in said
    assert said.count("sha256") == 1


def test_the_pages_keep_to_their_budget(hospital: Hospital) -> None:
    one = last()
    assert len(asked(page(one), "li")) <= QUERIES_MAX
    browser = samples.browser("zhao")
    with CaptureQueriesContext(connection) as taken:
        browser.post(f"{page(one)}explanation/", {"purpose": "counter"})
    asking = [query["sql"] for query in taken.captured_queries if query["sql"].startswith("SELECT")]
    assert len(asking) <= 2 * QUERIES_MAX, asking
