"""The other committee is dark while the month of mediation passes: what is noted alone, ratified or taken back."""

from collections.abc import Callable

import pytest

from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, notes
from pilin.modules.mediation import queries
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db
Read = Callable[..., str]
FORM = {"filled": "1", "told_on": "2026-04-10", "reason": "对方节点离线"}


def post(address: str, values: dict[str, str]) -> str:
    """Send a form and return the words of the page that follows."""
    answer = samples.browser("wu").post(address, values, follow=True)
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


@pytest.fixture
def noted(forum: Forum) -> str:
    """Let the month pass in silence, and note alone that our party refuses; return the note."""
    forum.mediating()
    forum.stage.later(days=45)
    assert "代行记录已签名保存" in post(f"/matters/{forum.matter}/provisional/refuse/", FORM)
    ((note, _kind),) = [one for one in notes() if one[1] == chain.PROVISIONAL]
    return note


def they_answer(forum: Forum, note: str, outcome: str) -> None:
    forum.stage.meet()
    forum.stage.they_tell(chain.answering(forum.stage.theirs, note, outcome, basis=CLAUSE, reason="已核"))
    forum.stage.meet()


def case_page(forum: Forum) -> str:
    return f"/mediation/cases/{forum.matter}/"


def open_cases() -> list[str]:
    """Return the states of what the list of the room shows as under way."""
    return [one.state for one in queries.cases(over=False)]


def test_a_refusal_is_noted_alone_and_the_case_goes_on_until_the_other_side_is_back(
    forum: Forum, noted: str, read: Read
) -> None:
    """人民调解法 26: who refuses is not kept waiting; what both hold changes by signatures alone."""
    assert (forum.case.state, open_cases()) == ("mediating", ["mediating"])
    said = read(case_page(forum), "wu")
    assert "只在平湖市一侧有效，状态仍是“" in said
    assert "轮到金山区追认或提出不同意见；法定截止" in said
    assert "已过" in said
    forum.stage.meet()
    assert (forum.case.state, forum.stage.same()) == ("mediating", True)


def test_ratified_it_is_done_by_its_step(forum: Forum, noted: str, read: Read) -> None:
    they_answer(forum, noted, "ratified")
    assert "已由金山区追认。轮到平湖市正式办理这一步" in read(case_page(forum), "wu")
    assert forum.case.state == "mediating"
    forum.take("refuse", {"told_on": "2026-04-10"})
    assert (forum.case.state, forum.case.is_over, open_cases()) == ("refused", True, [])
    assert "轮到平湖市正式办理" not in read(case_page(forum), "wu")


def test_disputed_and_taken_back_the_mediation_stands_where_it_stood(forum: Forum, noted: str, read: Read) -> None:
    they_answer(forum, noted, "disputed")
    assert "金山区不同意：这一步没有办成" in read(case_page(forum), "wu")
    answer = {"outcome": "reversed", "reason": "当事人改变了主意"}
    assert "答复已签名" in post(f"/matters/{forum.matter}/notes/{noted}/", answer)
    forum.stage.meet()
    said = read(case_page(forum), "wu")
    assert "所作的代行记录已撤销：这一步没有办成" in said
    assert (forum.case.state, open_cases(), forum.stage.same()) == ("mediating", ["mediating"], True)
    assert len(notes()) == 3


def test_after_a_reversal_both_go_on_and_the_page_forgets_it(forum: Forum, noted: str, read: Read) -> None:
    post(f"/matters/{forum.matter}/notes/{noted}/", {"outcome": "reversed", "reason": "误记"})
    forum.stage.meet()
    forum.take("escalate", {"danger": "fight", "reported": {"to": "派出所", "on": "2026-04-10"}})
    assert forum.case.state == "mediating"
    assert "这一步没有办成" not in read(case_page(forum), "wu")


def test_both_noting_alone_is_a_dispute_that_both_pages_tell(forum: Forum, noted: str, read: Read) -> None:
    told = {"told_on": "2026-04-11"}
    draft = chain.provisioning(forum.stage.theirs, "refuse", basis=CLAUSE, receipt_at=forum.stage.now, fields=told)
    forum.stage.they_tell(draft)
    forum.stage.meet()
    assert read(case_page(forum), "wu").count("轮到双方商定，由一方撤销自己的记录") == 2
    assert forum.case.state == "mediating"


@pytest.mark.parametrize("text", ["张三 330482199001011234", "电话 13800001111"])
def test_a_note_alone_bears_no_numbers_of_persons(forum: Forum, text: str) -> None:
    """What a step may not say, a note that anticipates it may not say either."""
    forum.mediating()
    forum.stage.later(days=2)
    form = {**FORM, "told_on": "2026-03-02", "reason": text}
    assert "文字里有身份证号、电话号码或车牌，没有签名" in post(f"/matters/{forum.matter}/provisional/refuse/", form)
    assert notes() == []


def test_a_consent_cannot_be_noted_alone(forum: Forum) -> None:
    forum.open()
    forum.they_take("accept", ACCEPTED)
    forum.stage.later(days=2)
    assert "代行记录已签名保存" not in post(f"/matters/{forum.matter}/provisional/consent/", FORM)
    assert notes() == []
