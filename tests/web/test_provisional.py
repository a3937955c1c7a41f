"""Working alone while the other side is out of reach, at the pages: noted, answered, and never more than it is."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.matters import models
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, MILESTONES, REPORT, US, Stage
from pilin.web.tests import samples

Read = Callable[..., str]
FORM = {"filled": "1", "milestone": "m1", "progress": "清淤过半", "reason": "对方节点离线"}


def post(address: str, values: dict[str, str], account: str = "zhao") -> str:
    """Send a form and return the words of the page that follows."""
    answer = samples.browser(account).post(address, values, follow=True)
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


def alone(scene: Stage) -> str:
    """Return the address of the form, on a plan in force whose other party has been silent for two days."""
    scene.plan_in_force()
    scene.later(days=2)
    return f"/matters/{scene.matter}/provisional/report_milestone/"


def told_by_them(scene: Stage) -> Event:
    """Let the neighbour note a step provisionally."""
    scene.plan_in_force()
    draft = chain.provisioning(
        scene.theirs, "report_milestone", basis=CLAUSE, receipt_at=scene.now, fields=REPORT, reason="线路中断"
    )
    event = scene.they_tell(draft)
    scene.meet()
    return event


def answer(scene: Stage, note: str, account: str = "zhao", **values: str) -> str:
    return post(f"/matters/{scene.matter}/notes/{note}/", values, account)


def test_a_matter_says_which_steps_may_be_noted_and_after_how_long(scene: Stage, read: Read) -> None:
    scene.plan_in_force()
    assert "报告里程碑进展 对方失联满 24 小时后可用" in read()


def test_a_kind_that_foresees_none_offers_none(scene: Stage) -> None:
    scene.open_petition()
    page = samples.browser("zhao").get(f"/matters/{scene.matter}/").content.decode()
    assert "/provisional/" not in page


def test_a_step_is_noted_with_its_reason_and_changes_nothing_agreed(scene: Stage, read: Read) -> None:
    address = alone(scene)
    head = scene.row().head
    assert "代行记录：报告里程碑进展" in read(address)
    assert "代行记录已签名保存" in post(address, FORM)
    said = read()
    assert "对方离线期间的代行记录（报告里程碑进展，待对方答复）" in said
    assert "对方节点离线 · 所报里程碑：m1 · 进展：清淤过半" in said
    assert scene.row().head == head


def test_too_early_it_is_refused_in_the_form_which_keeps_what_was_written(scene: Stage) -> None:
    scene.plan_in_force()
    client = samples.browser("zhao")
    page = client.post(f"/matters/{scene.matter}/provisional/report_milestone/", FORM).content.decode()
    assert 'role="alert"' in page
    assert 'value="清淤过半"' in page
    assert "receipt_is_too_young" not in page
    assert not models.Note.objects.exists()


def test_a_form_that_is_not_filled_notes_nothing(scene: Stage) -> None:
    address = alone(scene)
    page = samples.browser("zhao").post(address, {"reason": "对方节点离线"}).content.decode()
    assert 'id="id_milestone_error"' in page
    assert samples.faults_of(page) == []
    assert not models.Note.objects.exists()


def test_its_author_can_only_take_it_back(scene: Stage, read: Read) -> None:
    post(alone(scene), FORM)
    note = models.Note.objects.get().hash
    page = samples.browser("zhao").get(f"/matters/{scene.matter}/").content.decode()
    assert re.findall(r'name="outcome" value="(\w+)"', page) == ["reversed"]
    assert "答复已签名" not in answer(scene, note, outcome="ratified")
    assert "答复已签名" in answer(scene, note, outcome="reversed", reason="已恢复联系")
    assert "（报告里程碑进展，已撤销）" in read()


@pytest.mark.parametrize(("outcome", "word"), [("ratified", "已追认"), ("disputed", "有争议")])
def test_the_other_side_ratifies_or_disputes(scene: Stage, read: Read, outcome: str, word: str) -> None:
    event = told_by_them(scene)
    assert "代行记录待答复：报告里程碑进展" in read()
    page = samples.browser("zhao").get(f"/matters/{scene.matter}/").content.decode()
    assert re.findall(r'name="outcome" value="(\w+)"', page) == ["ratified", "disputed"]
    assert "答复已签名" in answer(scene, event.hash, outcome=outcome, reason="数据已核")
    said = read()
    assert f"（报告里程碑进展，{word}）" in said
    assert "代行记录待答复" not in said


@pytest.mark.parametrize("outcome", ["", "reversed", "forgotten"])
def test_an_answer_that_is_none_is_refused_in_words(scene: Stage, outcome: str) -> None:
    event = told_by_them(scene)
    said = answer(scene, event.hash, outcome=outcome)
    assert "答复已签名" not in said
    assert "answer_is_not_ours" not in said
    assert not models.Note.objects.filter(author=US).exists()


def test_an_answer_is_given_once(scene: Stage, read: Read) -> None:
    event = told_by_them(scene)
    answer(scene, event.hash, outcome="disputed")
    assert "答复已签名" not in answer(scene, event.hash, outcome="ratified")
    assert "有争议" in read()


def test_an_answer_to_nothing_is_refused_in_words(scene: Stage) -> None:
    scene.plan_in_force()
    client = samples.browser("zhao")
    page = client.post(f"/matters/{scene.matter}/notes/{'0' * 64}/", {"outcome": "ratified"}, follow=True)
    assert 'class="message error"' in page.content.decode()


def test_a_note_of_another_matter_is_none_of_this_page(scene: Stage) -> None:
    event, noted = told_by_them(scene), scene.matter
    scene.open_plan(title="另一件")
    assert (
        'class="message error"'
        in samples.browser("zhao")
        .post(f"/matters/{scene.matter}/notes/{event.hash}/", {"outcome": "ratified"}, follow=True)
        .content.decode()
    )
    assert scene.matter != noted
    assert not models.Note.objects.filter(author=US).exists()


def amending(scene: Stage) -> None:
    """Let the plan wait for both to sign an amendment."""
    scene.plan_in_force()
    scene.take("amend", fields={"milestones": MILESTONES[:1], "reason": "合并"})
    scene.meet()


def test_what_a_signature_would_do_is_noted_by_who_may_sign(scene: Stage) -> None:
    amending(scene)
    scene.later(days=2)
    address, form = f"/matters/{scene.matter}/provisional/sign_amendment/", {"reason": "对方节点离线"}
    assert "没有“签署”权限" in post(address, form)
    assert not models.Note.objects.exists()
    assert "代行记录已签名保存" in post(address, form, "wu")


def test_what_a_signature_would_do_is_answered_by_who_may_sign(scene: Stage) -> None:
    amending(scene)
    draft = chain.provisioning(scene.theirs, "sign_amendment", basis=CLAUSE, receipt_at=scene.now, fields={})
    event = scene.they_tell(draft)
    scene.meet()
    refused = samples.browser("zhao").post(f"/matters/{scene.matter}/notes/{event.hash}/", {"outcome": "ratified"})
    assert refused.status_code == 403
    assert not models.Note.objects.filter(author=US).exists()
    assert "答复已签名" in answer(scene, event.hash, "wu", outcome="ratified")


def test_a_reason_is_cut_where_no_form_lets_one_write_more(scene: Stage) -> None:
    event = told_by_them(scene)
    answer(scene, event.hash, outcome="disputed", reason="字" * 3000)
    assert len(models.Note.objects.get(author=US).body["reason"]) == 1000


def test_both_noting_on_one_base_is_a_dispute(scene: Stage, read: Read) -> None:
    address = alone(scene)
    draft = chain.provisioning(scene.theirs, "report_milestone", basis=CLAUSE, receipt_at=scene.now, fields=REPORT)
    scene.they_tell(draft)
    post(address, FORM)
    scene.meet()
    assert read().count("双方同时代行，有争议") == 2


SHAPES: list[Any] = [[1], "x", {"milestone": ["a"]}, {"progress": {"part": 1}}]


@pytest.mark.parametrize("fields", SHAPES, ids=str)
def test_a_note_that_nobody_could_read_is_refused_and_one_that_stands_is_shown(
    scene: Stage, read: Read, fields: Any
) -> None:
    scene.plan_in_force()
    theirs = scene.theirs
    members: dict[str, Any] = {"step": "report_milestone", "receipt_at": "x", "reason": "r", "fields": fields}
    body = {"matter": theirs.matter.id, "base": theirs.matter.head, **members}
    scene.told_by_them(Draft(chain.PROVISIONAL, "matters", CLAUSE, body, theirs.parties))
    assert not models.Note.objects.exists()
    models.Note.objects.create(
        hash="a" * 64, matter_id=scene.matter, kind=chain.PROVISIONAL, author=US, re="", at=scene.now, body=body
    )
    assert "代行记录" in read()
