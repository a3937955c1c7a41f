"""Marks that nobody sees: none comes in by a form, none is shown unseen, and evidence keeps every byte."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.test import Client, RequestFactory

from pilin.base import ids, masking
from pilin.kernel.federation import models as federation
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, OPINION, THEM, US, Stage
from pilin.modules.petitions.models import Case
from pilin.modules.petitions.tests.test_views import FORM
from pilin.modules.petitions.tests.window import Window
from pilin.web import marks
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples

TURNED = "付款\u202e元001\u202c"
SHOWN = "付款⟦U+202E⟧元001⟦U+202C⟧"
HIDDEN = ["\u202e", "\u2066", "\u200f", "\U000e0041", "\x08", "\u2028"]


def page(address: str, account: str = "wu") -> str:
    answer = samples.browser(account).get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert masking.hidden_mark(html) is None
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def test_what_a_peer_wrote_is_shown_with_its_marks_written_out(scene: Stage) -> None:
    scene.open_plan(title=TURNED)
    scene.meet()
    scene.they_take("refuse_milestone", fields={**OPINION, "reason": TURNED})
    scene.they_tell(chain.noting(scene.theirs, TURNED, basis=CLAUSE))
    scene.meet()
    assert page(f"/matters/{scene.matter}/").count(SHOWN) >= 3
    federation.Link.objects.update(name=TURNED)
    for address in ("/matters/", "/desk/", "/diagnostics/", f"/matters/{scene.matter}/steps/withdraw/"):
        assert SHOWN in page(address), address


def test_a_document_is_read_with_its_marks_before_it_is_signed(scene: Stage) -> None:
    titled = {**kit.document("plan"), "title": {"zh": TURNED, "en": TURNED}}
    scene.neighbour.tell(documents.offer(titled, basis=scene.neighbour.charter, parties=[US, THEM]))
    scene.meet()
    assert SHOWN in page("/documents/")


def test_evidence_keeps_every_byte(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_tell(chain.noting(scene.theirs, TURNED, basis=CLAUSE))
    scene.meet()
    noted = federation.Envelope.objects.get(kind="matters.note")
    assert facts.events([noted.event_hash])[0].body["text"] == TURNED


@pytest.mark.parametrize("mark", HIDDEN)
def test_a_form_with_a_hidden_mark_is_refused_in_a_sentence(scene: Stage, mark: str) -> None:
    scene.open_plan()
    told = federation.Envelope.objects.count()
    answer = samples.browser("zhao").post(f"/matters/{scene.matter}/notes/", {"text": f"已到{mark}场"})
    html = answer.content.decode()
    assert answer.status_code == 400
    name = f"U+{ord(mark):04X}"
    said = say(WebRefusal.TEXT_HOLDS_A_HIDDEN_MARK.value, {"mark": name, "words": f"已到⟦{name}⟧场"})
    assert said.sentence in samples.text_of(html)
    assert samples.faults_of(html) == []
    assert federation.Envelope.objects.count() == told


def test_what_copying_leaves_goes_and_a_sentence_says_so(scene: Stage) -> None:
    scene.open_plan()
    address = f"/matters/{scene.matter}/notes/"
    answer = samples.browser("zhao").post(address, {"text": "\ufeff已到\u200b场"}, follow=True)
    words = samples.text_of(answer.content.decode())
    assert "您填的文字里有 2 个看不见的字符" in words
    noted = federation.Envelope.objects.get(kind="matters.note")
    assert facts.events([noted.event_hash])[0].body["text"] == "已到场"


def test_a_password_may_hold_what_it_likes(scene: Stage) -> None:
    user = User.objects.get(username="li")
    user.set_password("a long\u202e pass\u200b phrase")
    user.save()
    answer = Client().post("/sign-in/", {"account": "li", "password": "a long\u202e pass\u200b phrase"})
    assert answer.status_code == 302


def test_who_hangs_up_in_the_middle_of_a_form_breaks_nothing(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: Any, **__: Any) -> bytes:
        raise UnreadablePostError

    monkeypatch.setattr(WSGIRequest, "read", read)
    answer = samples.browser("zhao", csrf=True).post(f"/matters/{ids.new_id(scene.now)}/notes/", {"text": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
def test_only_pages_are_rewritten(kind: str) -> None:
    def respond(_request: HttpRequest) -> Any:
        return HttpResponse(TURNED, content_type=kind)

    answer = marks.marks_made_visible(respond)(RequestFactory().get("/"))
    assert answer.content.decode() == (SHOWN if kind.startswith("text/html") else TURNED)


@pytest.mark.parametrize("field", ["request", "facts", "name"])
def test_a_form_that_tells_of_marks_keeps_what_was_typed(scene: Stage, field: str) -> None:
    window = Window(scene)
    said = {**FORM, field: f"{FORM[field]}\u202e在后"}
    answer = samples.browser("zhao").post("/petitions/new/", said)
    html = answer.content.decode()
    assert (answer.status_code, samples.faults_of(html)) == (200, [])
    words = samples.text_of(html)
    assert "U+202E" in words
    for text in (FORM["request"], FORM["facts"], f"{FORM[field]}⟦U+202E⟧在后"):
        assert text in html
    assert window.stage.matter == ""
    assert Case.objects.count() == 0


def test_once_the_mark_is_taken_out_the_form_is_taken(scene: Stage) -> None:
    Window(scene)
    answer = samples.browser("zhao").post("/petitions/new/", {**FORM, "facts": "污水\u200b流来"})
    assert "您填的文字里有 1 个看不见的字符" in samples.text_of(answer.content.decode())
    assert Case.objects.count() == 1


def test_a_mark_in_what_is_no_field_is_refused_at_the_top(scene: Stage) -> None:
    Window(scene)
    answer = samples.browser("zhao").post("/petitions/new/", {**FORM, "other": "甲\u202e乙"})
    assert "U+202E" in samples.text_of(answer.content.decode())
    assert Case.objects.count() == 0
