"""Findings on their pages: recorded by a form, told part by part, listed by quarter, within the budget of queries."""

from collections.abc import Callable

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects.tests.test_finding_kind import DONE
from pilin.modules.projects.tests.watch import SAID, Watch
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

Read = Callable[..., str]
NEW = "/projects/findings/new/"


def recorded(watch: Watch, **fields: str) -> str:
    """Record a finding by its form; return the address of its page."""
    answer = samples.browser("zhao").post(NEW, {**SAID, **fields})
    assert answer.status_code == 302, samples.text_of(answer.content.decode())
    watch.stage.meet()
    address = str(answer.headers["Location"])
    watch.stage.matter = address.strip("/").rpartition("/")[2]
    return address


def test_a_finding_is_recorded_by_its_form(watch: Watch, read: Read) -> None:
    address = recorded(watch)
    words = read(address)
    assert "● 已登记，待责任方认领或提异议 · 督查问题 DC-2026-330482-0001 · 2026-Q1 · 由金山区办理" in words
    told = words.partition("三栏对照")[2]
    assert told.index("问题与证据") < told.index("责任单位") < told.index("提出异议") < told.index("经过")
    assert "政府督查工作条例 第17条" in words
    assert "异议与答复" not in words  # nobody has said anything of it
    assert "DC-2026-330482-0001" in read("/projects/findings/")


def test_the_form_asks_for_no_number_and_opens_with_what_the_address_says(watch: Watch) -> None:
    html = samples.browser("zhao").get(f"{NEW}?object=界河护岸").content.decode()
    assert 'name="number"' not in html
    assert 'value="界河护岸"' in html
    assert "只记所见，不作处理" in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due": "2026-03-01"}, "2026-03-01 已到或已过，来不及办理"),
        ({"due": "29.05.2026"}, "输入一个有效的日期"),
        ({"evidence": " "}, "这个字段是必填项"),
        ({"class": "spirit"}, "spirit"),
    ],
)
def test_what_is_written_wrongly_is_told_where_it_was_written(watch: Watch, fields: dict[str, str], said: str) -> None:
    answer = samples.browser("zhao").post(NEW, {**SAID, **fields})
    assert answer.status_code == 200
    assert said in samples.text_of(answer.content.decode())


def test_what_people_wrote_is_shown_as_they_wrote_it(watch: Watch) -> None:
    address = recorded(watch, evidence="<script>alert(1)</script>")
    html = samples.browser("li").get(address).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_owner_finds_what_may_be_done(watch: Watch, read: Read) -> None:
    matter = watch.they_find()
    words = read(f"/projects/findings/{matter}/", "zhao")
    assert "认领整改" in words
    assert "提出异议" in words
    assert "轮到： 平湖市" in words or "轮到：平湖市" in words
    watch.take("object", objection="二标段三月一日已进场")
    assert "异议与答复" in read(f"/projects/findings/{matter}/")


def test_a_day_that_parties_set_is_not_said_to_be_one_of_the_law(watch: Watch, read: Read) -> None:
    matter = watch.they_find()
    assert "法定截止 2026-04-01（政府督查工作条例 第17条）" in read(f"/projects/findings/{matter}/")
    watch.take("take_on", measures="x")
    assert "约定截止 2026-05-29" in read(f"/projects/findings/{matter}/")


def test_a_strike_off_is_told_and_a_relapse_says_that_it_was_one(watch: Watch, read: Read) -> None:
    address = recorded(watch)
    watch.struck_off()
    words = read(address)
    assert "✓ 双方确认，已销号" in words
    assert DONE["proof"] in words
    assert "没有未销号的问题" in read("/projects/findings/")
    assert "双方确认，已销号" in read("/projects/findings/?quarter=2026-Q1")
    watch.take("reopen", reason="汛后塌岸", next_due="2026-09-30")
    assert "本问题曾经销号，后以原编号重开" in read(address)


def test_what_is_late_says_so_in_shape_and_word(watch: Watch, read: Read) -> None:
    watch.they_find(due="2026-03-10")
    watch.take("take_on", measures="x")
    watch.stage.later(days=5)
    assert "▲ 整改中" in read("/projects/findings/")
    watch.stage.later(days=10)
    assert "■ 整改中" in read("/projects/findings/")


@pytest.mark.parametrize("asked_for", ["?quarter=2026-Q9", "?quarter=%27", "?quarter=" + "9" * 500])
def test_a_quarter_that_is_none_narrows_nothing(watch: Watch, read: Read, asked_for: str) -> None:
    recorded(watch)
    assert "DC-2026-330482-0001" in read(f"/projects/findings/{asked_for}")


def test_without_the_kind_the_page_says_what_is_missing(scene: Stage, read: Read) -> None:
    assert "双方还没有签署这一事项类型" in read(NEW, "zhao")
    assert "没有未销号的问题" in read("/projects/findings/")


@pytest.mark.parametrize("matter", ["0" * 36, "01980000-0000-7000-8000-000000000009"])
def test_what_is_no_finding_is_not_found(watch: Watch, matter: str) -> None:
    assert samples.browser("li").get(f"/projects/findings/{matter}/").status_code == 404
    plan = watch.plan()
    assert samples.browser("li").get(f"/projects/findings/{plan}/").status_code == 404


def test_who_only_reads_records_nothing(watch: Watch) -> None:
    assert samples.browser("li").post(NEW, SAID).status_code == 403
    assert "登记问题" not in samples.browser("li").get("/projects/findings/").content.decode()


def test_the_ledger_costs_no_more_with_more_findings(watch: Watch) -> None:
    recorded(watch)
    costs_no_more("/projects/findings/", lambda: [watch.finding() for _ in range(3)])


def test_a_finding_keeps_to_the_budget(watch: Watch) -> None:
    address = recorded(watch)
    watch.struck_off()
    assert len(asked(address, "li")) <= QUERIES_MAX
