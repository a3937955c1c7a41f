"""Drafts on their page: kept without being judged, saved by themselves, merged, and sent once."""

from collections.abc import Callable, Mapping

import pytest

from pilin.kernel.matters.tests.stage import PLAN
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Begun
from pilin.modules.projects.rules import writings
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.tests.play import Play
from pilin.web.sentences import say
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
FIELDS = writings.flat({**PLAN, "milestones": [{"id": "m1", "title": "清淤", "due": "2027-06-30"}]})


@pytest.fixture
def draft(play: Play) -> str:
    return actions.begin(Begun("plan", "明月山塘生态修复", FIELDS), by="赵一", at=play.stage.now)


def post(draft: str, account: str = "zhao", *, base: int = 1, do: str = "save", **fields: str) -> tuple[int, str]:
    sent = {**FIELDS, **fields, "base": str(base), "do": do}
    return post_typed(draft, account, sent)


def post_typed(draft: str, account: str, typed: Mapping[str, str]) -> tuple[int, str]:
    """Send a form in which some fields were typed over, as it began."""
    sent = {**FIELDS, "base": "1", "do": "", **typed}
    answer = samples.browser(account).post(f"/projects/writings/{draft}/", sent)
    return answer.status_code, answer.content.decode()


def title(draft: str) -> str:
    found = queries.writing(draft)
    assert found is not None
    return found.title


def test_a_form_is_kept_as_it_was_typed_and_judged_when_it_is_sent(play: Play, read: Read) -> None:
    answer = samples.browser("zhao").post("/projects/new/", {"title": "界河", "milestones-rows": "x", "do": "keep"})
    address = str(answer.headers["Location"])
    assert "草稿：界河" in read(address)
    draft = address.strip("/").split("/")[-1]
    sent = {"title": "界河", "base": "1", "do": "send"}
    html = samples.browser("zhao").post(address, sent).content.decode()
    assert 'id="id_aims_error"' in html
    assert queries.writing(draft).matter == ""  # type: ignore[union-attr]


def test_a_form_without_a_title_is_kept_too(play: Play, read: Read) -> None:
    answer = samples.browser("zhao").post("/projects/new/", {"do": "keep"})
    assert "未命名的方案" in read(str(answer.headers["Location"]))


def test_a_draft_shows_what_stands_in_it(play: Play, read: Read, draft: str) -> None:
    html = samples.browser("zhao").get(f"/projects/writings/{draft}/").content.decode()
    assert samples.faults_of(html) == []
    assert 'value="2027-06-30"' in html
    assert "水质达到三类" in html
    assert 'hx-vals=\'{"do": "auto"}\'' in html
    assert "赵一" in samples.text_of(html)


def test_the_button_saves_and_says_what_another_changed(play: Play, read: Read, draft: str) -> None:
    assert post(draft, "wu", title="山塘共治")[0] == 302
    browser = samples.browser("zhao")
    sent = {**FIELDS, "aims": "岸绿", "base": "1", "do": "save"}
    page = browser.post(f"/projects/writings/{draft}/", sent, follow=True).content.decode()
    assert "改了项目名称，已并入草稿" in page
    assert 'value="山塘共治"' in page
    assert "岸绿" in page


def test_a_field_that_two_changed_shows_both_and_either_can_be_taken(play: Play, draft: str) -> None:
    post(draft, "wu", title="甲名")
    status, html = post(draft, "zhao", title="乙名")
    assert status == 200
    assert samples.faults_of(html) == []
    words = samples.text_of(html)
    assert "有的栏目两个人都改了，请选定一份" in words
    assert say(TableRefusal.DRAFT_HAS_TWO_TEXTS).sentence in words
    assert "也改了这一栏" in words
    assert "甲名" in words
    assert 'value="乙名"' in html
    base = int(html.split('name="base" value="')[1].split('"')[0])
    assert title(draft) == "甲名"
    assert post(draft, "zhao", title="乙名", base=base)[0] == 302
    assert title(draft) == "乙名"


