"""The words of an explanation with plain values: every part of a line, and what this node does not know."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from pilin.modules.medical.queries import explanations
from pilin.modules.medical.queries.explanations import Facts
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.explain import FACTS, Said, Step
from pilin.modules.medical.rules.explained import Explained, Named, lines_of
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.split import Entry, Grade, Split
from pilin.modules.medical.views import statement, tables, words
from pilin.web.components import Tone
from pilin.web.sides import Sides

DAY = date(2026, 3, 2)
SCENE = Sides("330482", {"330482": "平湖市", "310116": "金山区"}, [])
ONE = Settlement(
    "019cac0f-ca90-7842-8f6e-02ba7020a4a6", "330482", "310116", "H33048200001", "310", DAY, 90_000, "", "clause:a/8",
    event="e" * 64, answer="a" * 64,
)  # fmt: skip
FOUND = Facts(
    ONE, ONE, 1, given_up=False, asked_at=None, moved_at=None, number="3304822026", institution_name="示例医院"
)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this node know no policy and no catalogue."""
    monkeypatch.setattr(explanations, "policy_by", lambda _digest: None)
    monkeypatch.setattr(explanations, "item_names", lambda _items: {"X1": "阿莫西林"})


def split(grade: Grade, *parts: int, **members: Any) -> Split:
    full, over, prior, scope = parts
    entry = Entry("X1", grade, date(2025, 1, 1), price_max=Decimal("300.000000") if over else None)
    return replace_split(Split("1", entry, sum(parts), full, over, prior, scope, 1_000), **members)


def replace_split(one: Split, **members: Any) -> Split:
    return one._replace(**members)


def told_of_line(one: Split) -> str:
    found = Explained(ONE, lines=lines_of(explain.of_line(one)))
    return str(statement.statement(FOUND, found, SCENE).lines.rows[0][1])


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (split(Grade.A, 0, 0, 0, 700), "甲类：7.00 元在政策范围内（X1@2025-01-01）"),
        (split(Grade.C, 700, 0, 0, 0), "丙类或目录外：丙类或目录外，全额自费 7.00 元（X1@2025-01-01）"),
        (
            split(Grade.B, 0, 0, 200, 1_800),
            "乙类：先自付 10%，计 2.00 元；18.00 元在政策范围内（X1@2025-01-01）",
        ),
        (
            split(Grade.A, 700, 0, 0, 0, use_refused=True),
            "甲类：限制使用而未获医院同意，全额自费 7.00 元（X1@2025-01-01）",
        ),
        (
            split(Grade.A, 0, 300, 0, 700),
            "甲类：单价超过限价 300.00 元的部分自费 3.00 元；7.00 元在政策范围内（X1@2025-01-01）",
        ),
    ],
)
def test_a_line_says_where_each_part_of_it_fell(one: Split, said: str) -> None:
    assert told_of_line(one) == said


def test_an_item_is_called_by_its_name_and_by_its_code_where_no_catalogue_of_ours_has_it() -> None:
    known = split(Grade.A, 0, 0, 0, 100)
    other = known._replace(number="2", entry=Entry("Y9", Grade.A, date(2025, 1, 1)))
    found = Explained(ONE, lines=lines_of([*explain.of_line(known), *explain.of_line(other)]))
    made = statement.statement(FOUND, found, SCENE)
    assert [row[0] for row in made.lines.rows] == ["1. 阿莫西林", "2. Y9"]
    assert list(made.lines_foot) == ["合计", None, 200, 200]


def step(said: Said, payer: str, fen: int = 100, **facts: Any) -> Step:
    """Return a step with every fact that its sentence may use."""
    plain = {name: 2 if name in ("level", "admission") else 5_000 for name in FACTS[said].split()}
    return Step(said, payer, fen, "benefits/outpatient/ratio/2", plain | facts)


def test_groups_and_ceilings_of_a_policy_that_is_not_here_are_told_by_their_names() -> None:
    steps = (step(Said.BASIC, "hifp", group="employed", ratio_bp=7_500), step(Said.CEILING, "person", ceiling="year"))
    made = statement.statement(FOUND, Explained(ONE, steps=steps), SCENE)
    assert "employed在二级医院，支付 75%" in str(made.steps.rows[0][0])
    assert str(made.steps.rows[1][0]).startswith("year是 50.00 元")


