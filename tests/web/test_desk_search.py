"""The search: by words and by code, sort by sort; what is protected is never found, and who sought it is logged."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.federation import models as federation
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import POND, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Standing
from pilin.kernel.organisations.tests.samples import AT, an_id, body, place
from pilin.modules.desk import queries
from pilin.modules.desk.tests.conftest import agreement
from pilin.modules.desk.views.searching import excerpt
from pilin.web.models import AccessRecord
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

__all__ = ["agreement"]

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"


def found(words: str) -> queries.Hits:
    return queries.search(words, me=US, day=kit.MONDAY)


def page(words: str, account: str = "li") -> str:
    return samples.browser(account).get(f"/desk/search/?words={quote(words)}").content.decode()


def declared() -> None:
    entries = [
        body("山塘工作站", id=an_id("station"), side=US, standing=Standing.UNVERIFIED),
        place("甲镇", id=an_id("town"), side=US, code=f"{US}100000", also=("北甲",)),
    ]
    assert organisations.declare(entries=entries, author=rules.Author(US), at=AT) == []


def test_words_find_matters_and_entries_and_say_what_nobody_verified(scene: Stage, read: Read) -> None:
    scene.open_plan()
    declared()
    words = read("/desk/search/?words=山塘", "li")
    assert POND in words
    assert "山塘工作站 未核实" in words
    assert "甲镇（北甲）" in read("/desk/search/?words=北甲", "li")


def test_nothing_finds_nothing_and_a_miss_says_what_to_do(scene: Stage, read: Read) -> None:
    scene.open_plan()
    assert POND not in read("/desk/search/", "li")
    assert found("   ").is_empty
    assert "没有找到。请换一个词" in read("/desk/search/?words=海塘", "li")


def test_a_matter_is_found_by_its_id_whole_or_begun_in_any_case(scene: Stage) -> None:
    scene.open_plan()
    for words in (scene.matter, scene.matter[:20], scene.matter.upper(), f"  {scene.matter[:13]} "):
        assert [row.id for row in found(words).matters] == [scene.matter]


@pytest.mark.usefixtures("agreement")
def test_agreements_are_found_by_title_id_and_wording(scene: Stage, read: Read) -> None:
    title = texts.agreement().title.zh
    for words in (title[:3], texts.ID, texts.ID[:13].upper()):
        assert [held.history.agreement.id for held in found(words).agreements] == [texts.ID]
    assert [clause.number for _, clause in found("双方协商").clauses][:1] == ["1"]
    assert f"/desk/agreements/{texts.ID}/#clause-1" in page("双方协商")


def test_a_place_is_found_by_the_beginning_of_its_code(scene: Stage) -> None:
    declared()
    assert [entry.name for entry in found(f"{US}10").entries] == ["甲镇"]
    assert found("10000").entries == []  # the middle of a code is no beginning


def test_an_event_is_found_by_its_hash_and_leads_to_its_place(scene: Stage) -> None:
    scene.open_plan()
    event = scene.ours.chain[0].carrier
    (one,) = found(event[:10]).events
    assert (one.event_hash, one.subject, one.author) == (event, f"matter/{scene.matter}", US)
    html = page(event.upper())
    assert f"#event-{event}" in html
    address = f"/evidence/?subject=matter/{scene.matter}&after={one.place - 1}"
    assert f'id="event-{event}"' in samples.browser("li").get(address).content.decode()
    assert found(event[:5]).events == []  # too short to be a hash
    assert found("g" * 10).events == []


def test_an_event_for_several_peers_is_found_once(scene: Stage) -> None:
    scene.open_plan()
    row = federation.Envelope.objects.filter(event_hash=scene.ours.chain[0].carrier)[0]
    row.pk, row.peer = None, "330421"
    row.save(force_insert=True)
    assert len(found(row.event_hash).events) == 1


# What is protected


def test_what_not_everybody_may_see_is_never_found_and_the_search_is_logged(scene: Stage) -> None:
    scene.open_petition()
    hidden = kit.PART["part"]
    assert found(hidden[:20]).is_empty
    assert "没有找到" in page("张三")
    (row,) = AccessRecord.objects.filter(event="protected_searched")
    assert row.account == "li"
    assert "张三" not in row.facts
    assert "2" in row.facts  # the length of the words, and nothing of them


def test_what_is_found_is_not_logged(scene: Stage) -> None:
    scene.open_plan()
    page("山塘")
    page("")
    assert not AccessRecord.objects.filter(event="protected_searched").exists()


def test_nobody_searches_who_holds_no_role(scene: Stage) -> None:
    assert samples.browser("hu").get("/desk/search/?words=x").status_code == 403


@pytest.mark.parametrize("words", [SCRIPT, "%", "_", "\\", "' OR 1=1 --", "长" * 500, "\u202e"])
def test_odd_words_are_only_words(scene: Stage, words: str) -> None:
    scene.open_plan(title="平常的名称")
    html = page(words)
    assert "<script" not in samples.foreign(html)
    assert "平常的名称" not in html


# How much


def test_a_long_answer_is_cut_and_says_so(scene: Stage, monkeypatch: pytest.MonkeyPatch, read: Read) -> None:
    monkeypatch.setattr(queries, "ROWS_MAX", 2)
    for number in range(3):
        scene.open_plan(title=f"山塘{number}")
    assert len(found("山塘").matters) == 2
    assert "每类只列出前 2 条" in read("/desk/search/?words=山塘", "li")


def test_more_rows_cost_no_more_queries(scene: Stage) -> None:
    scene.open_plan()

    def grow() -> None:
        for number in range(3):
            scene.open_plan(title=f"山塘{number}")

    costs_no_more("/desk/search/?words=山塘", grow)


def test_a_search_that_finds_nothing_keeps_to_the_budget_with_its_line_in_the_log(scene: Stage) -> None:
    scene.open_plan()
    page("海塘")  # the first line of a log makes its ends
    assert len(asked("/desk/search/?words=海塘", "li")) <= QUERIES_MAX
    assert AccessRecord.objects.filter(event="protected_searched").count() == 2


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("短", "短", "短"),
        ("甲" * 100 + "乙" + "丙" * 100, "乙", "…" + "甲" * 30 + "乙" + "丙" * 29 + "…"),
        ("甲" * 100, "没有", "甲" * 60 + "…"),
        ("甲" * 60, "甲", "甲" * 60),
    ],
)
def test_an_excerpt_stands_around_what_was_sought(text: str, words: str, shown: str) -> None:
    assert excerpt(text, words) == shown
    assert THEM != US
