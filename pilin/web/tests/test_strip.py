"""The border as a strip: where places stand, which labels make way, what is joined, and what the drawing says it is."""

from dataclasses import replace

import pytest
from django.template import Context, Template

from pilin.web import strip as strips
from pilin.web.strip import MARGIN, WIDTH, Mark, Point, Strip, drawn

NORTH, SOUTH = "北区", "南市"


def mark(name: str, metres: int, *, is_above: bool = True, **members: str) -> Mark:
    return Mark(name, name, metres, is_above, **members)


def strip(*marks: Mark, pairs: tuple[tuple[str, str], ...] = ()) -> Strip:
    return Strip("样例边界", 57_030, "西端", "海岸", NORTH, SOUTH, marks, pairs)


def points(*marks: Mark) -> dict[str, Point]:
    return {point.mark.name: point for point in drawn(strip(*marks)).points}


def test_a_flat_strip_is_lower_keeps_the_order_and_nothing_stands_outside() -> None:
    marks = [mark("甲甲甲镇", 9_000), mark("乙乙乙镇", 9_500), mark("丁镇", 40_000, is_above=False)]
    plain, flat = drawn(strip(*marks)), drawn(strip(*marks), strips.FLAT)
    assert flat.height < plain.height
    assert [point.mark.id for point in flat.points] == [point.mark.id for point in plain.points]
    assert all(0 < point.label_y < flat.height and 0 < point.x < strips.FLAT.width for point in flat.points)
    assert [km for _x, km in flat.ruler] == [km for _x, km in plain.ruler]


def test_a_flat_strip_is_drawn_in_its_own_width() -> None:
    shown = Template("{% load components %}{% strip shown flat=True %}").render(
        Context({"shown": strip(mark("镇", 9_000))})
    )
    assert f'viewBox="0 0 {strips.FLAT.width} ' in shown
    assert 'class="strip flat"' in shown
    assert "非行政区域界线依据" in shown


def html(shown: Strip) -> str:
    return Template("{% load components %}{% strip shown %}").render(Context({"shown": shown}))


@pytest.mark.parametrize(
    ("metres", "x"),
    [(0, MARGIN), (57_030, WIDTH - MARGIN), (28_515, WIDTH // 2), (-5, MARGIN), (99_999, WIDTH - MARGIN)],
)
def test_a_place_stands_where_its_chainage_says(metres: int, x: int) -> None:
    assert points(mark("镇", metres))["镇"].x == x


def test_one_side_stands_above_the_other_below() -> None:
    drawing = drawn(strip(mark("上", 9_000), mark("下", 9_000, is_above=False)))
    upper, lower = drawing.points
    assert 0 < upper.label_y < upper.y < drawing.axis < lower.y < lower.label_y < drawing.height
    assert drawing.axis - upper.label_y == lower.label_y - drawing.axis


def test_more_rows_make_the_drawing_higher_and_nothing_stands_outside() -> None:
    low = drawn(strip(mark("甲甲甲镇", 9_000)))
    high = drawn(strip(*(mark("甲甲甲镇" + "镇" * number, 9_000) for number in range(5))))
    assert high.height == low.height + 4 * strips.ROW
    assert min(point.label_y for point in high.points) > 0


def test_labels_that_would_touch_stand_in_further_rows() -> None:
    found = points(mark("甲甲甲镇", 9_000), mark("乙乙乙镇", 9_500), mark("丙丙丙镇", 10_000), mark("丁镇", 40_000))
    assert [found[name].row for name in ("甲甲甲镇", "乙乙乙镇", "丙丙丙镇", "丁镇")] == [0, 1, 2, 0]
    assert found["甲甲甲镇"].label_y - found["丙丙丙镇"].label_y == 2 * strips.ROW


def test_the_order_in_which_places_come_does_not_matter() -> None:
    marks = [mark("甲甲甲镇", 9_000), mark("乙乙乙镇", 9_500), mark("丁镇", 40_000, is_above=False)]
    assert points(*marks) == points(*reversed(marks))


def test_a_further_row_is_free_again_where_its_label_has_ended() -> None:
    found = points(mark("甲甲甲镇", 9_000), mark("乙乙乙镇", 9_500), mark("丙丙丙镇", 30_000), mark("丁丁丁镇", 30_500))
    assert found["丁丁丁镇"].label_y == found["乙乙乙镇"].label_y


def test_pairs_are_joined_where_both_stand_on_the_strip() -> None:
    marks = (mark("上", 9_000), mark("下", 20_000, is_above=False))
    drawing = drawn(strip(*marks, pairs=(("上", "下"), ("上", "不在图上"), ("不在图上", "下"))))
    (upper, lower) = drawing.points
    assert drawing.lines == [(upper.x, upper.y, lower.x, lower.y)]


def test_the_ruler_has_a_mark_every_ten_kilometres() -> None:
    assert [km for _, km in drawn(strip()).ruler] == [0, 10, 20, 30, 40, 50]
    assert drawn(strip()).ruler[0] == (MARGIN, 0)


def test_the_drawing_says_what_it_is_and_what_it_is_not() -> None:
    page = html(strip(mark("上镇", 9_000), mark("推定镇", 30_000, standing="未核实")))
    assert "示意图，非行政区域界线依据" in page
    assert "从西端到海岸的示意条带，上方为北区，下方为南市" in page
    assert page.count('class="strip-point doubtful"') == 1
    assert page.count('class="strip-point"') == 1
    assert "style=" not in page  # the policy of pages allows none


def test_names_are_text_and_nothing_else() -> None:
    wicked = replace(strip(mark('"><script>x</script>', 1)), above="<b>")
    assert "<script>" not in html(wicked)
    assert "<b>" not in html(wicked)


def test_what_was_asked_for_stands_at_its_chainage() -> None:
    assert drawn(replace(strip(), here_m=28_515)).here == WIDTH // 2
    assert drawn(strip()).here is None
    shown = html(replace(strip(), here_m=0))
    assert f'class="strip-here" x1="{MARGIN}"' in shown
    assert "strip-here" not in html(strip())


def test_a_joint_band_is_drawn_and_said() -> None:
    shown = html(replace(strip(), band=strips.Band("两侧各 200 米")))
    assert 'class="strip-band"' in shown
    assert "共管带（两侧各 200 米），宽度为示意" in shown
    assert "共管带" not in html(strip())
