"""Filters of the desk on pages: they live in the address, are kept under names, and belong to one account."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, POND, THEM, US, Stage
from pilin.modules.desk.models import SavedFilter
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def two(scene: Stage) -> Stage:
    """Let a petition wait for them and a plan for us."""
    scene.open_petition()
    scene.open_plan()
    return scene


def shown(address: str, account: str = "li") -> list[str]:
    """Return the titles of the rows of a page."""
    return [row[0].text for row in samples.browser(account).get(address).context["table"].rows]


def post(address: str, account: str = "li", **said: str) -> Any:
    return samples.browser(account).post(address, said, follow=True)


def saved(name: str = "等对方的信访", **query: str) -> SavedFilter:
    said = query or {"whose": "theirs", "kind": "petition"}
    post("/desk/filters/save/", name=name, **said)
    found: SavedFilter = SavedFilter.objects.get(name=name)
    return found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"whose": "theirs"}, 1),
        ({"whose": "theirs", "kind": "petition"}, 1),
        ({"whose": "theirs", "kind": "plan"}, 0),
        ({"whose": "theirs", "state": "transferred", "party": THEM, "turn": THEM}, 1),
        ({"whose": "theirs", "words": "没有这样的"}, 0),
        ({"whose": "theirs", "asked": "1"}, 0),
        ({"whose": "theirs", "party": "330421"}, 0),
        ({"whose": "theirs", "kind": "x' OR 1=1"}, 0),
    ],
)
def test_a_filter_lives_in_the_address(two: Stage, query: dict[str, str], found: int) -> None:
    assert len(shown(f"/desk/?{urlencode(query)}")) == found
    assert len(shown(f"/matters/?{urlencode(query)}")) == found


def test_the_form_offers_what_there_is_and_shows_what_is_chosen(two: Stage, read: Read) -> None:
    page = samples.browser("li").get("/desk/?whose=theirs&kind=petition").content.decode()
    assert re.search(r'<option value="petition" selected>信访事项（样例）</option>', page)
    assert f'<option value="{THEM}">金山区</option>' in page
    assert '<details class="narrowing" open>' in page
    assert '<details class="narrowing">' in samples.browser("li").get("/desk/").content.decode()
    assert "清除筛选" in read("/desk/?whose=theirs&kind=petition", "li")


def test_a_narrowed_list_without_rows_says_what_to_do(two: Stage, read: Read) -> None:
    assert "这一筛选下没有事项。可以放宽条件" in read("/desk/?whose=theirs&kind=plan", "li")


def test_what_the_other_side_asked_again_is_marked_and_filtered(scene: Stage, read: Read) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_tell(chain.asking(scene.theirs, "请尽快", basis=CLAUSE, calendar=""))
    scene.meet()
    assert "金山区催办 1 次" in read("/desk/?whose=ours", "li")
    assert shown("/desk/?whose=ours&asked=1") == [POND]
    assert shown("/matters/?asked=1") == [POND]


def test_a_filter_is_saved_opened_renamed_and_let_go(two: Stage, read: Read) -> None:
    one = saved()
    assert one.query == {"whose": "theirs", "kind": "petition"}
    assert 'href="?whose=theirs&amp;kind=petition"' in samples.browser("li").get("/desk/").content.decode()
    assert "已改名" in post(f"/desk/filters/{one.pk}/rename/", name="信访").content.decode()
    assert "信访" in read("/desk/filters/", "li")
    answer = post(f"/desk/filters/{one.pk}/delete/")
    assert "已删除筛选“信访”" in answer.content.decode()
    post("/desk/filters/save/", name="信访", **answer.context["gone_query"])
    assert SavedFilter.objects.get().query == one.query  # undone


def test_a_filter_belongs_to_its_account(two: Stage, read: Read) -> None:
    one = saved()
    assert one.name not in read("/desk/", "wu")
    assert one.name not in read("/desk/filters/", "wu")
    for verb in ("rename", "delete"):
        assert post(f"/desk/filters/{one.pk}/{verb}/", "wu", name="别人的").status_code == 404
    assert SavedFilter.objects.get().name == one.name


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_name_that_is_none_gets_a_sentence(two: Stage, name: str) -> None:
    answer = post("/desk/filters/save/", name=name, whose="theirs", kind="petition")
    assert "名称不能为空，最多 40 个字" in answer.content.decode()
    assert not SavedFilter.objects.exists()
    assert answer.redirect_chain[-1][0].endswith("?whose=theirs&kind=petition")


def test_a_taken_name_and_one_too_many_get_sentences(two: Stage) -> None:
    saved()
    assert "名称不能重复" in post("/desk/filters/save/", name="等对方的信访", words="山塘").content.decode()
    for number in range(19):
        saved(f"第{number}个", words="山塘")
    assert "最多保存 20 个筛选" in post("/desk/filters/save/", name="又一个", words="山塘").content.decode()
    one = SavedFilter.objects.first()
    assert one is not None
    taken = SavedFilter.objects.exclude(pk=one.pk)[0].name
    assert "名称不能重复" in post(f"/desk/filters/{one.pk}/rename/", name=taken).content.decode()
    assert "名称不能为空" in post(f"/desk/filters/{one.pk}/rename/", name=" ").content.decode()


def test_a_stored_script_is_text(two: Stage) -> None:
    one = saved(SCRIPT[:40], words=SCRIPT)
    for address in ("/desk/", "/desk/filters/", f"/desk/?{urlencode(one.query)}"):
        page = samples.browser("li").get(address).content.decode()
        assert "<script" not in samples.foreign(page)
    assert "<script" not in samples.foreign(post(f"/desk/filters/{one.pk}/delete/").content.decode())


def test_unknown_members_of_a_form_are_not_kept(two: Stage) -> None:
    assert saved(words="山塘", after="x", account="wu", evil="1").query == {"words": "山塘"}


def test_without_filters_the_page_says_how_to_keep_one(scene: Stage, read: Read) -> None:
    assert "展开“筛选”" in read("/desk/filters/", "li")


def test_nobody_keeps_filters_who_holds_no_role(scene: Stage, client: Client) -> None:
    assert client.get("/desk/filters/").status_code == 302
    assert samples.browser("hu").get("/desk/filters/").status_code == 403
    assert samples.browser("hu").post("/desk/filters/save/", {"name": "x"}).status_code == 403


@pytest.mark.parametrize("address", ["/desk/?whose=theirs&kind=petition&asked=1", "/desk/filters/"])
def test_more_filters_and_rows_cost_no_more_queries(two: Stage, address: str) -> None:
    def grow() -> None:
        for number in range(10):
            saved(f"第{number}个", words="山塘")
            two.open_plan(title=f"山塘{number}")

    costs_no_more(address, grow)


def test_ours_stay_ours_in_the_form(two: Stage) -> None:
    page = samples.browser("li").get("/desk/?whose=ours").context["filters"]
    assert [code for code, _ in page.fields["party"].choices] == ["", THEM]
    assert {code for code, _ in page.fields["turn"].choices} == {"", THEM, US}
