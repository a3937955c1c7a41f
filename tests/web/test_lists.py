"""Lists of matters, kinds and documents: in pages, found by words, and at the same price whatever their length."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pilin.base import ids
from pilin.kernel.federation import models as federation
from pilin.kernel.federation.protocol.documents import name_of
from pilin.kernel.matters.delivery import duties
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import POND, THEM, US, Stage
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]


def copies(scene: Stage, number: int, **columns: Any) -> None:
    """Copy the row of the matter that was opened last so many times, each moved a second later."""
    row = scene.row()
    for count in range(1, number + 1):
        row.pk, row.moved_at = ids.new_id(scene.now), scene.now + timedelta(seconds=count)
        row.title = f"{POND}{count}"
        for column, value in columns.items():
            setattr(row, column, value)
        row.save(force_insert=True)


def offers(scene: Stage, number: int) -> None:
    """Let the neighbour's documents wait for our signature."""
    for count in range(number):
        text = {**kit.document("plan"), "version": count + 2}
        federation.Document.objects.create(
            hash=name_of(text, [THEM, US]), type="kind", text=text, basis=scene.neighbour.charter, parties=[THEM, US],
            state="open", offered_by=THEM, offer=f"{count:064x}", answers={THEM: "signed"}, offered_at=scene.now,
        )  # fmt: skip


def html(address: str) -> str:
    return samples.browser("zhao").get(address).content.decode()


def test_a_search_without_a_hit_says_so_and_an_empty_list_too(scene: Stage) -> None:
    scene.open_plan()
    assert "没有名称中含“海塘”" in samples.text_of(html("/matters/?words=海塘"))
    assert "这一类下现在没有事项" in samples.text_of(html("/matters/?whose=late"))
    assert "恢复连通后在这里等另一方追认。现在没有。" in samples.text_of(html("/matters/?whose=noted"))


@pytest.mark.parametrize("address", ["/matters/", "/matters/?whose=ours", f"/matters/?words={POND}"])
def test_a_hundred_matters_cost_what_ten_cost(scene: Stage, address: str) -> None:
    scene.open_plan()
    copies(scene, 9, turn=f",{US},")
    costs_no_more(address, lambda: copies(scene, 90, turn=f",{US},"), account="zhao")
    assert html(address).count("<tr role=") == 51


@pytest.mark.parametrize("address", ["/documents/", "/matters/new/"])
def test_a_hundred_documents_cost_what_ten_cost(scene: Stage, address: str) -> None:
    state = "agreed" if address == "/matters/new/" else "open"

    def grow(number: int) -> None:
        federation.Document.objects.all().delete()
        offers(scene, number)
        federation.Document.objects.update(state=state)

    grow(10)
    costs_no_more(address, lambda: grow(100), account="wu")
    assert samples.browser("wu").get(address).content.decode().count("一项一策") >= 100


def test_pages_follow_each_other_to_the_end(scene: Stage) -> None:
    scene.open_plan()
    copies(scene, 119)
    address, seen = "/matters/", []
    while address:
        page = html(address)
        seen += re.findall(r'href="/projects/([0-9a-f-]{36})/"', page)
        following = re.search(r'<a href="(\?[^"]+)" rel="next">', page)
        address = f"/matters/{following[1]}".replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 120
    assert seen[-1] == scene.matter


def test_the_next_page_keeps_what_was_looked_for(scene: Stage) -> None:
    scene.open_plan()
    copies(scene, 60, turn=f",{US},")
    (following,) = re.findall(r'href="(\?[^"]+)" rel="next"', html(f"/matters/?whose=ours&words={POND}"))
    assert "whose=ours" in following
    assert "words=%E6%98%8E" in following


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        (POND, True),
        ("月山", True),
        ("湖", False),
        ("%", False),
        ("_", False),
        ("'; DROP TABLE", False),
        ("<script>", False),
    ],
)
def test_words_are_looked_for_as_they_are_written(scene: Stage, words: str, is_found: bool) -> None:
    scene.open_plan()
    page = samples.browser("zhao").get("/matters/", {"words": words}).content.decode()
    assert (f"/projects/{scene.matter}/" in page) is is_found
    assert samples.faults_of(page) == []


def test_a_matter_is_found_by_the_start_of_its_number(scene: Stage) -> None:
    scene.open_plan()
    assert f"/projects/{scene.matter}/" in html(f"/matters/?words={scene.matter[:20]}")


@pytest.mark.parametrize("query", ["whose=nobody", "after=yesterday", "after=|", "after=2026-03-02T01:00:00.000000Z"])
def test_an_address_that_was_tampered_with_shows_a_list(scene: Stage, query: str) -> None:
    scene.open_plan()
    scene.meet()
    answer = samples.browser("zhao").get(f"/matters/?{query}")
    assert answer.status_code == 200
    assert samples.faults_of(answer.content.decode()) == []


def test_a_row_says_whose_turn_and_by_when(scene: Stage, read: Read) -> None:
    scene.open_petition()
    end = scene.row().rolled_end
    assert end is not None
    assert f"○ 已转送 金山区 {end.isoformat()} 2026-03-02 09:00" in read("/matters/")


@pytest.mark.parametrize(
    ("days", "tab", "light"), [(6, "临期 1", "▲ 已转送（临期）"), (30, "超期 1", "■ 已转送（超期）")]
)
def test_tabs_count_what_is_near_and_late(scene: Stage, read: Read, days: int, tab: str, light: str) -> None:
    scene.open_petition()
    scene.later(days=days)
    said = read("/matters/")
    assert tab in said
    assert light in said


def test_what_is_late_stays_so_when_its_expiry_is_written(scene: Stage, read: Read) -> None:
    scene.open_petition()
    end = scene.row().rolled_end
    scene.later(days=30)
    assert duties.turn_clocks(at=scene.now) > 0
    said = read("/matters/")
    assert "超期 1" in said
    assert f"■ 已转送（超期） 金山区 {end}" in said
    assert f"{end}" in read(f"/matters/{scene.matter}/")


def test_empty_lists_say_what_will_stand_there_and_who_brings_it(scene: Stage, read: Read) -> None:
    assert "由任一方依据协议条款发起" in read("/matters/")
    assert "先在“待签文件”中签署" in read("/matters/new/")
    assert "任一方提出协议、事项类型或工作日历后，会列在这里" in read("/documents/", "wu")


def test_a_document_that_we_signed_waits_for_the_others(scene: Stage, read: Read) -> None:
    offers(scene, 1)
    assert 'name="answer" value="sign"' in samples.browser("wu").get("/documents/").content.decode()
    assert "没有“签署”权限" in html("/documents/")
    federation.Document.objects.update(answers={THEM: "signed", US: "signed"})
    assert "我方已签，等待其他各方" in read("/documents/")
    assert 'value="sign"' not in html("/documents/")
