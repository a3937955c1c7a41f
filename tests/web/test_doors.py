"""Every address of the office, asked by every kind of account: none writes or shows what its rights do not cover.

The addresses are read from the list that serves them, so a page that is added is asked here too. The node is filled as
for the promise of the public site, so that a page tells which fields it shows.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver, is_valid_path, reverse

from pilin.base import canonical
from pilin.kernel.federation import models as federation
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import AT, an_id
from pilin.modules.border.models import LookUp
from pilin.modules.medical.models import DayDifference
from pilin.node.config import CHECKOUT
from pilin.web import matter_filters
from pilin.web.public.middleware import limiter
from pilin.web.tests import samples
from tests.web import planting
from tests.web.planting import Garden

OPEN_TO_ALL = {"healthz", "web:sign_in", "web:sign_in_code", "web:sign_out", "web:node_style", "web:take_link"}
OPEN_TO_ALL |= {"web:switch_language", "web:sign_in_provider", "web:sign_in_provider_back"}
OPEN_TO_ALL |= {"reminders:feed", "projects:on_site_worker", "projects:screen", "border:on_site_worker"}
OF_ONES_OWN = {"web:home", "web:account", "web:own_sessions", "web:change_password", "web:second_factor"}
OF_ONES_OWN |= {"web:refuse_recovery"}
OF_INSPECTORS = {"web:access_log", "web:access_log_download", "medical:lookups", "care:digest"}
WRITTEN_BY_ANYBODY = {"AccessRecord", "AccessEnds", "OpenSession", "Session"}
"""The access log says who was turned away, and sessions remember their last use."""
OPEN_TABLES = {model._meta.db_table for model in apps.get_models() if model.__name__ in WRITTEN_BY_ANYBODY}
WRITES = re.compile(r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)

WITH_FORMS_FOR_SOME = {"projects:month", "projects:light", "web:bundle", "border:which_side"}
"""What all who read may ask for by a form: a page on which some act shows itself again, evidence is handed out, and
coordinates are asked about that stand in no address.
"""
KEPT_FOR_ONESELF = {"desk:save_filter", "desk:rename_filter", "desk:delete_filter"}
KEPT_FOR_ONESELF |= {"reminders:settings", "reminders:make_feed", "reminders:end_feed"}
"""Who reads keeps filters under names and chooses how he is reminded: both are his own, and tests keep others out."""

SHELL = CHECKOUT / "pilin"
QUESTION = re.compile(r"""\bGET(?:\.get\(|\.getlist\(|\[)"([a-z_]+)\"""")
ASKED = {name for file in SHELL.rglob("*.py") for name in QUESTION.findall(file.read_text(encoding="utf-8"))}
ASKED |= {"whose", *matter_filters.NARROWING}
ODD = [
    "9" * 5000,
    "9" * 19,
    "-1",
    "\uff11",
    "\u0661",
    "a" * 7000,
    "\ud7ff|\u202e|%",
    "2026-02-30|",
    "9999-12-31",
    "0001-01-01",
]
ODD += [
    "2026-03-02T01:00:00Z|",
    "0001-01-01T00:00:00.000000Z|a",
    "[" * 500,
    "' or 1=1 --",
    "../../etc/passwd",
    "\r\nX: y",
    *(f"2026-03-02T01:00:00.000000Z~{'9' * number}" for number in (30, 5000)),
]
"""What no page gave: numbers beyond any column, figures of other scripts, days that are none, and worse."""

FORM = {"answer": "sign", "mode": "paused", "text": "words", "reason": "words", "outcome": "ratified", "filled": "1"}
FORM |= {"account": "zq", "name": "zq", "office": an_id("desk"), "right": "sign", "starts": "2026-01-01", "alarm": "1"}


class Written:
    """Listens to statements, and keeps the tables that they write to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the questions that pages read of their addresses, as they read them."""
    found: list[str] = []

    def listened(name: str) -> Callable[..., Any]:
        read = getattr(QueryDict, name)

        def reading(asked: QueryDict, *args: Any) -> Any:
            if asked.keys() >= ASKED:
                found.append(name)
            return read(asked, *args)

        return reading

    for name in ("get", "getlist", "__getitem__", "__contains__", "copy", "urlencode", "items", "dict"):
        monkeypatch.setattr(QueryDict, name, listened(name))
    return found


@pytest.fixture
def garden(scene: Stage) -> Garden:
    """Fill the node, and enter those who have no right today: hu none, qian one that ended, sun one to inspect."""
    found = planting.full(scene)
    side, office = settings.NODE.node.code, an_id("desk")
    people = [rules.Person(account=account, display_name=account) for account in ("qian", "sun")]
    organisations.enrol(people=people, at=AT)
    ended = {"starts": date(2020, 1, 1), "ends": date(2026, 3, 1)}  # the day before the stage's
    organisations.appoint(
        appointments=[
            rules.Appointment(account="qian", office=office, right=Right.SIGN, **ended),
            rules.Appointment(account="sun", office=office, right=Right.INSPECT, starts=date(2020, 1, 1)),
        ],
        side=side,
        by="wu",
        at=AT,
    )
    for account in ("qian", "sun"):
        User.objects.create_user(account, password=samples.PASSWORD)
    return found


@pytest.fixture
def doors(garden: Garden, scene: Stage) -> dict[str, str]:
    """Return an address for every name in the list of the office, with parts that lead to something where they can."""
    document = federation.Document.objects.filter(state="open").values_list("hash", flat=True).first()
    kind = federation.Document.objects.filter(type="kind", state="agreed").values_list("hash", flat=True).first()
    parts = {"peer": THEM, "matter": scene.matter, "step": "sign", "note": "a" * 64, "kind": kind or "a" * 64}
    parts |= {"document": document or "a" * 64, "agreement": an_id("agreement"), "token": "a" * 43, "month": "2026-02"}
    parts |= {"year": "2026"}
    parts |= {"number": str(User.objects.get(username="zhao").pk)}
    parts |= {"day": "2026-03-02", "difference": str(DayDifference.objects.get().pk), "digest": "a" * 64}
    parts |= {"camera": an_id("camera"), "look_up": str(LookUp.objects.get().pk)}
    return dict(_addresses(get_resolver(settings.ROOT_URLCONF).url_patterns, "", parts))


def _addresses(listed: Sequence[Any], space: str, parts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and an address of everything that is listed, a room's names after its own."""
    for one in listed:
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, one.namespace or space, parts)
            continue
        name = f"{space}:{one.name}" if space else str(one.name)
        parts_named = one.pattern.regex.groupindex
        yield name, reverse(name, kwargs={part: parts.get(part, parts["matter"]) for part in parts_named})


def asked(client: Client, address: str) -> list[Any]:
    """Return what a browser is answered that reads an address and sends a form to it."""
    return [client.get(address), client.post(address, FORM)]


def rows() -> dict[str, str]:
    """Return a digest of every table but those that anybody's request may write."""
    found = {}
    for model in apps.get_models():
        if model.__name__ not in WRITTEN_BY_ANYBODY and model._meta.managed:
            held = sorted(map(repr, model._base_manager.values_list()))
            found[model.__name__] = canonical.digest("\n".join(held).encode())
    return found


def codes(answers: Sequence[Any]) -> set[int]:
    """Return the statuses of answers."""
    return {answer.status_code for answer in answers}


def shown(garden: Garden, answers: Sequence[Any]) -> set[str]:
    """Return the planted fields that stand in answers."""
    texts = [b"".join(answer.streaming_content) if answer.streaming else answer.content for answer in answers]
    return garden.shown(b"\n".join(texts).decode())


def test_the_list_of_addresses_is_the_office(doors: dict[str, str]) -> None:
    assert {*OPEN_TO_ALL, *OF_ONES_OWN, *OF_INSPECTORS, "web:answer_document", "desk:desk"} <= doors.keys()
    assert len(doors) >= 50


def test_nobody_comes_in_without_signing_in(doors: dict[str, str], garden: Garden) -> None:
    before, stranger = rows(), Client()
    for name, address in doors.items():
        answers = asked(stranger, address)
        assert shown(garden, answers) == set(), name
        if name not in OPEN_TO_ALL:
            assert codes(answers) <= {302, 405}, name
            doors_to = {answer["Location"].partition("?")[0] for answer in answers if answer.status_code == 302}
            assert doors_to == {reverse("web:sign_in")}, name
    assert rows() == before


@pytest.mark.parametrize("account", ["hu", "qian", "sun"])
def test_who_has_no_right_today_sees_and_does_nothing(doors: dict[str, str], garden: Garden, account: str) -> None:
    client, before = samples.browser(account), rows()
    theirs = OF_INSPECTORS if account == "sun" else set()
    for name, address in doors.items():
        if name in OPEN_TO_ALL - {"healthz"}:
            continue
        answers = asked(client, address)
        assert name in theirs or shown(garden, answers) == set(), name
        if name not in OF_ONES_OWN | theirs | OPEN_TO_ALL:
            assert codes(answers) in ({403}, {403, 405}), name
    assert rows() == before


def test_who_reads_writes_nothing(doors: dict[str, str]) -> None:
    client, before, written = samples.browser("li"), rows(), Written()
    for name, address in doors.items():
        if name in OPEN_TO_ALL | OF_ONES_OWN | KEPT_FOR_ONESELF:
            continue
        with connection.execute_wrapper(written):
            answer = client.post(address, FORM)
            b"".join(answer)  # to its end: the client then closes what is behind it, and no connection
        assert answer.status_code in {403, 405} or name in WITH_FORMS_FOR_SOME, name
        assert written.tables <= OPEN_TABLES, (name, written.tables)
    assert rows() == before


def test_a_statement_that_writes_is_seen(scene: Stage) -> None:
    written = Written()
    with connection.execute_wrapper(written):
        User.objects.filter(username="nobody").exists()
        User.objects.filter(username="nobody").update(first_name="x")
        User.objects.filter(username="nobody").delete()
        User.objects.create_user("somebody")
    assert written.tables == {"auth_user"}


@pytest.mark.parametrize("account", ["li", "zhao", "wu"])
def test_looking_writes_nothing_and_breaks_nothing(doors: dict[str, str], account: str) -> None:
    client, before = samples.browser(account), rows()
    for name, address in doors.items():
        if name not in OPEN_TO_ALL:
            assert client.get(address).status_code in {200, 302, 403, 404, 405, 409}, name
    assert rows() == before


def test_odd_questions_break_nothing(doors: dict[str, str], reads: list[str]) -> None:
    """A page that reads nothing of an address which asks everything is asked once: it answers all odd ones alike."""
    client, listening = samples.browser("wu"), dict(doors)
    for odd in ODD:
        for name, address in list(listening.items()):
            if name in OPEN_TO_ALL:
                continue
            reads.clear()
            answer = client.get(address, dict.fromkeys(sorted(ASKED), odd))
            assert answer.status_code in {200, 302, 400, 403, 404, 405, 409}, (name, odd)
            if not reads:
                del listening[name]
    assert {"desk:desk", "desk:search", "projects:wall", "web:matters"} <= listening.keys()
    assert len(listening) < len(doors) / 2


def test_the_log_is_for_inspectors_alone(doors: dict[str, str]) -> None:
    for account, code in {"li": 403, "zhao": 403, "wu": 403, "sun": 200}.items():
        for name in OF_INSPECTORS:
            assert samples.browser(account).get(doors[name]).status_code == code, (account, name)


def test_every_form_asks_for_its_token(doors: dict[str, str]) -> None:
    client = samples.browser("wu", csrf=True)
    before = rows()
    for name, address in doors.items():
        assert client.post(address, FORM).status_code in {403, 405}, name
    assert rows() == before


def test_no_address_of_the_office_answers_on_the_public_host(doors: dict[str, str]) -> None:
    client = samples.browser("wu")
    for name, address in doors.items():
        limiter.cache_clear()
        answers = [client.get(address, headers={"host": "public.example"})]
        answers += [client.post(address, FORM, headers={"host": "public.example"})]
        if not is_valid_path(address, settings.PUBLIC_URLCONF):  # the public site has a page of its own there
            assert codes(answers) <= {404, 405}, name
        assert not any(answer.cookies for answer in answers), name
