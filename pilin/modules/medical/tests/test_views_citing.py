"""Where a rule stands in a policy is said in words."""

import pytest
from django.utils import translation

from pilin.modules.medical.views.citing import cited
from pilin.modules.medical.views.sentences import price


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("benefits/outpatient/ratio/2", "普通门诊 支付比例 第 2 行"),
        ("benefits/inpatient/deductible/1", "住院 起付线 第 1 行"),
        ("benefits/chronic/ratio/12", "门诊慢特病 支付比例 第 12 行"),
        ("ceilings/year", "限额 全年"),
        ("benefits/inpatient/ratio/3 remote/referred", "住院 支付比例 第 3 行；异地就医 转诊，已备案"),
        ("layers/hifmi/2", "补充待遇 大病保险 第 2 行"),
        ("layers/hifmi/steps/2", "补充待遇 大病保险 第 2 行"),
        ("elsewhere/7/new", "elsewhere 第 7 行 new"),
        ("", ""),
    ],
)
def test_a_place_in_a_policy_is_said_in_words(rule: str, said: str) -> None:
    assert cited(rule) == said


def test_it_is_said_in_english_too() -> None:
    with translation.override("en"):
        assert cited("benefits/outpatient/ratio/2") == "Outpatient care Ratio of payment Row 2"


@pytest.mark.parametrize(
    ("text", "said"), [("300.000000", "300.00"), ("0.123400", "0.1234"), ("12.5", "12.50"), ("7", "7"), ("", "")]
)
def test_a_unit_price_has_no_zeros_that_say_nothing(text: str, said: str) -> None:
    assert price(text) == said