def test_the_text_of_the_other_can_be_taken_by_its_button(play: Play, draft: str) -> None:
    post_typed(draft, "wu", {"milestones-0-due": "2027-07-01"})
    status, html = post_typed(draft, "zhao", {"milestones-0-due": "2027-08-01"})
    assert "里程碑第 1 行的时限" in html
    base = int(html.split('name="base" value="')[1].split('"')[0])
    taken = {"milestones-0-due": "2027-08-01", "use": "milestones-0-due", "base": str(base)}
    assert (status, post_typed(draft, "zhao", taken)[0]) == (200, 302)
    assert queries.writing(draft).fields["milestones-0-due"] == "2027-07-01"  # type: ignore[union-attr]


def test_saving_by_itself_answers_with_the_part_that_says_so(play: Play, draft: str) -> None:
    status, html = post(draft, do="auto", title="山塘共治")
    assert status == 200
    assert html.startswith('<div id="saved" role="status"><input type="hidden" name="base" value="2">')
    assert "已自动保存" in html
    assert title(draft) == "山塘共治"
    post(draft, "wu", base=2, title="甲名")
    _status, clash = post(draft, "zhao", base=2, do="auto", title="乙名")
    assert "也改了这一栏" in clash
    assert title(draft) == "甲名"


def test_more_rows_keep_what_was_typed(play: Play, draft: str) -> None:
    sent = {**FIELDS, "base": "1", "more": "milestones", "milestones-0-title": "清淤三段"}
    html = samples.browser("zhao").post(f"/projects/writings/{draft}/", sent).content.decode()
    assert "清淤三段" in html
    assert 'name="milestones-3-title"' in html


def test_a_draft_is_sent_and_then_leads_to_its_project(play: Play, draft: str) -> None:
    answer = samples.browser("zhao").post(f"/projects/writings/{draft}/", {**FIELDS, "base": "1", "do": "send"})
    assert answer.status_code == 302, answer.content.decode()
    plan = str(answer.headers["Location"]).strip("/").split("/")[-1]
    assert queries.project(plan) is not None
    again = samples.browser("wu").get(f"/projects/writings/{draft}/")
    assert str(again.headers["Location"]) == f"/projects/{plan}/"


def test_who_sends_while_two_texts_are_there_is_shown_both(play: Play, draft: str) -> None:
    post(draft, "wu", title="甲名")
    status, html = post(draft, "zhao", title="乙名", do="send")
    assert (status, "请选定一份" in html) == (200, True)
    assert queries.writing(draft).matter == ""  # type: ignore[union-attr]


def test_a_draft_is_put_away_and_taken_up_again(play: Play, read: Read, draft: str) -> None:
    browser = samples.browser("zhao")
    assert browser.post(f"/projects/writings/{draft}/drop/", {"do": "drop"}).status_code == 302
    assert "‖ 已搁置" in read("/projects/writings/")
    assert "取回草稿" in read(f"/projects/writings/{draft}/")
    browser.post(f"/projects/writings/{draft}/drop/", {"do": "again"})
    assert "起草中" in read("/projects/writings/")


def test_a_draft_that_is_none_and_a_reader_are_turned_away(play: Play, draft: str) -> None:
    nowhere = draft[:-1] + ("0" if draft[-1] != "0" else "1")
    assert samples.browser("zhao").get(f"/projects/writings/{nowhere}/").status_code == 404
    assert samples.browser("zhao").post(f"/projects/writings/{nowhere}/drop/").status_code == 404


def test_a_stored_script_stays_a_text(play: Play, draft: str) -> None:
    script = "<script>alert(1)</script>"
    post(draft, title=script)
    for address in (f"/projects/writings/{draft}/", "/projects/writings/"):
        assert "<script>" not in samples.foreign(samples.browser("zhao").get(address).content.decode())


def test_the_list_costs_no_more_for_more_drafts(play: Play, draft: str) -> None:
    def grow() -> None:
        for number in range(5):
            actions.begin(Begun("plan", f"方案{number}", FIELDS), by="赵", at=play.stage.now)

    costs_no_more("/projects/writings/", grow, account="zhao")
    costs_no_more(f"/projects/writings/{draft}/", grow, account="zhao")
