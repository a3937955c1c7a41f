"""Explanations in words: a sentence for each step in both languages, with its amounts, and no place left empty."""

import re
from collections.abc import Sequence

import pytest
from django.utils import translation

from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit, compute
from pilin.modules.medical.rules.explain import FACTS, Said, Step
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.words import Care, Filing, Fund
from pilin.modules.medical.tests import samples
from pilin.modules.medical.views import sentences

FULL = samples.full()
FACTS_OF_ANY = {
    "line": "7",
    "item": "XB01",
    "grade": "02",
    "price_max": "12.5",
    "level": 3,
    "group": "retired",
    "filing": "referred",
    "ceiling": "year",
    "admission": 2,
}


def step(said: Said, *, before: bool = True) -> Step:
    """Return a step with every fact of its sentence; amounts of 1234.56 yuan, ratios of 12.5 per cent."""
    known = {"used_fen", "charged_fen", "paid_fen", "from_fen"}
    facts: dict[str, int | str] = {}
    for name in FACTS[said].split():
        if name.endswith("_bp"):
            facts[name] = 1250
        elif name.endswith("_fen"):
            facts[name] = 0 if name in known and not before else 123_456
        else:
            facts[name] = FACTS_OF_ANY[name]  # type: ignore[assignment]
    return Step(said, explain.PERSON, 777, "", facts)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("said", Said)
def test_every_step_has_its_sentence_in_both_languages(said: Said, language: str, before: bool) -> None:
    with translation.override(language):
        text = sentences.sentence(step(said, before=before), FULL)
    assert text
    assert not re.search(r"[{}]", text)
    assert bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh-hans")
    assert "0.00" not in text.replace("1,000.00", "")


def test_the_lists_of_words_are_whole() -> None:
    assert {*sentences.CARES} == {*Care}
    assert {*sentences.FILINGS} == {*Filing}
    assert {*sentences.LEVELS} == {*FULL.document["levels"]}
    assert {*sentences.SENTENCES} == {*Said}
    payers = {explain.PERSON, explain.SCOPE, explain.HOSPITAL, explain.ACCOUNT, explain.RELATIVE, explain.CASH}
    assert {*sentences.PAYERS} == {*Fund} | payers


@pytest.mark.parametrize(
    ("ratio_bp", "text"),
    [(0, "0%"), (5, "0.05%"), (50, "0.5%"), (1250, "12.5%"), (8600, "86%"), (10_000, "100%"), (7000, "70%")],
)
def test_per_cent(ratio_bp: int, text: str) -> None:
    assert sentences.percent(ratio_bp) == text


def told(policy: Policy, found: Sequence[Step]) -> list[str]:
    return [f"{sentences.sentence(one, policy)} | {sentences.payer(one)} | {one.fen / 100:.2f}" for one in found]


W1 = Visit("21", 3, "1501", Filing.REFERRED)


def test_the_first_worked_claim_in_chinese() -> None:
    policy = samples.policy("330482", "390")
    found = compute(policy, samples.parts("1200", "300", "900", "17600"), W1, Accumulators())
    assert told(policy, found.steps) == [
        "目录以外的费用，全额自费 | 个人 | 1200.00",
        "超过限价的部分，自费 | 个人 | 300.00",
        "乙类项目先自付的部分 | 个人 | 900.00",
        "一年里第 1 次住院，起付线是 800.00 元，这次先由个人承担 800.00 元。 | 个人 | 800.00",
        "起付线以上的 16,800.00 元，成年居民在三级医院本应支付 65%；转诊，已备案，再乘以 90% | 统筹基金 | 9828.00",
        "政策范围内其余的部分（含起付线） | 个人 | 7772.00",
        "其中由个人现金支付 | 现金 | 10172.00",
    ]


def test_the_first_worked_claim_in_english() -> None:
    policy = samples.policy("330482", "390")
    found = compute(policy, samples.parts("1200", "300", "900", "17600"), W1, Accumulators())
    with translation.override("en"):
        said = told(policy, found.steps)
    assert said[3] == (
        "Admission 1 of the year: the deductible is 800.00 yuan; 800.00 yuan are borne first. | Person | 800.00"
    )
    assert said[4] == (
        "16,800.00 yuan above the deductible; Adult residents, Hospital of level 3: 65%; "
        "Referred, filed: times 90% | Pooled fund | 9828.00"
    )


def test_a_claim_with_every_layer_in_words() -> None:
    """Room 8.60 covers 10; of 99990 above, at most 50000; 29991.40 above 20000; at most 3000 for civil servants."""
    visit = Visit("21", 3, "1101", civil_servant=True)
    used = samples.used("pooled/ip=399991.40 admissions=2 paid/cvlserv=2500 base/cvlserv=9000")
    found = compute(FULL, samples.parts(scope="100000"), visit, used)
    ceiling = (
        "年度最高支付限额是 400,000.00 元，此前已经支付 399,991.40 元；超过限额的费用 99,990.00 元，统筹基金不再支付。"
    )
    assert told(FULL, found.steps)[:7] == [
        "起付线以上的 10.00 元，在职职工在三级医院，支付 86% | 统筹基金 | 8.60",
        f"{ceiling} | 统筹基金 | 99990.00",
        "其余的 99,990.00 元，支付 80% | 大额补助 | 79992.00",
        "全年最多支付 50,000.00 元，超出的部分不再支付 | 大额补助 | -29992.00",
        "全年累计超过 20,000.00 元的部分，这次有 29,991.40 元，支付 60% | 大病保险 | 17994.84",
        "其余的 31,996.56 元，支付 50% | 公务员补助 | 15998.28",
        "全年最多支付 3,000.00 元，此前已经支付 2,500.00 元，超出的部分不再支付 | 公务员补助 | -15498.28",
    ]
