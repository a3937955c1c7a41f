"""What a month of the wall says: a shape, a figure, and all of it in words."""

from dataclasses import replace

import pytest
from django.utils import translation

from pilin.modules.projects.rules.facts import Milestone
from pilin.modules.projects.rules.wall import Cell, Due, Fact
from pilin.modules.projects.tests.samples import JINSHAN, M1, M2, PINGHU
from pilin.modules.projects.views import bars
from pilin.web.sides import Sides

SCENE = Sides(PINGHU, {PINGHU: "平湖市", JINSHAN: "金山区"}, ())
MONTH = "2026-06"


@pytest.mark.parametrize(
    ("cell", "figure", "words"),
    [
        (Cell(MONTH), "", ""),
        (Cell(MONTH, planned=40), "", ""),
        (Cell(MONTH, fact=Fact.SIGNED, percent=30), "30%", "2026-06：月报双方已签；累计完成 30%"),
        (Cell(MONTH, fact=Fact.SIGNED, percent=0), "0%", "2026-06：月报双方已签；累计完成 0%"),
        (Cell(MONTH, fact=Fact.SIGNED), "已签", "2026-06：月报双方已签"),
        (Cell(MONTH, fact=Fact.OPEN), "待签", "2026-06：月报待会签"),
        (Cell(MONTH, fact=Fact.UNREPORTED), "未报", "2026-06：月报未报，尚未到期"),
        (Cell(MONTH, fact=Fact.LATE, silent=(JINSHAN,)), "逾期", "2026-06：月报逾期未报未签：金山区"),
        (
            Cell(MONTH, fact=Fact.SIGNED, percent=30, corrected=True),
            "30%*",
            "2026-06：月报双方已签；累计完成 30%；已更正",
        ),
    ],
)
def test_a_month_says_in_figure_and_words_what_is_known(cell: Cell, figure: str, words: str) -> None:
    shown = bars.month_shown(cell, SCENE, bars.spoken())
    assert (shown.month, shown.figure, shown.words) == (MONTH, figure, words)


def test_a_correction_that_waits_is_said_and_drawn() -> None:
    shown = bars.month_shown(Cell(MONTH, fact=Fact.SIGNED, percent=30, correcting=True), SCENE, bars.spoken())
    assert (shown.figure, shown.fact) == ("30%", "signed correcting")
    assert shown.words.endswith("更正待会签")


@pytest.mark.parametrize(
    ("dues", "mark", "due"),
    [
        ((), "", ""),
        (((M1, Due.WAITING),), "◆30", "waiting"),
        (((M1, Due.REACHED),), "✓30", "reached"),
        (((M1, Due.LATE),), "■30", "late"),
        (((M1, Due.REACHED), (M2, Due.LATE)), "■×2", "late"),
        (((M1, Due.REACHED), (M2, Due.WAITING)), "◆×2", "waiting"),
    ],
)
def test_the_most_pressing_milestone_of_a_month_gives_its_mark(
    dues: tuple[tuple[Milestone, Due], ...], mark: str, due: str
) -> None:
    shown = bars.month_shown(replace(Cell(MONTH), dues=dues), SCENE, bars.spoken())
    assert (shown.mark, shown.due) == (mark, due)


def test_a_milestone_is_said_with_its_day_and_how_it_stands() -> None:
    shown = bars.month_shown(Cell(MONTH, planned=40, dues=((M1, Due.REACHED),)), SCENE, bars.spoken())
    assert shown.words == "2026-06：里程碑“清淤”2026-06-30，已达到；到月末计划完成 40%"
    assert bars.milestone_words(replace(M1, due=None), Due.WAITING, bars.spoken()) == "里程碑“清淤”未定期，计划中"


def test_every_mark_has_a_shape_and_a_word_of_its_own() -> None:
    assert set(bars.DUES) == set(Due)
    assert len({*bars.DUES.values()}) == len(Due)
    assert {*bars.FACTS} == {*Fact} - {Fact.NOTHING}


def test_the_months_of_a_row_are_cells_with_drawing_and_words() -> None:
    cells = (Cell(MONTH, is_planned=True, fact=Fact.SIGNED, percent=30), Cell("2026-07"))
    assert str(bars.months_drawn(cells, SCENE)) == (
        '<td role="cell" class="month planned" data-month="06"><span aria-hidden="true">'
        '<span class="wall-plan "></span><span class="wall-fact signed">30%</span></span>'
        '<span class="unseen">2026-06：月报双方已签；累计完成 30%</span></td>'
        '<td role="cell" class="month" data-month="07"><span aria-hidden="true">'
        '<span class="wall-plan "></span><span class="wall-fact nothing"></span></span>'
        '<span class="unseen"></span></td>'
    )


def test_the_title_of_a_milestone_is_escaped_in_a_cell() -> None:
    hostile = replace(M1, title="<script>alert(1)</script>")
    html = bars.months_drawn([Cell(MONTH, dues=((hostile, Due.LATE),))], SCENE)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_words_of_a_language_are_those_of_the_page() -> None:
    chinese = bars.milestone_words(M1, Due.LATE, bars.spoken())
    with translation.override("en"):
        english = bars.milestone_words(M1, Due.LATE, bars.spoken())
    assert chinese == "里程碑“清淤”2026-06-30，逾期"
    assert english != chinese
    assert bars.milestone_words(M1, Due.LATE, bars.spoken()) == chinese


def test_marks_that_stand_alike_are_one_text_with_a_place_for_each() -> None:
    drawn = bars.marks_drawn([(10, Due.LATE), (40, Due.WAITING), (70, Due.LATE)], 20)
    assert str(drawn) == (
        '<text class="gantt-mark late" x="10 70" y="20">■■</text>'
        '<text class="gantt-mark waiting" x="40" y="20">◆</text>'
    )
    assert bars.marks_drawn([], 20) == ""
