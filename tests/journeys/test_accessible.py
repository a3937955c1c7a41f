"""Axe at WCAG 2.1 A and AA on every page of the node and of the public site, with what an office really has on them.

Pages are found by their links, and every route of the node that bears a page must have been met.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.base.clock import day_of
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.queries import facts
from pilin.kernel.federation.tests import links
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger.rules import Account, AccountKind
from pilin.kernel.ledger.tests import samples as money
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, OPINION, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import AT, EVENT, border
from pilin.modules.programme.tests.table import Table
from pilin.modules.projects import actions
from pilin.modules.projects.rules import months
from pilin.modules.projects.tests.play import KINDS
from pilin.modules.projects.tests.test_order_kinds import URGING
from pilin.modules.projects.tests.test_problem_kind import UP
from pilin.modules.projects.tests.watch import Watch
from pilin.node import urls
from pilin.web.accounts import links as one_time
from pilin.web.tests import samples
from tests.journeys import filling
from tests.journeys.conftest import SignIn
from tests.journeys.filling import Rooms
from tests.journeys.test_programme import BOTH, declared, programme
from tests.journeys.test_public import HOST, site, tab
from tests.support import axe, pages
from tests.support.chromium import Tab
from tests.web.test_in_english import ASKED, addresses

__all__ = ["programme", "site", "tab"]

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh")]

EXIT = {"title": "期满退出", "agreement": "A5", "last_day": "2026-12-31", "reason": "期满"}
EMPTIED = """(form => {
for (const one of form.querySelectorAll('[required]')) if (one.type !== 'radio') one.value = '';
form.noValidate = true; (form.querySelector('button.main') || form.querySelector('button')).click() })"""
PHONE, ENLARGED = 390, 720
"""CSS pixels across a phone, and across a window of 1440 pixels at 200 %."""
LEAVING = ("/sign-out/",)
NO_PAGES = {"healthz", "sign-in/provider/", "sign-in/provider/back/"}
NO_PAGES |= {r"reminders/feed/(?P<token>[A-Za-z0-9_-]{43})\.ics$"}
NO_PAGES |= filling.NO_LINKS | filling.BY_A_FORM
"""What a program asks, ways to a provider that this node does not use, files, and what only a form leads to."""
ENGLISH_EVERY = 4
"""Every fourth page is read in English too: the words change, and what axe looks at hardly."""
BY_SCRIPT = "[data-on-site-form], [hx-post]"
"""Forms that the script keeps on their page; their rooms' journeys fill them."""
FORM = (
    f"[...document.querySelectorAll('main form[method=post]:not({BY_SCRIPT})')]"
    ".find(form => form.querySelector('[required]'))"
)


class Everything(Rooms):
    """A play in which both sides agreed on every kind of the room."""

    kinds = tuple(dict.fromkeys((*KINDS, *Rooms.kinds)))


