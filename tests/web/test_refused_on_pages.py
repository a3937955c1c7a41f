"""What pages refuse: other rights, a node or link that does not write, forms without a token, places that are not."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import ids
from pilin.kernel.federation import models as federation
from pilin.kernel.federation.actions import upkeep
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.tests import links
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import REPORT, THEM, US, Stage
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web.tests import samples

Read = Callable[..., str]
REPORTED = {"filled": "1", "milestone": REPORT["milestone"], "progress": REPORT["progress"]}


def addresses(scene: Stage) -> dict[str, dict[str, str]]:
    """Return every address at which a form of matters or documents is sent, with a form that fits."""
    matter, document = f"/matters/{scene.matter}/", federation.Document.objects.get(type="kind").hash
    return {
        f"{matter}steps/report_milestone/": REPORTED,
        f"{matter}provisional/report_milestone/": {**REPORTED, "reason": "线路中断"},
        f"{matter}notes/": {"text": "已到现场"},
        f"{matter}notes/{'0' * 64}/": {"outcome": "ratified"},
        f"/matters/new/{document}/": {"title": "x"},
        f"/documents/{document}/": {"answer": "sign"},
    }


def written() -> int:
    return federation.Envelope.objects.count()


def report(scene: Stage, account: str = "zhao") -> str:
    """Report on a milestone; return the words of the page that follows."""
    address = f"/matters/{scene.matter}/steps/report_milestone/"
    return samples.text_of(samples.browser(account).post(address, REPORTED, follow=True).content.decode())


# Who


@pytest.mark.parametrize("account", ["li", "hu"])
def test_who_may_not_act_writes_nothing_and_reads_why(scene: Stage, account: str) -> None:
    scene.plan_in_force()
    before, client = written(), samples.browser(account)
    for address, form in addresses(scene).items():
        answer = client.post(address, form)
        assert answer.status_code == 403, address
        assert "权限" in samples.text_of(answer.content.decode()), address
    assert written() == before


def test_who_is_not_signed_in_writes_nothing(scene: Stage) -> None:
    scene.plan_in_force()
    before = written()
    for address, form in addresses(scene).items():
        answer = Client().post(address, form)
        assert answer.headers["Location"].startswith("/sign-in/?next="), address
    assert written() == before


def test_an_account_that_was_switched_off_is_out_at_once(scene: Stage) -> None:
    scene.plan_in_force()
    client = samples.browser("zhao")
    assert client.get(f"/matters/{scene.matter}/").status_code == 200
    User.objects.filter(username="zhao").update(is_active=False)
    answer = client.get(f"/matters/{scene.matter}/")
    assert (answer.status_code, answer.headers["Location"][:9]) == (302, "/sign-in/")


def test_a_signature_for_the_side_needs_who_may_sign(scene: Stage, read: Read) -> None:
    scene.open_plan()
    address = f"/matters/{scene.matter}/steps/sign/"
    page = samples.browser("zhao").post(address, {"filled": "1"}).content.decode()
    assert "没有“签署”权限" in samples.text_of(page)
    assert [one.event for one in scene.view().timeline] == [scene.row().head]
    samples.browser("wu").post(address, {"filled": "1", "seen": scene.view().table})
    assert scene.view().timeline[-1].title["zh"] == "签署方案"


def test_who_acts_does_not_sign_documents(scene: Stage) -> None:
    scene.neighbour.tell(documents.offer(kit.document("plan"), basis=scene.neighbour.charter, parties=[US, THEM]))
    scene.meet()
    document = federation.Document.objects.get()
    assert samples.browser("zhao").post(f"/documents/{document.hash}/", {"answer": "sign"}).status_code == 403
    document.refresh_from_db()
    assert (document.state, US in document.answers) == ("open", False)


def test_a_step_names_the_office_in_which_it_was_taken(scene: Stage) -> None:
    scene.plan_in_force()
    report(scene)
    assert scene.view().timeline[-1].body["office"] == an_id("desk")


# When the node or the link does not write


@pytest.mark.parametrize(("mode", "notice"), [("recovering", "暂时只读"), ("halted", "本节点已停止收发")])
def test_a_node_that_does_not_write_says_so_instead_of_writing(
    scene: Stage, read: Read, mode: str, notice: str
) -> None:
    scene.plan_in_force()
    links.node(mode)
    before = written()
    assert notice in read()
    for address, form in addresses(scene).items():
        page = samples.browser("wu").post(address, form, follow=True).content.decode()
        assert 'role="alert"' in page or 'class="message error"' in page or 'class="error"' in page, address
        assert f"node_is_{mode}" not in samples.text_of(page)
    assert written() == before


def test_a_halted_link_takes_nothing_and_says_why(scene: Stage) -> None:
    scene.plan_in_force()
    federation.Link.objects.update(mode="halted")
    before = written()
    said = report(scene)
    assert "已办理" not in said
    assert written() == before


def test_in_maintenance_work_goes_on_and_waits(scene: Stage, read: Read) -> None:
    scene.plan_in_force()
    upkeep.maintain(peer=THEM, mode="paused")
    assert "已办理并签名" in report(scene)
    said = read()
    assert "维护中：与金山区的收发已由我方暂停" in said
    assert "待发 1" in said


# What is sent


def test_a_form_without_its_token_writes_nothing(scene: Stage) -> None:
    scene.plan_in_force()
    client = samples.browser("wu", csrf=True)
    before = written()
    for address, form in addresses(scene).items():
        answer = client.post(address, form)
        assert answer.status_code == 403, address
        assert "没有提交成功" in answer.content.decode(), address
    assert written() == before


def test_pages_that_only_take_forms_are_not_opened(scene: Stage) -> None:
    scene.plan_in_force()
    note, document = f"/matters/{scene.matter}/notes/", federation.Document.objects.get(type="kind").hash
    for address in (note, f"{note}{'0' * 64}/", f"/documents/{document}/"):
        assert samples.browser("wu").get(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/matters/{unknown}/",
        "/matters/{unknown}/steps/sign/",
        "/matters/{unknown}/provisional/sign/",
        "/matters/{matter}/steps/dance/",
        "/matters/{matter}/provisional/dance/",
        "/matters/{matter}/steps/open/",
        "/matters/1/",
        "/matters/new/1/",
    ],
)
def test_what_is_not_there_is_not_found_in_plain_words(scene: Stage, address: str) -> None:
    scene.open_plan()
    address = address.format(unknown=ids.new_id(scene.now), matter=scene.matter)
    for answer in (samples.browser("wu").get(address), samples.browser("wu").post(address, {"filled": "1"})):
        assert answer.status_code in (404, 405)
        assert answer.status_code == 405 or "找不到这个页面" in answer.content.decode()


def test_a_note_on_no_matter_and_an_answer_to_no_document_write_nothing(scene: Stage) -> None:
    before, client = written(), samples.browser("wu")
    client.post(f"/matters/{ids.new_id(scene.now)}/notes/", {"text": "x"})
    assert client.post(f"/documents/{'0' * 64}/", {"answer": "sign"}).status_code == 404
    assert written() == before


def test_a_document_is_answered_once(scene: Stage) -> None:
    scene.agree_kind("plan")
    document, before = federation.Document.objects.get(), written()
    page = samples.browser("wu").post(f"/documents/{document.hash}/", {"answer": "decline"}, follow=True)
    assert 'class="message error"' in page.content.decode()
    assert written() == before


def test_an_identity_number_is_masked_before_it_is_signed(scene: Stage, read: Read) -> None:
    scene.plan_in_force()
    number = "11010519491231002X"  # the example of the standard, GB 11643
    samples.browser("zhao").post(f"/matters/{scene.matter}/notes/", {"text": f"当事人 {number} 来访"})
    said = read()
    assert f"当事人 110{'*' * 13}2X 来访" in said
    assert not any(
        number.encode() in bytes(line) for line in federation.Envelope.objects.values_list("line", flat=True)
    )


@pytest.mark.parametrize("people", [2**53, 10**20, -(2**53)])
def test_a_number_too_large_for_signed_bytes_is_refused_and_not_a_broken_page(scene: Stage, people: int) -> None:
    needs = ["title", "people"]
    members = {"fields__people": {"type": "integer", "title": {"zh": "人数", "en": "people"}}}
    kind = scene.agree(kit.changed("plan", **members, opening__needs=needs, steps__sign__signs__fields=needs))
    before = written()
    answer = samples.browser("wu").post(f"/matters/new/{kind}/", {"title": "x", "people": str(people)})
    assert answer.status_code == 200
    assert 'class="error" id="id_people_error"' in answer.content.decode()
    assert written() == before
