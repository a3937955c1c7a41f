"""The quarter at its edges: how far back it looks, halves that say little, who stands in it, turning pages, English."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings

from pilin.kernel.matters.tests.stage import POND, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import quarterly_tables
from pilin.modules.projects.rules.facts import Standing
from pilin.modules.projects.rules.quarterly import Told, months_of
from pilin.modules.projects.rules.quarterly_tables import LEAD_MARK, NOT_GIVEN, Form
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, SIDES, half, plan, report
from pilin.modules.projects.tests.test_rules_quarterly import QUARTER, rows_of, signed, told
from pilin.modules.projects.tests.test_views_quarterly import OURS, PAGE, THEIRS
from pilin.web.tests import samples

Read = Callable[..., str]
JANUARY = months_of("2026-Q1")


@pytest.mark.parametrize(("month", "began"), [("2025-01", 7), ("2024-12", None)])
def test_where_a_quarter_began_is_sought_twelve_months_back(scene: Stage, month: str, began: int | None) -> None:
    actions.put_reports([report(month, halves=dict.fromkeys(SIDES, half(7)))])
    actions.rebuild([plan()], at=scene.now)
    (found,) = queries.quarterly_of(JANUARY).rows
    assert [found.told[side] for side in SIDES] == [Told(began=began)] * 2
    assert found.missing == JANUARY


def test_a_month_after_the_quarter_says_nothing_of_it(scene: Stage) -> None:
    actions.put_reports([report("2026-04", halves=dict.fromkeys(SIDES, half(70)))])
    actions.rebuild([plan()], at=scene.now)
    (found,) = queries.quarterly_of(JANUARY).rows
    assert found.told[PINGHU] == Told()


def test_a_figure_that_is_none_leaves_the_words_and_no_percentage() -> None:
    found = told(signed("2026-04", 20), report("2026-05", halves={PINGHU: half(None), JINSHAN: half(0)}))
    assert found.told[PINGHU].ended is None
    assert "累计完成" not in quarterly_tables.done_in_words(found.told[PINGHU])
    assert quarterly_tables.done_in_words(found.told[JINSHAN]).endswith("累计完成 0%")


def test_a_month_in_which_nothing_was_done_has_no_line_but_its_figure_counts() -> None:
    found = told(signed("2026-04", 20, "清淤"), signed("2026-05", 35, ""))
    assert (found.told[PINGHU].done, found.told[PINGHU].ended) == ((("2026-04", "清淤"),), 35)
    assert quarterly_tables.done_in_words(found.told[PINGHU]) == "4月：清淤\n累计完成 35%"


@pytest.mark.parametrize(
    ("form", "units"), [(Form.F2025, f"{LEAD_MARK}{NOT_GIVEN}"), (Form.F2024, NOT_GIVEN), (Form.F2023, NOT_GIVEN)]
)
def test_a_lead_that_the_plan_does_not_name_is_said_so_once(form: Form, units: str) -> None:
    found = told(signed("2026-04", 20), of=plan(leads={PINGHU: "", JINSHAN: ""}))
    assert quarterly_tables.units(found, PINGHU, form) == units


@pytest.mark.parametrize("form", [*Form])
def test_a_public_table_without_a_signed_month_has_its_head_and_no_row(form: Form) -> None:
    title, *rest = rows_of(quarterly_tables.public(form, QUARTER, [told()], side=PINGHU, name="平湖市"))
    assert len(rest) == 1
    assert str(title[0]).startswith("平湖市 2026 年")


@pytest.mark.parametrize(
    ("standing", "stands"),
    [(Standing.OFFERED, False), (Standing.VOID, False), (Standing.SUSPENDED, True), (Standing.COMPLETED, True)],
)
def test_what_both_signed_stands_in_the_quarter_and_an_offer_does_not(
    scene: Stage, standing: Standing, stands: bool
) -> None:
    one = replace(plan(), id=seeding.id_of(1), standing=standing)
    actions.rebuild([one], at=scene.now)
    assert [found.plan.id for found in queries.all_quarterly(JANUARY)] == [one.id] * stands
    answer = samples.browser("li").get(f"{PAGE}?quarter=2026-Q1&plan={one.id}")
    assert answer.status_code == (200 if stands else 404)


def test_the_next_page_is_of_the_same_quarter_and_shows_the_rest(scene: Stage, read: Read) -> None:
    seeding.seed(60, months_each=1, at=scene.now)
    first = queries.quarterly_of(JANUARY)
    address = f"?quarter=2026-Q1&amp;after={first.after}"
    assert address in samples.browser("li").get(f"{PAGE}?quarter=2026-Q1").content.decode()
    rest = queries.quarterly_of(JANUARY, after=first.after)
    words = read(f"{PAGE}?quarter=2026-Q1&after={first.after}", "li")
    assert [one.plan.title in words for one in (*first.rows, *rest.rows)] == [False] * 50 + [True] * len(rest.rows)
    assert (rest.after, len(rest.rows) > 0) == ("", True)


def test_the_quarters_to_choose_go_over_the_turn_of_the_year_and_keep_the_project(play: Play) -> None:
    made = play.plan()
    html = samples.browser("li").get(f"{PAGE}?plan={made}").content.decode()
    chosen = [f"?quarter={quarter}&amp;plan={made}" in html for quarter in ("2026-Q2", "2026-Q1", "2025-Q1", "2024-Q4")]
    assert chosen == [False, True, True, False]


def test_in_english_the_frame_is_english_and_what_was_written_stays(play: Play) -> None:
    made = play.plan()
    play.month(made, "2026-03", ours=OURS, theirs=THEIRS)
    browser = samples.browser("li")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    words = samples.text_of(browser.get(f"{PAGE}?quarter=2026-Q1").content.decode())
    for said in ("Projects in this quarter", "Done in this quarter", POND, "清淤一段"):
        assert said in words
    assert "本季完成" not in words
