"""The pages of the desk: what they say, whom they let in, and that they ask no more for more rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from pilin.base import ids
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import POND, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Standing
from pilin.kernel.organisations.tests.samples import AT, an_id, body, half, place
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
AGREEMENT = f"/desk/agreements/{texts.ID}/"


def matters(scene: Stage, number: int) -> None:
    """Let so many more matters wait for us."""
    row = scene.row()
    for _ in range(number):
        row.pk = ids.new_id(scene.now)
        row.save(force_insert=True)


def test_who_signs_in_comes_to_the_desk(scene: Stage) -> None:
    assert samples.browser("li").get("/").headers["Location"] == reverse("desk:desk")


@pytest.mark.parametrize("address", ["/desk/", "/desk/agreements/", AGREEMENT, "/desk/directory/"])
def test_nobody_enters_who_is_not_signed_in_or_holds_no_role(scene: Stage, client: Any, address: str) -> None:
    assert client.get(address).status_code == 302
    assert samples.browser("hu").get(address).status_code == 403


def test_an_empty_desk_says_what_will_stand_there(read: Read) -> None:
    words = read("/desk/", "li")
    assert "0 待我处理 0 待我签收 0 等对方 0 临期 0 超期" in words
    assert "没有等我方办理的事项" in words


def test_the_desk_lists_what_waits_for_us_with_its_end(scene: Stage, read: Read) -> None:
    scene.open_petition()
    assert "1 等对方" in read("/desk/", "li")
    waiting = read("/desk/?whose=theirs", "li")
    assert "信访事项（样例）" in waiting
    assert "金山区" in waiting
    assert str(scene.row().rolled_end) in waiting


def test_a_document_to_be_signed_leads_to_its_place_among_the_documents(scene: Stage, read: Read) -> None:
    scene.they_offer(kit.document("plan"))
    (document,) = scene.neighbour.node.tables.documents
    html = samples.browser("wu").get("/desk/?whose=sign").content.decode()
    assert f'href="/documents/#document-{document}"' in html
    assert "1 待我签收" in read("/desk/?whose=sign", "wu")
    assert f'id="document-{document}"' in samples.browser("wu").get("/documents/").content.decode()


def test_what_we_are_to_sign_stands_above_the_documents(scene: Stage, read: Read) -> None:
    scene.open_plan()
    scene.they_offer(kit.document("petition"))
    words = read("/desk/?whose=sign", "wu")
    assert "2 待我签收" in words
    assert words.index(f"{POND} 一项一策 ○ 待会签") < words.index("待签文件 文件 提出方")
    scene.they_take("decline", fields={"reason": "另议"})
    scene.meet()
    assert "没有等我方签署的事项" in read("/desk/?whose=sign", "wu")


def test_a_row_leads_to_the_page_that_its_module_has(scene: Stage) -> None:
    scene.plan_in_force()
    for address in ("/matters/", "/desk/search/?words=山塘"):
        assert f'href="/projects/{scene.matter}/"' in samples.browser("li").get(address).content.decode()


@pytest.mark.parametrize("whose", ["ours", "sign"])
def test_what_waits_for_us_leads_to_where_its_steps_are_taken(scene: Stage, whose: str) -> None:
    scene.open_plan()
    html = samples.browser("li").get(f"/desk/?whose={whose}").content.decode()
    assert f'href="/matters/{scene.matter}/"' in html
    assert f'href="/projects/{scene.matter}/"' not in html


def test_a_long_desk_is_read_page_by_page(scene: Stage) -> None:
    scene.open_plan()
    matters(scene, 60)
    browser, shown, address = samples.browser("li"), [], "?whose=ours"
    while address:
        table = browser.get(f"/desk/{address}").context["table"]
        shown += [row[0].url for row in table.rows]
        address = table.next_url
    assert len(shown) == len(set(shown)) == 61


# Registers


@pytest.mark.usefixtures("agreement")
def test_the_register_says_what_is_in_force_and_what_waits(scene: Stage, read: Read) -> None:
    scene.offer(texts.agreement(id=texts.OTHER_ID).as_json())
    words = read("/desk/agreements/", "li")
    title = texts.agreement().title.zh
    assert f"{title} " in words
    assert "● 有效" in words
    assert words.count(title) == 2  # the one in force, and the one on the table
    assert "等待签署" in words


@pytest.mark.usefixtures("agreement")
def test_an_agreement_reads_clause_by_clause_with_its_signatures(read: Read) -> None:
    words = read(AGREEMENT, "li")
    assert "第 1 条" in words
    assert "双方协商。" in words
    assert "示例" in words  # the sample's clauses are made up, and say so
    assert "各方均已签署" in words
    assert "本条允许发起：topic" in words


@pytest.mark.parametrize("name", [texts.OTHER_ID, "0" * 36])
def test_an_agreement_that_is_not_known_is_not_found(scene: Stage, name: str) -> None:
    assert samples.browser("li").get(f"/desk/agreements/{name}/").status_code == 404


def test_the_directory_shows_each_side_and_marks_what_nobody_verified(scene: Stage, read: Read) -> None:
    entries = [
        place(side=US, code=f"{US}100000"),
        body("水利局", id=an_id("water"), side=US, standing=Standing.UNVERIFIED),
        body("联络处", id=an_id("liaison"), side=US, parent=an_id("water"), standing=Standing.ILLUSTRATIVE),
        half(side=US, sides=(THEM, US)),
    ]
    organisations.declare(entries=entries, author=rules.Author(US), at=AT)
    words = read("/desk/directory/", "li")
    assert "水利局 未核实" in words
    assert "联络处 示例" in words
    assert "金山区尚未公布名录" in words
    assert "▲ 有一方尚未公布" in words


# The price


@pytest.mark.usefixtures("agreement")
@pytest.mark.parametrize("address", ["/desk/", "/desk/?whose=sign", "/desk/agreements/", AGREEMENT, "/desk/directory/"])
def test_more_rows_cost_no_more_queries(scene: Stage, address: str) -> None:
    scene.open_plan()

    def grow() -> None:
        matters(scene, 30)
        for number in range(3):
            scene.they_offer({**kit.document("plan"), "version": number + 7})
        bodies = [body(f"局{number}", id=an_id(f"局{number}"), side=US) for number in range(9)]
        organisations.declare(entries=bodies, author=rules.Author(US), at=AT)

    costs_no_more(address, grow)