@pytest.mark.parametrize("said", sorted(explain.WHY))
def test_a_step_that_only_says_why_has_no_payer_and_no_amount(said: Said) -> None:
    facts: dict[str, Any] = {"ceiling": "year"} if said is Said.CEILING else {}
    (row,) = statement.statement(FOUND, Explained(ONE, steps=(step(said, "person", **facts),)), SCENE).steps.rows
    assert (row[1], row[2]) == (None, None)
    assert row[3] == "普通门诊 支付比例 第 2 行"


def test_a_policy_that_is_not_here_is_cited_by_side_insurance_version_and_hash() -> None:
    told = Explained(ONE, policy=Named("310116", "310", 3, "f" * 64), illustrative=True)
    made = statement.statement(FOUND, told, SCENE)
    assert ("待遇政策", f"310116-310（第 3 版；{'f' * 16}）") in made.facts
    assert made.mark.startswith("待遇参数为演示而写")


def test_what_nobody_pays_is_left_out_of_the_sums_but_the_four_that_all_look_for() -> None:
    amounts = dict.fromkeys(
        ("medfee_sumamt", "fund_pay_sumamt", "hosp_part_amt", "psn_part_amt", "acct_pay", "acct_mulaid_pay"), 0
    )
    made = statement.statement(FOUND, Explained(ONE, amounts=amounts | {"psn_cash_pay": 0, "acct_pay": 5}), SCENE)
    assert [word for word, _fen in made.sums] == [
        "总费用",
        "医保基金支付",
        "个人负担",
        "其中个人账户支付",
        "其中现金支付",
    ]


def test_without_an_answer_there_is_nothing_to_sum_up() -> None:
    made = statement.statement(FOUND, Explained(ONE), SCENE)
    assert (made.sums, made.answer, made.mark) == ([], "", "")
    assert "还没有参保地的计算" in made.steps.empty


def test_the_digest_is_that_of_the_answer_and_before_one_came_that_of_the_question() -> None:
    assert statement.statement(FOUND, Explained(ONE), SCENE).digest == "a" * 64
    asked = replace(FOUND, settlement=replace(ONE, answer=""))
    assert statement.statement(asked, Explained(ONE), SCENE).digest == "e" * 64


def test_a_hospital_of_theirs_is_called_by_its_code_and_has_no_number_here() -> None:
    found = dict(statement.facts(replace(FOUND, number="", institution_name=""), SCENE))
    assert found["就医机构"] == "平湖市 · H33048200001"
    assert "就医地结算编号" not in found


@pytest.mark.parametrize(
    ("members", "given_up", "tone", "word"),
    [
        ({"state": "asked"}, False, Tone.WARNING, "等待参保地答复"),
        ({"state": "asked"}, True, Tone.LATE, "结果未明"),
        ({"state": "pending"}, False, Tone.WARNING, "参保地已答复"),
        ({"state": "declined"}, False, Tone.IDLE, "参保地不予支付"),
        ({"state": "posted"}, False, Tone.NORMAL, "已结算"),
        ({"state": "posted", "cancelled_by": "x"}, False, Tone.PAUSED, "已退费"),
        ({"state": "posted", "cancels": "x"}, False, Tone.DONE, "退费已记账"),
        ({"state": "voided"}, True, Tone.IDLE, "已作废"),
    ],
)
def test_each_state_has_a_word_and_a_shape(members: dict[str, Any], given_up: bool, tone: Tone, word: str) -> None:
    light = words.state_light(replace(ONE, **members), given_up=given_up)
    assert (light.tone, light.word.startswith(word)) == (tone, True)


def test_codes_that_the_pages_know_no_word_for_are_told_as_they_are() -> None:
    assert [words.insurance_word(code) for code in ("310", "390", "340")] == ["职工基本医保", "城乡居民基本医保", "340"]
    assert [words.grade_word(code) for code in ("01", "02", "03", "09")] == ["甲类", "乙类", "丙类或目录外", "09"]


def test_in_english_sides_and_codes_stay_and_words_are_english() -> None:
    with translation.override("en"):
        table = tables.sums([], SCENE, "Sums")
        found = dict(statement.facts(FOUND, SCENE))
    assert "Nothing was posted" in table.empty
    assert "平湖市 · 示例医院 (H33048200001)" in found.values()
