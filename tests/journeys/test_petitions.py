"""A petition between two sides, told in the browser: transferred once, disputed, before the joint conference, handled,
reviewed twice, ended; and the petitioner who looks by his code. Zhao acts and wu signs for us; the neighbour is played.
"""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.petitions import models
from pilin.modules.petitions.tests.test_views import FORM
from pilin.modules.petitions.tests.window import OPINION, WHO, Window
from pilin.web.public.middleware import limiter
from pilin.web.tests import samples
from tests.journeys.conftest import SignIn
from tests.support import axe
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

PHONE = 390


@pytest.fixture
def window(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> Window:
    """Return both sides with our node served, at the stage's own time."""
    assert address
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    return Window(stage)


class Clerk:
    """Somebody at our window with a browser, beside the neighbour who is played."""

    def __init__(self, window: Window, address: str, tab: Tab) -> None:
        self.window, self.address, self.tab = window, address, tab
        self.code = ""

    @property
    def case(self) -> models.Case:
        return models.Case.objects.get()

    def look(self) -> str:
        """Open the page of the petition; return its words."""
        self.tab.open(f"{self.address}/petitions/{self.case.pk}/")
        return str(self.tab.words)

    def papers(self) -> str:
        """Open the papers and the register of openings; return the words."""
        self.tab.open(f"{self.address}/petitions/{self.case.pk}/papers/")
        return str(self.tab.words)

    def take_in(self) -> None:
        """Enter a petition by its form, and keep the code that is shown once."""
        self.tab.open(f"{self.address}/petitions/new/")
        said = {**FORM, "received_on": self.window.day.isoformat()}
        self.tab.submit("main form", **said)
        found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", self.tab.words)
        assert found is not None
        self.code = found[0]

    def send(self, form: str, **said: str) -> None:
        """Send one of the forms on the petition's page."""
        self.look()
        self.tab.submit(f"main form[action$='/{form}/']", **said)
        self.window.stage.meet()

    def write(self, sort: str, **texts: str) -> None:
        """Write a paper for both sides."""
        self.tab.open(f"{self.address}/petitions/{self.case.pk}/papers/?sort={sort}")
        self.tab.submit("main form", sort=sort, **texts)
        self.window.stage.meet()

    def step(self, name: str, **said: str) -> None:
        """Take a step of the matter that stands now."""
        matter = self.case.handling or self.case.matter
        self.tab.open(f"{self.address}/matters/{matter}/steps/{name}/")
        self.tab.submit("main form", **said)
        self.window.stage.matter = matter
        self.window.stage.meet()


def code_tells(code: str) -> str:
    """Return what the public page tells by a code."""
    limiter.cache_clear()
    reader, form = Client(headers={"host": "public.example"}), "application/x-www-form-urlencoded"
    answer = reader.post("/petitions/ask/", urlencode({"code": code}), content_type=form)
    return str(samples.text_of(answer.content.decode()))


def disputed(clerk: Clerk) -> None:
    """Transfer it; let the neighbour say that it is not its own, and do not take it back."""
    clerk.send("triage", to="to:310116")
    assert "已转送，待受理" in clerk.look()
    assert "已转给另一边，等那边决定受理" in code_tells(clerk.code)
    clerk.window.stage.matter = clerk.case.matter
    clerk.window.they_send(
        "petitions.paper", {"transfer": clerk.case.matter, "sort": "objection"}, {"text": {"text": "排水口在对岸"}}
    )
    clerk.window.they_take("object", ground="place")
    assert "有异议，待转送方答复" in clerk.look()
    assert "排水口在对岸" in clerk.papers()
    clerk.step("insist")
    assert "协商受理中，不得再转" in clerk.look()


def before_the_conference(clerk: Clerk) -> None:
    """Call the joint conference, write down what it says, and let both sign that the first receiver handles it."""
    clerk.step("call_conference", conference_on="2026-03-20")
    assert "待联席会议" in clerk.look()
    clerk.write("conference", text="由首接方办理，对岸配合核查")
    clerk.step("keep")
    clerk.window.they_take_all("keep")
    assert "联席会议定由首接方办理" in clerk.look()
    clerk.window.worker()
    assert "办理中" in clerk.look()


def handled(clerk: Clerk) -> None:
    """Choose the route, extend once, answer with an opinion."""
    clerk.step("choose_route", route="petition")
    clerk.step("extend", ground="both", approver="镇长", told_on="2026-03-10")
    clerk.step("answer", delivered_on="2026-03-12")
    assert "这一步之前要先出具文书" in clerk.tab.words
    clerk.write("opinion", **OPINION)
    clerk.step("answer", delivered_on="2026-03-12")
    assert "已答复，可请求复查" in clerk.look()


def reviewed(clerk: Clerk) -> None:
    """Review it twice: after the third step the same facts are not accepted any more."""
    clerk.step("ask_review")
    clerk.write("review_opinion", **OPINION)
    clerk.step("review", delivered_on="2026-03-16")
    clerk.step("ask_final")
    clerk.write("final_opinion", **OPINION)
    clerk.step("decide_final", delivered_on="2026-03-18")
    assert "三级终结，随访中" in clerk.look()
    clerk.tab.open(f"{clerk.address}/petitions/new/")
    clerk.tab.submit("main form", **{**FORM, "received_on": clerk.window.day.isoformat()})
    assert "已经三级终结，同一事实和理由不再受理" in clerk.tab.words


def test_from_the_reception_to_the_three_step_end(window: Window, address: str, sign_in: SignIn) -> None:
    clerk = Clerk(window, address, sign_in("wu"))
    clerk.take_in()
    disputed(clerk)
    before_the_conference(clerk)
    handled(clerk)
    reviewed(clerk)
    assert WHO.name not in clerk.look()
    clerk.send("name", reason="送达复核意见书")
    assert WHO.name in clerk.tab.words
    assert "送达复核意见书" in clerk.papers()
    words = code_tells(clerk.code)
    assert "复核有了结果，办理到此为止" in words
    assert WHO.name not in words
    assert clerk.tab.troubles == []


def test_a_petition_is_read_without_barriers_on_desk_and_phone(window: Window, address: str, sign_in: SignIn) -> None:
    row = window.transferred()
    window.write(row, "contact", text="已电话告知")
    tab = sign_in("zhao")
    found: dict[str, Any] = {}
    for width in (1440, PHONE):
        tab.width(width, is_phone=width == PHONE)
        for page in (f"/petitions/{row.pk}/", f"/petitions/{row.pk}/papers/"):
            tab.open(address + page)
            found[f"{page} {width}"] = [*axe.broken(tab), *tab.overflow()]
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