@pytest.fixture
def office(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Fill the node as an office would: what waits, what is over, what was refused; return its address."""
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    monkeypatch.setattr(Stage, "agree", agreed_once(Stage.agree))
    directory()
    books()
    returned(stage)
    play = projects(stage)
    table = Table(stage, monkeypatch)
    table.signed()
    table.called(*table.topics(), number=2)
    stage.agree_kind("pattern")
    opened(stage, "petition", {"sender": US, "receiver": THEM}, {"number": "2026-1", "petitioner": kit.PART})
    opened(stage, "exit", {"initiator": US, "responder": THEM}, EXIT)
    stage.they_offer(kit.document("pact"))
    links.refused(900, peer=THEM)
    links.alarm("clock_skew", peer=THEM, facts={"seconds": 300})
    samples.inspector()
    filling.netted(play, stage)
    return address


def agreed_once(agree: Callable[[Stage, Any], str]) -> Callable[[Stage, Any], str]:
    """Return a verb that agrees on what is not agreed yet: several rooms ask for the same calendar."""

    def once(stage: Stage, text: Any) -> str:
        held = facts.document(documents.name_of(text, list(BOTH)))
        return held.hash if held is not None and held.state == "agreed" else agree(stage, text)

    return once


def directory() -> None:
    """Let both sides declare towns and pairs along a border."""
    line = border("样例边界", side=US, sides=BOTH, length_m=57_030, starts_at="西端", ends_at="海岸")
    organisations.declare(entries=[line, *declared(US)], author=rules.Author(US), at=AT)
    organisations.take(entries=declared(THEM), author=rules.Author(THEM), event_hash=EVENT, at=AT)


def books() -> None:
    """Let money be booked once, so that an account has a statement."""
    fund, paid = "合作资金", "已付"
    ledger.open_accounts(accounts=[Account(fund, AccountKind.ASSET, THEM), Account(paid, AccountKind.INCOME)], at=AT)
    ledger.post(postings=[money.posting(1, debit=fund, credit=paid)], at=AT)


def returned(stage: Stage) -> None:
    """Let one plan come back with an opinion, and be noted upon."""
    stage.open_plan()
    stage.meet()
    stage.they_take("refuse_milestone", fields=OPINION)
    stage.they_tell(chain.noting(stage.theirs, "已收到，周五前答复", basis=CLAUSE))
    stage.meet()


def projects(stage: Stage) -> Everything:
    """Let two plans be in force, with a signed month, one that waits, the signed list of the year, and an errand."""
    play = Everything(stage)
    plan, month = play.plan(), months.month_of(day_of(stage.now))
    play.month(plan, month, ours={}, theirs={"percent": 30})
    play.report(play.plan(title="南北山塘共同亮灯"), month)
    chosen = {"year": "2026", "aimed": "12", f"on.{plan}": "on", f"place.{plan}": "1"}
    answer = samples.browser("zhao").post("/projects/lists/new/", chosen)
    stage.meet()
    stage.matter = str(answer.headers["Location"]).strip("/").split("/")[-1]
    play.both("sign")
    stage.open_errand(plan)
    supervised(play, plan)
    filling.fill(play)
    return play


def supervised(play: Watch, plan: str) -> None:
    """Let a quarter be supervised: objects with and without a visit, a contested finding, papers, a hard problem."""
    supervision = play.supervision()
    play.both("sign")
    play.finding(visit=play.visit(supervision), plan=plan)
    play.they_take("object", objection="二标段三月一日已进场")
    order = play.order(about=plan)
    actions.send_paper("urging", {**URGING, "about": order}, peer=THEM, by=play.hand)
    play.order(number="平督办（2026）4号")
    play.they_take("decline", reason="属海事部门职权")
    play.problem(plan=plan)
    play.take("escalate", **UP)


def opened(stage: Stage, name: str, roles: dict[str, str], fields: dict[str, Any]) -> None:
    """Agree on a kind and open a matter of it."""
    kind = stage.agree_kind(name)
    stage.matter = matters.open_matter(kind=kind, roles=roles, fields=fields, basis=CLAUSE, at=stage.now)
    stage.meet()


def invitation() -> str:
    """Return the path of a one-time link, which no page shows twice."""
    made = one_time.make(User.objects.get(username="hu"), purpose=one_time.INVITATION, by="wu", at=clock.now())
    return str(urlsplit(made).path)


def node_walk() -> pages.Walk:
    """Walk over every page that somebody who signs meets, the doors, and the access log as its inspector meets it."""
    starts = [*sorted(addresses(urls.urlpatterns)), *ASKED, invitation(), *filling.unlinked()]
    starts = [start for start in starts if start not in LEAVING]
    return pages.walked(samples.browser("wu"), starts, urlconf=settings.ROOT_URLCONF)


def broken_on(tab: Tab, address: str, found: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what axe finds on each page."""
    for page in found:
        tab.open(address + page)
        yield page, axe.broken(tab)


def narrow_on(tab: Tab, address: str, found: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what axe finds on a phone, and what stands out to the right there and where letters are twice as large."""
    for page in found:
        tab.width(PHONE, is_phone=True)
        tab.open(address + page)
        said = axe.broken(tab) + tab.overflow()
        tab.width(ENLARGED)
        yield page, said + tab.overflow()


def broken_forms(tab: Tab, address: str, found: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what axe finds where a form came back because what it demands was left out."""
    for page in found:
        tab.open(address + page)
        if tab.tell(f"!!{FORM}"):
            tab.tell(f"{EMPTIED}({FORM})")
            tab.settle()
            yield f"{page} refused", axe.broken(tab)


def test_axe_finds_nothing_on_any_page_of_the_node(office: str, sign_in: SignIn) -> None:
    tab, walk = sign_in("wu"), node_walk()
    log = pages.walked(samples.browser("hu"), ["/access-log/"], urlconf=settings.ROOT_URLCONF)
    assert sorted(pages.routes(settings.ROOT_URLCONF) - walk.routes - log.routes - NO_PAGES) == []
    wrong = dict(broken_on(tab, office, walk.pages))
    wrong |= {f"{page} narrow": said for page, said in narrow_on(tab, office, walk.firsts)}
    tab.width(PHONE, is_phone=True)
    wrong |= dict(broken_forms(tab, office, walk.firsts))
    tab.submit(".band-language")
    wrong |= {f"{page} in English": said for page, said in broken_on(tab, office, walk.firsts[::ENGLISH_EVERY])}
    tab.open(f"{office}/desk/")
    tab.submit(".band-user")
    wrong |= {f"{page} at the door": said for page, said in broken_on(tab, office, ["/sign-in/", "/nowhere/"])}
    sign_in("hu")
    wrong |= dict(broken_on(tab, office, log.firsts))
    assert {page: said for page, said in wrong.items() if said} == {}


def test_axe_finds_nothing_on_any_page_of_the_public_site(site: str, tab: Tab) -> None:
    walk = pages.walked(Client(headers={"host": HOST}), ["/"], urlconf=settings.PUBLIC_URLCONF)
    assert {"/programme/", "/en/programme/"} <= {*walk.pages}
    wrong = dict(broken_on(tab, site, [*walk.pages, "/nowhere/"]))
    tab.width(PHONE, is_phone=True)
    wrong |= {f"{page} on a phone": said for page, said in broken_on(tab, site, walk.pages)}
    assert {page: said for page, said in wrong.items() if said} == {}
