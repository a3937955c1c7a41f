"""What signed events say in words, and what their subject is called."""

from collections.abc import Mapping
from typing import Any

import pytest

from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.conftest import stage
from pilin.kernel.matters.tests.stage import POND, Stage
from pilin.web.evidence import About, about, page, words_of

__all__ = ["stage"]

NAMES = {"sign": "签署方案", "answering": "答复期限"}


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("matters.open", {}, "发起事项"),
        ("matters.step", {"step": "sign"}, "签署方案"),
        ("matters.step", {"step": "dance"}, "办理一步"),
        ("matters.step", {}, "办理一步"),
        ("matters.include", {"proposal": {"fact": {"body": {"step": "sign"}}}}, "纳入对方的一步（签署方案）"),
        ("matters.include", {"proposal": "x"}, "纳入对方的一步"),
        ("matters.include", {"proposal": {"fact": {"body": ["sign"]}}}, "纳入对方的一步"),
        ("matters.time", {"action": "expire", "clock": "answering"}, "期限届满（答复期限）"),
        ("matters.time", {"action": "recount", "clock": "answering"}, "重新计算期限（答复期限）"),
        ("matters.note", {"text": "已到现场"}, "附记"),
        ("matters.note", {"asks": "ab", "text": ""}, "催办"),
        ("matters.provisional", {"step": "sign"}, "代行记录（签署方案）"),
        ("document.sign", {}, "签署文件"),
    ],
)
def test_an_event_says_which_step_or_period_it_is_about(kind: str, body: Mapping[str, Any], words: str) -> None:
    assert words_of(kind, body, NAMES) == words


@pytest.mark.django_db
def test_every_event_of_a_plan_that_both_signed_says_what_it_is(stage: Stage) -> None:
    stage.plan_in_force()
    found = page(f"matter/{stage.matter}", after="", at=stage.now)
    assert found.about.title == POND
    assert [row.words for row in found.rows] == ["发起事项", "签署方案", "纳入对方的一步（签署方案）", "签署方案"]


@pytest.mark.django_db
def test_a_matter_is_called_by_its_title_and_leads_to_its_own_page(stage: Stage) -> None:
    stage.open_plan()
    found = about(f"matter/{stage.matter}")
    assert (found.title, found.url) == (POND, f"/projects/{stage.matter}/")
    assert found.names["sign"] == "签署方案"


@pytest.mark.django_db
def test_a_document_leads_to_its_place_while_it_waits(stage: Stage) -> None:
    stage.offer(kit.document("plan"))
    (document,) = stage.neighbour.node.tables.documents
    assert about(f"document/{document}") == About("一项一策", f"/documents/#document-{document}")
    stage.they_sign(document)
    assert about(f"document/{document}") == About("一项一策")


@pytest.mark.django_db
def test_a_calendar_is_called_by_its_type(stage: Stage) -> None:
    calendar = stage.agree(kit.document("calendar"))
    assert about(f"document/{calendar}").title == "工作日历"


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["", "matter/none", "document/none", "directory", "claim/1"])
def test_what_is_not_known_has_no_title(stage: Stage, subject: str) -> None:
    assert about(subject) == About()
