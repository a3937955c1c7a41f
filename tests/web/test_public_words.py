"""The promise of the public site: it shows the fields on the list and nothing else, on every page that can be reached.

A node is filled in which every text bears a word of its own; every link from the home page is followed; each word that
a reader meets must be on the list, which stands in the code and, with the same lines, in `docs/public.md`.
"""

import html
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.utils.module_loading import import_string

from pilin.kernel.matters.tests.stage import Stage
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Place
from pilin.modules.programme.queries import public as programme
from pilin.modules.programme.rules.public import PUBLIC_FIELDS
from pilin.web.cards import cards
from pilin.web.public.fields import names
from pilin.web.tests import samples
from tests.house import tree
from tests.support.pages import route_of
from tests.web import planting
from tests.web.planting import Garden

pytestmark = pytest.mark.usefixtures("fresh")

DOCUMENT = Path(__file__).parents[2] / "docs" / "public.md"
LISTED = re.compile(r"^\| (\w+) \| `([\w.]+)` \|", re.M)
CHINESE = re.compile("[\u4e00-\u9fff]+")
OF_ONE_SORT_MAX = 5
IDENTIFIERS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}|[0-9a-f]{32}|\b\d{12}\b")


WITH_A_FORM = {"/mediation/", "/projects/opinion/", "/petitions/ask/"}
FORM = '<form class="step-form" method="post" action="%s">'
"""The pages that take something: a code, and what a resident says under one (docs/decisions/0007)."""

WITHOUT_TEXTS = {
    "agreements.Version",
    "care.Opening",
    *("federation.Blob", "federation.Charter", "federation.Commitment", "federation.Key", "federation.NodeState"),
    *("federation.InLane", "federation.OutLane", "federation.LostEnvelope", "federation.Part", "federation.Quarantine"),
    "ledger.Claim",
    *("matters.PartyRefusal", "matters.Proposal", "matters.Reference"),
    *("organisations.PairMember", "organisations.PlaceChainage"),
    *("projects.Listed", "projects.OpinionCode"),
    *("medical.Identity", "reminders.Round", "reminders.Told"),
}
"""Tables of hashes, numbers, states and encrypted bytes. Those of the shell (accounts, access log) are of no room: its
public pages ask the database nothing (`test_public_site.py`), and no name of the staff stands on any page."""


@pytest.fixture
def garden(scene: Stage) -> Garden:
    return planting.full(scene)


@pytest.fixture
def pages(garden: Garden) -> Callable[[], dict[str, str]]:
    """Return a function that reads every page that links lead to from the home page, in both languages."""
    reader = Client(headers={"host": "public.example"})

    def read() -> dict[str, str]:
        caches["public"].clear()
        waiting, found = ["/"], dict[str, str]()
        while waiting:
            address = waiting.pop()
            answer = reader.get(address)
            assert (answer.status_code, list(answer.cookies)) == (200, []), address
            found[address] = html.unescape(answer.content.decode())
            links = some_of_each_sort(re.findall(r'<a[^>]* href="(/[^"#]*)', answer.content.decode()))
            waiting += [link for link in links if link not in found and link not in waiting]
        return found

    return read


