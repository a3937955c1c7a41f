"""督办单 and 催办单 between two sides and on their pages: signed for, declined and counted, printed for two seals."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.projects import actions
from pilin.modules.projects.models import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.tests.test_order_kinds import DONE, ORDER, RECEIVED, URGING
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

Read = Callable[..., str]
PLAIN = {name: value for name, value in ORDER.items() if name != "leads"}
FORM = PLAIN | {f"leads.{name}": value for name, value in ORDER["leads"].items()}


def sent(watch: Watch, where: str, form: dict[str, Any]) -> str:
    """Send a paper by its form; return the address of its page."""
    answer = samples.browser("zhao").post(where, form)
    assert answer.status_code == 302, samples.text_of(answer.content.decode())
    watch.stage.meet()
    address = str(answer.headers["Location"])
    watch.stage.matter = address.strip("/").rpartition("/")[2]
    return address


def test_a_request_is_sent_by_its_form(watch: Watch, read: Read) -> None:
    html = samples.browser("zhao").get("/projects/orders/new/").content.decode()
    assert f'value="DB-2026-{US}-0001"' in html
    address = sent(watch, "/projects/orders/new/", FORM)
    words = read(address, "li")
    assert f"督办单 {ORDER['number']}" in words
    assert "● 已发出，待签收" in words or "▲ 已发出，待签收" in words
    assert "合作框架协议第5条" in words
    assert "廊下镇" in words
    assert "发催办单" not in words  # who only reads sends nothing
    listed = read("/projects/orders/")
    assert "平湖市→金山区" in listed
    assert "金山区水务局" in listed


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due": "2026-03-02"}, "已到或已过，来不及办理"),
        ({"leads.receiver_lead": ""}, "必填"),
        ({"cycle": "hourly"}, "hourly"),
        ({"about": "not-a-matter"}, "not-a-matter"),
    ],
)
def test_what_is_written_wrongly_is_told(watch: Watch, fields: dict[str, str], said: str) -> None:
    answer = samples.browser("zhao").post("/projects/orders/new/", {**FORM, **fields})
    assert answer.status_code == 200
    assert said in samples.text_of(answer.content.decode())
    assert not Record.objects.exists()


def test_a_number_is_used_once_by_a_side(watch: Watch) -> None:
    watch.order()
    watch.they_order(number=ORDER["number"])  # the other side counts its own
    with pytest.raises(Refused) as refusal:
        watch.order()
    assert refusal.value.code is SupervisionRefusal.NUMBER_IS_TAKEN


@pytest.mark.parametrize(("fields", "field"), [({}, "number"), ({"due": "2026-03-01"}, "due")])
def test_a_refusal_stands_at_the_field_that_it_is_about(watch: Watch, fields: dict[str, str], field: str) -> None:
    watch.order()
    html = samples.browser("zhao").post("/projects/orders/new/", {**FORM, **fields}).content.decode()
    assert f'id="id_{field}_error"' in html


def test_signing_for_is_an_act_that_both_sides_see(watch: Watch, read: Read) -> None:
    matter = watch.they_order()
    assert "签收" in read(f"/projects/orders/{matter}/", "zhao")
    watch.take("sign_for", **RECEIVED)
    assert watch.record.state == "received"
    assert watch.stage.same()
    assert RECEIVED["received_by"] in read(f"/projects/orders/{matter}/")


def test_we_take_nothing_on_without_the_day_of_the_next_feedback(watch: Watch) -> None:
    watch.they_order()
    watch.take("sign_for", **RECEIVED)
    for wrong in ({}, {"next_feedback_on": "2026-03-20"}):
        with pytest.raises(Refused) as refusal:
            watch.take("take_on", measures="租船", **wrong)
        assert refusal.value.code is SupervisionRefusal.NEXT_FEEDBACK_DOES_NOT_FIT
    watch.take("take_on", measures="租船", next_feedback_on="2026-03-09")


def test_a_refusal_is_counted_and_shown_with_its_reason(watch: Watch, read: Read) -> None:
    watch.order()
    watch.they_take("decline", reason="属海事部门职权")
    words = read("/projects/orders/")
    assert "没有办理中的督办单" in words
    table = words.partition("2026-Q1 督办单办理情况")[2]
    assert "金山区 1 0 0 1 0 0" in table
    assert "属海事部门职权" in table.partition("2026-Q1 不予承办")[2]
    assert "不予承办" in read("/projects/orders/?quarter=2026-Q1").partition("2026-Q1 督办单办理情况")[0]
    assert "属海事部门职权" not in read("/projects/orders/?quarter=2025-Q4")


def test_it_is_closed_by_both(watch: Watch) -> None:
    watch.order()
    watch.they_take("sign_for", **RECEIVED)
    watch.they_take("take_on", measures="租船", next_feedback_on="2026-03-09")
    watch.they_take("report_done", **DONE)
    watch.take("close")
    assert watch.record.state == "reviewing"
    watch.they_take("close")
    assert (watch.record.state, watch.stage.same()) == ("ended", True)


def test_a_request_is_urged_by_a_paper_of_its_own(watch: Watch, read: Read) -> None:
    order = watch.order()
    assert "发催办单" in read(f"/projects/orders/{order}/", "zhao")
    form = {**URGING, "about": order}
    address = sent(watch, f"/projects/urgings/new/?about={order}", form)
    assert f"催办单 {URGING['number']}" in read(address)
    assert ORDER["title"] in read(address).partition("催办什么")[2]  # the paper that is urged, by its title
    watch.they_take("sign_for", **RECEIVED)
    watch.they_take("answer", reply="周五前反馈")
    assert watch.record.state == "replied"
    assert "周五前反馈" in read(address)


@pytest.mark.parametrize("name", ["orders", "urgings"])
def test_a_paper_is_printed_with_places_for_two_seals(watch: Watch, read: Read, name: str) -> None:
    matter = watch.order()
    if name == "urgings":
        matter = actions.send_paper("urging", {**URGING, "about": matter}, peer=THEM, by=watch.hand)
        watch.stage.meet()
    words = read(f"/projects/{name}/{matter}/paper/", "li")
    assert words.count("（盖章）") == 2
    assert words.index("平湖市 发出方") < words.index("金山区 收件方")
    assert "签收日期 待签收" in words
    assert "2026年3月2日" in words


def test_what_people_wrote_is_shown_as_they_wrote_it(watch: Watch) -> None:
    matter = watch.order(content="<script>alert(1)</script>")
    for page in ("", "paper/"):
        html = samples.browser("li").get(f"/projects/orders/{matter}/{page}").content.decode()
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_the_register_costs_no_more_with_more_papers(watch: Watch) -> None:
    watch.order()

    def more() -> None:
        for number in range(3):
            watch.order(number=f"平督办（2026）1{number}号")
            watch.they_take("decline", reason="x")

    costs_no_more("/projects/orders/", more)
    for page in ("", "paper/"):
        assert len(asked(f"/projects/orders/{watch.stage.matter}/{page}", "li")) <= QUERIES_MAX


@pytest.mark.parametrize("where", ["/projects/orders/new/", "/projects/urgings/new/"])
def test_who_only_reads_sends_nothing(watch: Watch, where: str) -> None:
    assert samples.browser("li").get(where).status_code == 403
    assert samples.browser("li").post(where, FORM).status_code == 403


def test_a_paper_is_not_shown_as_another(watch: Watch) -> None:
    matter = watch.order()
    for where in (
        f"/projects/urgings/{matter}/",
        f"/projects/urgings/{matter}/paper/",
        f"/projects/findings/{matter}/",
    ):
        assert samples.browser("li").get(where).status_code == 404


def test_without_the_kind_the_pages_say_what_is_missing(scene: Stage, read: Read) -> None:
    assert "双方还没有签署这一事项类型" in read("/projects/orders/new/", "zhao")
    assert "没有待答复的催办单" in read("/projects/orders/")
