"""The estimate on the public site: every answer is a link, no form, no name, and bad addresses are not there."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from pilin.modules.medical import queries
from pilin.web.tests import samples as pages

pytestmark = [pytest.mark.usefixtures("fresh"), pytest.mark.django_db]

START = "/medical/"
CASE = "/medical/330482-390/adult/inpatient/3/referred/20000-10/"


def asked(address: str) -> Any:
    return Client(headers={"host": "public.example"}).get(address)


def page(address: str) -> str:
    answer = asked(address)
    assert answer.status_code == 200, address
    found = str(answer.content.decode())
    assert pages.faults_of(found) == []
    return found


def words(address: str) -> str:
    return pages.text_of(page(address))


def answers(address: str) -> list[tuple[str, str, bool]]:
    """Return address, word and whether it is chosen of every answer of a page."""
    found = re.findall(r'<a href="(/[^"]*)" rel="nofollow"( aria-current="true")?>([^<]*)</a>', page(address))
    return [(link, html.unescape(word), bool(chosen)) for link, chosen, word in found]


def test_the_start_shows_a_common_case_and_says_that_it_is_illustrative() -> None:
    """18000 - 800 = 17200; x 0.86 x 0.90 = 13312.80; of 20000 that is 66.6 %."""
    said = words(START)
    assert "示例 这里的待遇参数是为演示写的" in said
    assert "一共 20,000.00 元：基金付 13,312.80 元（66.6%），自己付 6,687.20 元。" in said


def test_each_answer_changes_one_thing() -> None:
    found = answers(CASE)
    assert [word for _, word, chosen in found if chosen] == [
        "平湖城乡居民医保（示例）",
        "成年居民",
        "住院",
        "三级医院",
        "转诊，已备案",
        "20,000",
        "10%",
    ]
    assert CASE in [link for link, _, chosen in found if chosen]
    for link, word, chosen in found:
        differs = sum(one != other for one, other in zip(link.split("/"), CASE.split("/"), strict=True))
        assert differs == (0 if chosen else 1) or "医保" in word, link
        assert asked(link).status_code == 200, link


def test_who_changes_the_insurance_stays_in_a_group_that_it_knows() -> None:
    links = {word: link for link, word, _ in answers(CASE)}
    assert links["金山城乡居民医保（示例）"] == "/medical/310116-390/adult/inpatient/3/referred/20000-10/"
    assert links["金山职工医保（示例）"] == "/medical/310116-310/employed/inpatient/3/referred/20000-10/"


def test_every_yuan_stands_in_the_table_once() -> None:
    """17200 x 0.585 = 10062; the rows of money make the total."""
    cells = re.findall(r'class="money"[^>]*>(?:<strong>)?([\d,.]+)<', page(CASE))
    *rows, total = [round(float(cell.replace(",", "")) * 100) for cell in cells]
    assert sum(rows) == total == 2_000_000
    said = words(CASE)
    assert (
        "起付线以上的 17,200.00 元，成年居民在三级医院本应支付 65%；转诊，已备案，再乘以 90% 统筹基金 10,062.00" in said
    )
    assert "一年里第 1 次住院，起付线是 800.00 元，这次先由个人承担 800.00 元。" in said


def test_above_the_ceiling_the_second_tier_is_told() -> None:
    """400000 - 500 = 399500; x 0.75 = 299625 is below the ceiling of 300000; burden 100375: 45 to 50 and more."""
    said = words("/medical/330482-390/senior/inpatient/2/local/500000-20/")
    assert "大病保险" in said
    assert "全年累计超过 15,000.00 元的部分，这次有 35,000.00 元，支付 70% 大病保险 24,500.00" in said
    assert "全年累计超过 100,000.00 元的部分，这次有 375.00 元，支付 80% 大病保险 300.00" in said


def test_the_page_speaks_english_below_its_path() -> None:
    said = words(f"/en{CASE}")
    assert "Of 20,000.00 yuan the funds pay 10,062.00 yuan (50.3%) and you pay 9,938.00 yuan." in said
    assert "Pinghu: residents (illustrative)" in said
    assert "illustrative The parameters here were written for demonstration." in said


def test_no_personal_data_is_asked_for() -> None:
    for address in (START, CASE):
        found = page(address)
        assert "<form" not in found
        assert "<input" not in found
        assert "<script" not in found


@pytest.mark.parametrize(
    "address",
    [
        "/medical/330482-390/adult/inpatient/3/referred/20000-11/",
        "/medical/330482-390/adult/inpatient/3/referred/20001-10/",
        "/medical/330482-390/adult/inpatient/9/referred/20000-10/",
        "/medical/330482-390/employed/inpatient/3/referred/20000-10/",
        "/medical/330482-510/adult/inpatient/3/referred/20000-10/",
        "/medical/330421-390/adult/inpatient/3/referred/20000-10/",
        "/medical/330482-390/adult/dental/3/referred/20000-10/",
        "/medical/330482-390/adult/inpatient/3/abroad/20000-10/",
        "/medical/330482-390/adult/inpatient/3/referred/99999999999-10/",
        "/medical/330482-390/<script>/inpatient/3/referred/20000-10/",
        "/medical/330482-390/adult/inpatient/3/referred/",
    ],
)
def test_what_cannot_be_asked_is_not_there(address: str) -> None:
    answer = asked(address)
    assert answer.status_code == 404
    assert "<script>" not in answer.content.decode()


def test_a_question_behind_the_path_changes_nothing() -> None:
    assert asked(f"{CASE}?yuan=500000").content == asked(CASE).content


def test_without_a_policy_the_page_says_what_will_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "illustrative_policies", tuple)
    assert "还没有可以试算的待遇政策；参保地公布后会列在这里。" in words(START)
    assert asked(CASE).status_code == 404


def test_the_page_asks_the_database_for_signed_policies_alone(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        page(CASE)