def some_of_each_sort(links: list[str]) -> list[str]:
    """Return, of the links of one page to pages that are built alike, some from the first to the last."""
    sorts: dict[str, list[str]] = {}
    for link in dict.fromkeys(links):
        sorts.setdefault(route_of(link, settings.PUBLIC_URLCONF), []).append(link)
    steps = {route: -(-len(alike) // OF_ONE_SORT_MAX) for route, alike in sorts.items()}
    return [link for route, alike in sorts.items() for link in alike[:: steps[route]]]


def listed() -> set[str]:
    """Return the fields that the document lists."""
    return {field for _, field in LISTED.findall(DOCUMENT.read_text(encoding="utf-8"))}


def leaked(garden: Garden, pages: dict[str, str]) -> set[str]:
    """Return the fields that a reader meets and that are not on the list."""
    return {field for page in pages.values() for field in garden.shown(page)} - listed()


def test_the_document_and_the_code_list_the_same_fields() -> None:
    said = set(LISTED.findall(DOCUMENT.read_text(encoding="utf-8")))
    lists = {card.label: import_string(card.public_fields) for card in cards() if card.public_fields}
    assert {(label, name) for label, fields in lists.items() for name in names(fields)} == said


def test_who_has_public_pages_has_a_list() -> None:
    for card in cards():
        assert bool(card.public_urls) == bool(card.public_fields) == bool(card.public_entries), card.label


def test_every_word_that_a_reader_meets_is_on_the_list(garden: Garden, pages: Any) -> None:
    found = pages()
    assert leaked(garden, found) == set()
    met = {field for page in found.values() for field in garden.shown(page)}
    texts = listed() & set(garden.of.values())
    assert met == texts  # and no text is listed that no page needs


def test_the_whole_site_was_read(pages: Any) -> None:
    found = set(pages())
    assert {"/", "/refusing/", "/about/", "/programme/", "/programme/agreements/", "/projects/"} <= found
    assert {f"/en{address}" for address in found if not address.startswith("/en/")} <= found


def test_no_page_has_a_form_a_script_a_foreign_address_or_an_identifier(pages: Any) -> None:
    for address, page in pages().items():
        assert samples.faults_of(page) == [], address
        found = set(re.findall(r"<form[^>]*>|<script|<iframe|<img|https?:|//", page.partition("<html")[2]))
        allowed = {FORM % address} if address.removeprefix("/en") in WITH_A_FORM else set()
        assert found == allowed, address
        assert IDENTIFIERS.findall(page) == [], address


def test_headings_stand_in_their_order(pages: Any) -> None:
    for address, page in pages().items():
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1, address
        assert all(after <= before + 1 for before, after in pairwise(levels)), (address, levels)


def test_english_pages_hold_no_chinese_but_names(pages: Any) -> None:
    """The texts of the two sides are planted words here; what is left is the name of the node and of its province."""
    left = {word for address, page in pages().items() if address.startswith("/en/") for word in CHINESE.findall(page)}
    assert left == {"平湖市", "浙江省", "中文"}


def test_what_was_planted_is_held_by_the_node(garden: Garden) -> None:
    """A word that no table holds would prove nothing."""
    held = " ".join(texts_of_all_tables())
    assert set(garden.of.values()) == {name for word, name in garden.of.items() if word in held}
    inside = {"place.note", "office.name", "person.display_name", "user.email", "amendment.reason", "plan.reason"}
    inside |= {"link.url", "alarm.facts", "entry.subject", "entry.reason", "account.code", "role.appointed_by"}
    assert inside | {"note.text", "offer.title", "link.name"} <= set(garden.of.values())


def test_every_table_with_texts_of_people_was_planted(garden: Garden) -> None:
    """A new table is planted in `planting.py`, or named here because people write nothing into it."""
    rooms = [model for model in tree.models() if model._meta.app_label != "web"]
    bare = {model._meta.label for model in rooms if is_written_in(model) and not planted(garden, model)}
    assert sorted(bare - WITHOUT_TEXTS) == []


def is_written_in(model: type[Model]) -> bool:
    kinds = {"CharField", "TextField", "JSONField", "BinaryField"}
    return any(field.get_internal_type() in kinds for field in model._meta.concrete_fields)


def planted(garden: Garden, model: type[Model]) -> bool:
    """Tell whether a table holds a word."""
    rows = " ".join(as_text(value) for row in model._default_manager.values_list() for value in row)
    return not garden.of.keys().isdisjoint(planting.WORD.findall(rows))


def test_whoever_acts_for_a_side_is_on_no_page(scene: Stage, pages: Any) -> None:
    """Those who stand in every test: accounts, names and peers' names that no word was planted in."""
    said = " ".join(map(samples.text_of, pages().values()))
    for account, (name, _) in samples.STAFF.items():
        assert name not in said
        assert not re.search(rf"\b{account}\b", said)
    assert scene.matter not in said


def texts_of_all_tables() -> list[str]:
    """Return every value of every table as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in sorted({*connection.introspection.table_names(cursor)} - {"matters_words"}):  # keeps no row itself
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [as_text(value) for row in cursor.fetchall() for value in row]
    return found


def as_text(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def test_a_field_that_somebody_adds_to_a_page_is_found(
    garden: Garden, pages: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read past the list, as a careless change would, and show a note with a name."""
    monkeypatch.setattr(programme, "_called", lambda entry: f"{entry.name}{entry.note}")
    assert leaked(garden, pages()) == {"place.note", "body.note"} & set(garden.of.values())


def test_a_name_of_the_staff_that_somebody_adds_to_a_page_is_found(
    garden: Garden, pages: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(_request: Any, _template: str, _context: Any) -> HttpResponse:
        return HttpResponse("".join(person.display_name for person in organisations.people()))

    monkeypatch.setattr("pilin.modules.programme.views.public.render", show)
    assert leaked(garden, pages()) == {"person.display_name"}


def test_a_field_that_is_put_on_the_list_without_a_word_is_found() -> None:
    assert names({**PUBLIC_FIELDS, Place: ("name", "also", "note")}) - listed() == {"place.note"}
