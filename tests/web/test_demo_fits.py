"""What the demonstration writes fits the pages of a node: every field that it fills in stands in the form it finds.

The demonstration itself runs two nodes; here one node's pages are read, so that a renamed field is found in seconds.
"""

from collections.abc import Mapping

import pytest

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.programme.tests.table import Table
from pilin.modules.projects import queries
from pilin.modules.projects.rules import months
from pilin.modules.projects.tests.play import Play
from pilin.node.demo import council, forms, plan, works
from pilin.node.demo.browser import links
from pilin.node.demo.stage import KIND, MATTER
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db


def page(address: str) -> str:
    answer = samples.browser("wu").get(address, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def strangers(address: str, values: Mapping[str, str]) -> list[str]:
    """Return the fields that are written and do not stand in the main form of a page."""
    known = forms.standing(page(address))
    assert known
    return sorted(set(values) - set(known))


def kind_page(words: str) -> str:
    """Return the address at which a matter of a kind is opened, found as the demonstration finds it."""
    from_links = links(page("/matters/new/"), KIND)
    return next(address for address, said in from_links if words in said)


@pytest.fixture
def table(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Return both sides at one table."""
    return Table(scene, monkeypatch)


@pytest.fixture
def play(scene: Stage) -> Play:
    """Let both sides agree on what projects need."""
    return Play(scene)


@pytest.mark.parametrize("topic", [council.LAMPS, council.BUS, council.NEXT], ids=lambda topic: topic["title"])
def test_a_topic_is_raised_with_its_fields(table: Table, topic: Mapping[str, str]) -> None:
    assert strangers(kind_page("议题"), topic) == []


def test_a_position_is_stated_with_its_fields(table: Table) -> None:
    topic = table.they_open("topic", council.BUS)
    assert strangers(f"/matters/{topic}/steps/answer/", council.BUS_ANSWER) == []


def test_topics_are_ticked_by_their_titles_when_a_meeting_is_called(table: Table) -> None:
    for topic in (council.LAMPS, council.BUS):
        table.open("topic", topic)
        table.stage.later(seconds=5)
    address = f"{council.COUNCIL}meetings/new/"
    boxes = forms.ticks(page(address))
    chosen = [boxes[topic["title"]] for topic in (council.LAMPS, council.BUS)]
    assert all(name.startswith("topic-") and name.endswith("-chosen") for name in chosen)
    orders = {name.replace("chosen", "order"): "1" for name in chosen}
    assert strangers(address, {**orders, "planned_on": "", "place": ""}) == []


def test_attendance_and_minutes_are_written_with_their_fields(table: Table) -> None:
    lamps, bus = table.topics()
    meeting = table.called(lamps, bus)
    table.they_take(meeting, "accept_agenda")
    assert strangers(f"{council.COUNCIL}meetings/{meeting}/steps/hold/", council.BODIES) == []
    table.take(meeting, "hold", {"held_on": "2026-03-01", "attendance": [{"id": "广陈镇", "count": 4}]})
    address = f"{council.COUNCIL}meetings/{meeting}/steps/draft_minutes/"
    assert strangers(address, council.minutes_about(lamps)) == []
    said = forms.standing(page(address))
    assert said["items-1-chair_text"], "what a side holds of a topic stands in the draft already"


def test_the_register_lists_the_duty_and_the_disagreement_under_their_captions(table: Table) -> None:
    table.signed()
    table.carry_out()
    shown = page(council.COUNCIL)
    for caption in ("共同事项", "分歧清单"):
        part = shown.partition(f"<caption>{caption}</caption>")[2].partition("</table>")[0]
        assert links(part, MATTER)


def test_a_plan_is_offered_with_its_fields(play: Play) -> None:
    first = works.values_of(works.OURS[0], first=True)
    assert strangers("/projects/new/", first) == []
    written = {"title", "field", "particulars.pair", "aims", "leads.initiator", "leads.responder"}
    assert strangers(kind_page("一项一策"), {**dict.fromkeys(written, ""), **plan.milestones(7)}) == []


def test_milestones_are_rows_that_the_form_reads(play: Play) -> None:
    values = {**works.values_of(works.OURS[0], first=True), "title": "旅游联动", "field": "f5", "aims": "一"}
    answer = samples.browser("wu").post("/projects/new/", values, follow=True)
    assert samples.faults_of(answer.content.decode()) == []
    (row,) = queries.projects(queries.Filters()).rows
    found = queries.project(row.id)
    assert found is not None
    assert [one.progress for one in found.plan.milestones] == [20, 70, 100]
    assert all(one.due for one in found.plan.milestones)


def test_the_first_plan_reads_too(play: Play) -> None:
    written = plan.milestones(7)
    assert [written[f"milestones-{n}-id"] for n in range(3)] == ["m1", "m2", "m3"]
    assert len({written[f"milestones-{n}-due"] for n in range(3)}) == 3


def test_the_list_of_the_year_is_ticked_by_titles(play: Play) -> None:
    play.plan(title="旅游联动")
    ticks = forms.ticks(page("/projects/lists/new/"))
    name = ticks["旅游联动"]
    assert strangers("/projects/lists/new/", {name.replace("on.", "place."): "1", "aimed": "12"}) == []


@pytest.mark.parametrize("work", [work for work in works.OURS if work.percent], ids=lambda work: work.title)
def test_half_a_month_is_reported_with_its_fields_and_shown_to_sign(play: Play, work: works.Work) -> None:
    project, month = play.plan(), months.month_of(day_of(play.stage.now))
    address = f"/projects/{project}/months/{month}/"
    half = works.half_of(work, 0)
    assert strangers(f"{address}report/", half) == []
    samples.browser("wu").post(f"{address}report/", half)
    play.stage.meet()
    assert "累计完成" in page(address)
    report = queries.report_at_hand(project, month)
    assert report is not None
    play.stage.matter = report.id
    play.they_add(done="护岸一段")
    assert 'value="sign"' in page(address)
