"""Components: each is rendered with plain values, and says in words what it shows in colour."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from pilin.web.components import Column, Light, Line, Said, Seal, Side, Step, Table, Tone, TurnLine, parted
from pilin.web.tests import gallery, samples


def shown(**changes: Any) -> str:
    """Return the gallery as somebody sees it who is not signed in: its band reads no tables."""
    request = RequestFactory().get("/gallery/")
    request.user = AnonymousUser()
    return gallery.render(request, **changes)


@pytest.fixture(scope="module")
def html() -> str:
    return shown()


@pytest.fixture(scope="module")
def words(html: str) -> str:
    return samples.text_of(html)


def test_the_gallery_is_a_page_like_every_other(html: str) -> None:
    assert samples.faults_of(html) == []


@pytest.mark.parametrize("light", gallery.LIGHTS[:6], ids=lambda light: light.tone)
def test_a_light_is_shape_word_and_colour(html: str, words: str, light: Light) -> None:
    assert f"{light.shape} {light.word}" in words
    assert f'class="light {light.tone}"' in html


def test_a_contested_light_shows_both_words(html: str, words: str) -> None:
    assert "● 正常 对方称 ■ 滞后" in words
    assert 'class="light normal contested"' in html


def test_the_columns_stand_in_their_order(words: str) -> None:
    assert "栏目 我方 对方 双方一致" in words


def test_what_differs_is_marked_in_the_text_and_said(html: str, words: str) -> None:
    assert "2026 年 <mark>6</mark> 月 30 日前" in html
    assert "2026 年 <mark>9</mark> 月 30 日前" in html
    assert "完成日期 不一致" in words


def test_what_is_not_said_does_not_differ(words: str) -> None:
    assert "牵头单位 未核实 未填 廊下镇 尚未一致" in words
    assert "说明 未填 未填 尚未一致" in words


def test_of_several_others_each_is_named(words: str) -> None:
    assert "金山区 10 里 嘉善县 8 里" in words


def test_data_that_is_not_verified_carries_a_hatch_and_its_word(html: str, words: str) -> None:
    assert 'class="columns-row unverified" role="row"' in html
    assert "边界法治示范路 示例" in words


def test_the_turn_says_who_until_when_by_which_article_and_how_computed(words: str) -> None:
    assert "轮到：金山区·廊下镇 法定截止 2026-03-04（《行政许可法》第 34 条）" in words
    assert "起算 2026-02-04（收到请求） 期限 20 个工作日 日历 上海市 2026" in words
    assert "预警 2026-03-02" in words


def test_an_ended_matter_is_nobodys_turn() -> None:
    assert "轮到：无人，事项已结束" in samples.text_of(shown(turn=TurnLine([])))
    rests = samples.text_of(shown(turn=TurnLine([], is_over=False, waits="重新出现时可再次上报")))
    assert "轮到：现在不等任何一方 重新出现时可再次上报" in rests
    assert "没有期限" not in samples.text_of(shown(turn=TurnLine(["金山区"], is_over=False, waits="没有期限")))


def test_a_clock_shows_raw_and_rolled_end_and_that_it_is_provisional(words: str) -> None:
    assert "期满日 2026-10-01 遇休顺延至 2026-10-08 暂定：该年放假安排尚未公布" in words


def test_the_timeline_says_on_which_side_each_event_stands(html: str, words: str) -> None:
    assert [f'class="moment {side}' in html for side in Side] == [True, True, True]
    assert "2026-03-04 09:02 我方 提出项目方案" in words
    assert "2026-03-04 17:02 我方 待对方纳入 修改节点" in words
    assert "2026-03-05 09:02 双方一致 双方签署项目方案" in words


def test_a_seal_opens_who_signed_when_and_the_originals(html: str, words: str) -> None:
    assert "签名证据：签名有效" in words
    assert "平湖市，签于 2026-03-04 09:02 金山区，签于 2026-03-04 09:03" in words
    assert 'href="/evidence/?subject=matter/1"' in html


def test_a_seal_without_a_page_leads_nowhere() -> None:
    bare = Seal(Light(Tone.WARNING, "签名无效"))
    assert "查看签名原件" not in shown(seal=bare, lines=[], moments=[])


def test_steps_are_buttons_with_the_main_one_first(html: str) -> None:
    main, plain = html.index(">签署方案<"), html.index(">添加备注<")
    assert main < plain < html.index(">销号<")
    assert '<button type="submit" name="step" value="sign" class="main">' in html


def test_an_irreversible_step_says_what_follows(words: str, html: str) -> None:
    assert "销号后事项不再接受任何修改" in words
    assert 'aria-describedby="step-close"' in html


def test_a_step_that_is_closed_is_shown_with_its_reason(words: str, html: str) -> None:
    assert "2 个步骤现在不能做" in words
    assert "延长期限 延长只能一次，已于 2026-02-01 延长过。" in words
    assert 'value="extend"' not in html


def test_steps_that_are_closed_for_one_reason_stand_together() -> None:
    closed = [
        Step("a", "甲", "/x", "须先受理。"),
        Step("b", "乙", "/x", "已经签过。"),
        Step("c", "丙", "/x", "须先受理。"),
    ]
    words = samples.text_of(shown(steps=closed))
    assert "3 个步骤现在不能做" in words
    assert "甲、丙 须先受理。 乙 已经签过。" in words


def test_without_closed_steps_nothing_is_said_of_them() -> None:
    assert "现在不能做" not in shown(steps=[Step("note", "备注", "/x")])


def test_forms_of_steps_bear_the_token(html: str) -> None:
    steps, switch = html.count('action="/x"'), html.count('action="/language/"')
    assert html.count("csrfmiddlewaretoken") == steps + switch == 4


def test_money_stands_in_yuan_with_the_unit_in_the_head(html: str, words: str) -> None:
    assert "金额（元）" in words
    assert '<td role="cell" class="money" data-label="金额（元）">1,234,567.89</td>' in html


def test_a_table_says_what_it_lacks_and_leads_on(html: str, words: str) -> None:
    assert "这里将列出每月结算：由双方月底各自签署。" in words
    assert '<a href="?after=x" rel="next">下一页</a>' in html


def test_of_what_happened_more_rows_are_earlier_ones() -> None:
    told = Table("经过", [Column("事")], [["登录"]], "", "?before=2", is_story=True)
    assert '<a href="?before=2" rel="next">更早的</a>' in shown(table=told)


def test_empty_lists_say_who_brings_what_will_stand_there(words: str) -> None:
    assert "这里将按时间列出各方签署的每一步。" in words
    assert "这里将列出计时：由事项的类型规定" in words


def test_a_field_has_its_label_and_its_error_beside_it(html: str) -> None:
    assert '<label for="id_account">账号' in html
    assert '<p class="error" id="id_account_error">' in html


def test_what_people_wrote_is_shown_as_text() -> None:
    line = Line("<b>", "<script>x</script>", [Said("<i>", "<script>y</script>")], "&")
    page = shown(lines=[line])
    assert samples.faults_of(page) == []
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("text", "other", "parts"),
    [
        ("abc", "abc", ("abc", "", "")),
        ("abxc", "abyc", ("ab", "x", "c")),
        ("abc", "abbc", ("ab", "", "c")),
        ("aab", "ab", ("a", "a", "b")),
        ("", "x", ("", "", "")),
        ("x", "", ("", "x", "")),
    ],
)
def test_texts_are_parted_where_they_differ(text: str, other: str, parts: tuple[str, str, str]) -> None:
    assert parted(text, other) == parts
    assert "".join(parts) == text
