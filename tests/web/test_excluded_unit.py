"""The promise of 信访工作条例 30(3) and 46(5): whoever sits in the unit complained of finds nothing, wherever he looks.

Every address of the office is read, and every form sent, by qian, who may sign for that unit, and by hu, who acts in a
branch below it, on a node that is filled with everything else. Each text of the petition bears a word of its own; its
number is such a word too, wherever a list, a feed or the evidence would bear it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.modules.petitions import actions, models
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.window import UNIT, Window
from pilin.web.tests import samples
from tests.web.conftest import scene, stage

__all__ = ["scene", "stage"]

NUMBER = "XF-2026-330482-00001"
WORDS = re.compile(rf"zq\d{{4}}x|{NUMBER}")
WHO = Petitioner("zq0001x", "zq0002x", "zq0003x")
TEXTS = {"request": "zq0004x", "facts": "zq0005x", "official": "zq0006x"}
PAPER = "zq0007x"
REASON = "zq0008x"
PLANTED = {"zq0004x", "zq0005x", "zq0006x", PAPER, REASON}
"""What the page of the case shows to who handles it; the name only after its own form."""
SIGNED_OUT = {"web:sign_out", "web:switch_language"}
FORM = {"reason": "words", "account": "qian", "office": "x", "to": f"to:{THEM}", "sort": "contact", "text": "words"}
SEARCHED = ["zq0004x", "zq0001x", "XF-2026", "330482-00001", NUMBER]


class Filled:
    """A node with one petition that was transferred, its paper written and its name opened."""

    def __init__(self, stage: Stage) -> None:
        self.window = Window(stage)
        row = self.window.transferred(who=WHO, accused=(UNIT,), **TEXTS)
        self.window.write(row, "contact", text=PAPER)
        actions.open_name(row, eyes=self.window.eyes(), reason=REASON, at=stage.now)
        self.row = self.window.case(row.pk)

    def addresses(self) -> dict[str, str]:
        """Return an address for every name in the list of the office, as many as can be led to the petition."""
        paper = models.Paper.objects.get().event
        parts = {"case": self.row.pk, "matter": self.row.matter, "digest": paper, "peer": THEM, "step": "take_back"}
        parts |= {"year": "2026", "month": "2026-03", "day": "2026-03-02", "number": "1", "note": "a" * 64}
        parts |= {"kind": "a" * 64, "document": "a" * 64, "token": "a" * 43, "difference": "1", "look_up": "1"}
        return dict(_listed(get_resolver(settings.ROOT_URLCONF).url_patterns, "", parts))


def _listed(found: Sequence[Any], space: str, parts: dict[str, str]) -> Iterator[tuple[str, str]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _listed(one.url_patterns, one.namespace or space, parts)
            continue
        name = f"{space}:{one.name}" if space else str(one.name)
        wanted = one.pattern.regex.groupindex
        given = {part: parts.get(part, parts["matter"]) for part in wanted}
        try:
            yield name, reverse(name, kwargs=given)
        except NoReverseMatch:  # a step of a room with other words for its steps
            yield name, reverse(name, kwargs={**given, "step": "sign"})


@pytest.fixture
def filled(scene: Stage) -> Filled:
    return Filled(scene)


def words_of(answer: Any) -> set[str]:
    """Return the planted words in whatever was answered: a page, a file, a feed."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return set(WORDS.findall(data.decode("utf-8", errors="ignore")))


def read(client: Client, filled: Filled) -> Iterator[tuple[str, set[str]]]:
    """Yield what is found at every address."""
    for name, address in filled.addresses().items():
        yield name, words_of(client.get(address))


@pytest.mark.parametrize("account", ["qian", "hu"])
def test_the_unit_complained_of_finds_nothing_on_any_page(filled: Filled, account: str) -> None:
    client = samples.browser(account)
    found = {name: words for name, words in read(client, filled) if words}
    assert found == {}


@pytest.mark.parametrize("account", ["qian", "hu"])
def test_it_finds_nothing_by_any_form(filled: Filled, account: str) -> None:
    client = samples.browser(account)
    for name, address in filled.addresses().items():
        if name not in SIGNED_OUT:
            assert words_of(client.post(address, FORM, follow=True)) == set(), name
    row = models.Case.objects.get()
    assert (row.office, row.is_over, models.Opening.objects.count()) == (filled.row.office, False, 1)


@pytest.mark.parametrize("words", SEARCHED)
def test_it_finds_nothing_by_searching(filled: Filled, words: str) -> None:
    client = samples.browser("qian")
    for address in ("/desk/search/", "/matters/", "/desk/", "/petitions/"):
        answer = client.get(address, {"words": words, "whose": "all"})
        html = answer.content.decode()
        assert answer.status_code == 200, address
        assert not (set(WORDS.findall(html)) - {words}), address
        assert filled.row.pk not in html
        assert filled.row.matter not in html


def test_the_pages_of_its_matter_do_not_exist_for_it(filled: Filled) -> None:
    client = samples.browser("qian")
    matter = f"/matters/{filled.row.matter}/"
    pages = (
        matter,
        f"{matter}steps/leave/",
        f"/petitions/{filled.row.pk}/",
        f"/petitions/matters/{filled.row.matter}/",
    )
    assert {client.get(address).status_code for address in pages} == {404}
    writes = (f"{matter}notes/", f"{matter}ask-again/", f"{matter}steps/leave/", f"/petitions/{filled.row.pk}/name/")
    assert {client.post(address, {"text": "words", **FORM}).status_code for address in writes} == {404}


def test_it_finds_nothing_in_the_evidence_and_in_what_is_handed_out(filled: Filled) -> None:
    client = samples.browser("qian")
    subjects = (f"matter/{filled.row.matter}", f"petition/{filled.row.matter}")
    for subject in subjects:
        shown = client.get("/evidence/", {"subject": subject})
        bundle = client.post("/evidence/bundle/", {"subject": subject})
        assert (shown.status_code, bundle.status_code) == (200, 404)
        assert words_of(shown) | words_of(bundle) == set()
        assert "event-" not in shown.content.decode()
        assert "event-" in samples.browser("zhao").get("/evidence/", {"subject": subject}).content.decode()


def test_who_handles_it_finds_all_of_it(filled: Filled) -> None:
    """Else the tests above would prove nothing."""
    case, client = f"/petitions/{filled.row.pk}/", samples.browser("zhao")
    html = client.get(case).content.decode() + client.get(f"{case}papers/").content.decode()
    assert set(WORDS.findall(html)) == {*PLANTED, NUMBER}
    named = samples.browser("zhao").post(f"/petitions/{filled.row.pk}/name/", {"reason": "送达"}).content.decode()
    assert {WHO.name, WHO.address, WHO.contact} <= set(WORDS.findall(named))


def test_who_handles_something_else_sees_that_it_is_there_and_not_what(filled: Filled) -> None:
    case, client = f"/petitions/{filled.row.pk}/", samples.browser("sun")
    html = client.get(case).content.decode() + client.get(f"{case}papers/").content.decode()
    assert set(WORDS.findall(html)) == {NUMBER}
