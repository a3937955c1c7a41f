"""Words of lights and reasons: every colour has a word and a shape, every trigger a sentence."""

from datetime import date
from typing import Any

import pytest

from pilin.modules.projects.rules.beside import Reading
from pilin.modules.projects.rules.columns import Yardstick
from pilin.modules.projects.rules.lights import ORDER, TRIGGERS, Colour, Light, Trigger
from pilin.modules.projects.tests.samples import CALENDAR, JINSHAN, PINGHU, RULE
from pilin.modules.projects.views import words
from pilin.web.components import Tone
from pilin.web.sides import Sides

SCENE = Sides(PINGHU, {PINGHU: "平湖市", JINSHAN: "金山区"}, [])


def sentence(name: str, value: int, about: dict[str, Any]) -> str:
    (reason,) = words.reasons(Light(Colour.YELLOW, (Trigger("7", name, Colour.YELLOW, value, about),)), SCENE)
    assert (reason.number, reason.light.word) == ("7", "预警")
    return reason.sentence


def test_every_colour_has_a_word_of_its_own() -> None:
    assert len({words.colour_light(colour).word for colour in ORDER}) == len(ORDER)


def test_late_is_said_of_red_alone() -> None:
    assert [colour for colour in ORDER if words.colour_light(colour).tone is Tone.LATE] == [Colour.RED]


def test_a_contested_light_shows_the_reading_that_differs_and_whose_it_is() -> None:
    readings = (Reading("c1", JINSHAN, "red", "未签"), Reading("c1", PINGHU, "yellow", "已在办"))
    shown = words.light_of(Light(Colour.RED, (), readings), SCENE)
    assert (shown.word, shown.against.word if shown.against else "", shown.against_by) == ("滞后", "预警", "平湖市")
    assert words.light_of(Light(Colour.RED, (), readings[:1]), SCENE).against is None


@pytest.mark.parametrize(
    ("colour", "shape", "word"),
    [
        (Colour.RED, "■", "滞后"),
        (Colour.YELLOW, "▲", "预警"),
        (Colour.GREEN, "●", "正常"),
        (Colour.NOT_STARTED, "○", "未启动"),
        (Colour.UNDATED, "○", "未定期"),
        (Colour.PAUSED, "‖", "暂停"),
        (Colour.DONE, "✓", "已完成"),
    ],
)
def test_a_light_has_shape_and_word_beside_its_colour(colour: Colour, shape: str, word: str) -> None:
    shown = words.light_of(Light(colour))
    assert (shown.shape, shown.word) == (shape, word)


@pytest.mark.parametrize(
    ("said_by", "said"),
    [
        ([], "里程碑“清淤”超期 3 天"),
        ([PINGHU], "里程碑“清淤”超期 3 天（平湖市已报完成，待双方会签当月）"),
        ([PINGHU, JINSHAN], "里程碑“清淤”超期 3 天（平湖市、金山区已报完成，待双方会签当月）"),
    ],
)
def test_a_late_milestone_says_who_says_it_is_reached(said_by: list[str], said: str) -> None:
    assert sentence("milestone_late", 3, {"id": "m1", "title": "清淤", "said_by": said_by}) == said


def test_progress_behind_says_plan_and_fact() -> None:
    about = {"month": "2026-06", "planned": 40, "reported": 20, "side": JINSHAN}
    assert sentence("progress_behind", 20, about) == "2026-06 末计划 40%，金山区报 20%，落后 20 个百分点"


def test_missing_months_say_whose_halves() -> None:
    silent = [{"month": "2026-04", "sides": [PINGHU, JINSHAN]}, {"month": "2026-05", "sides": [JINSHAN]}]
    said = sentence("months_missing", 2, {"months": silent})
    assert said == "月报逾期未报未签 2 个月（2026-04：平湖市、金山区、2026-05：金山区）"


def test_many_missing_months_name_the_latest_and_count_the_rest() -> None:
    silent = [{"month": f"2026-{number:02}", "sides": [JINSHAN]} for number in range(1, 10)]
    said = sentence("months_missing", 9, {"months": silent})
    assert "2026-03" not in said
    assert "2026-04：金山区" in said
    assert said.endswith("，另有更早的 3 个月）")


@pytest.mark.parametrize(
    ("of", "said"), [("", "平湖市请求协调：用地"), ("金山区", "平湖市请求协调：用地（请金山区协调）")]
)
def test_help_says_what_and_of_whom(of: str, said: str) -> None:
    assert sentence("help_wanted", 1, {"side": PINGHU, "what": "用地", "of": of}) == said


def test_every_trigger_has_its_sentence() -> None:
    abouts: dict[str, Any] = {
        "milestone_late": {"title": "x", "said_by": []},
        "progress_behind": {"month": "2026-06", "planned": 1, "reported": 0, "side": PINGHU},
        "milestone_made_up": {"title": "清淤", "reached": "2026-08-04", "until": "2026-09-06"},
        "paper_overdue": {"title": "清障", "side": JINSHAN},
        "months_missing": {"months": []},
        "help_wanted": {"side": PINGHU, "what": "x", "of": ""},
    }
    assert {*abouts} == {*TRIGGERS}
    assert all(sentence(name, 1, about) for name, about in abouts.items())


def test_what_was_made_up_says_by_how_much_and_until_when() -> None:
    about = {"id": "m1", "title": "清淤", "reached": "2026-08-04", "until": "2026-09-06"}
    said = sentence("milestone_made_up", 35, about)
    assert said == "里程碑“清淤”超期 35 天后补上（2026-08-04），黄灯保留到 2026-09-06"


def test_a_paper_past_its_day_says_who_took_it_on() -> None:
    said = sentence("paper_overdue", 3, {"id": "o1", "title": "清障", "due": "2026-06-10", "side": JINSHAN})
    assert said == "督办单“清障”由金山区承办，超过时限 3 天"


def test_a_line_that_was_lowered_says_whose_reason_both_accepted_and_until_when() -> None:
    about = {"id": "o1", "title": "清障", "side": JINSHAN, "excuse": {"until": "2026-07-01", "side": PINGHU}}
    said = sentence("paper_overdue", 3, about)
    assert said.endswith("（双方认可平湖市说明的理由，由红转黄一次，到 2026-07-01 为止）")


def test_rules_that_are_only_offered_say_that_they_have_no_effect() -> None:
    offered = Yardstick(RULE, CALENDAR, ((JINSHAN, 3),))
    assert words.unsigned_rules(offered, SCENE) == [
        "金山区提出的灯规则第 3 版尚未由双方签署，不起作用；灯仍按此处写明的规则计算。"
    ]
    assert words.unsigned_rules(Yardstick(RULE, CALENDAR), SCENE) == []
    assert offered.digest == Yardstick(RULE, CALENDAR).digest


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (None, "未定期"),
        (date(2026, 6, 15), "今天"),
        (date(2026, 6, 16), "还有 1 天"),
        (date(2026, 6, 10), "超期 5 天"),
        (date(2027, 6, 15), "还有 365 天"),
    ],
)
def test_how_far_a_day_is(due: date | None, said: str) -> None:
    assert words.days_to(due, date(2026, 6, 15)) == said


def test_without_a_kind_there_are_no_words_to_choose() -> None:
    assert words.choices_of(None, "field") == {}
