"""Staff of the node of the tests, their browsers, and what every page must have."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pyotp
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web import factors, sessions, strongbox
from pilin.web.access import visitor_of
from pilin.web.models import SecondFactor

PASSWORD = "a long pass phrase"
LONG_AGO = date(2020, 1, 1)
SECRETS = {"wu": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}
"""Who of the staff has a second factor, and its secret."""

STAFF = {"li": ("李明", Right.READ), "zhao": ("赵敏", Right.ACT), "wu": ("吴芳", Right.SIGN)}


def an_instant(year: int) -> Instant:
    """Return an instant in the middle of a year."""
    return Instant(datetime(year, 7, 1, tzinfo=UTC))


def staff() -> None:
    """Enter three people: li reads, zhao acts, wu signs with a second factor; hu has an account and no role."""
    side, at = settings.NODE.node.code, samples.AT
    organisations.declare(
        entries=[samples.body(side=side), samples.office(side=side)], author=rules.Author(side), at=at
    )
    organisations.enrol(people=[rules.Person(account=a, display_name=n) for a, (n, _) in STAFF.items()], at=at)
    wanted = [
        rules.Appointment(account=account, office=an_id("desk"), right=right, starts=LONG_AGO)
        for account, (_, right) in STAFF.items()
    ]
    organisations.appoint(appointments=wanted, side=side, by=None, at=at)
    for account, name in [("hu", "胡军"), *((account, name) for account, (name, _) in STAFF.items())]:
        user = User.objects.create_user(account, password=PASSWORD, first_name=name)
        if account in SECRETS:
            sealed = strongbox.seal(SECRETS[account], account=account)
            SecondFactor.objects.create(user=user, sealed=sealed, last_step=0, confirmed_at=at)


def code(account: str, at: Instant | None = None) -> str:
    """Return the code that an account's authenticator shows, and let it be taken though one was taken just now."""
    SecondFactor.objects.filter(user__username=account).update(last_step=0)
    return pyotp.TOTP(SECRETS[account]).at(at or clock.now())


def inspector() -> None:
    """Let wu appoint hu to inspect the access log."""
    organisations.enrol(people=[rules.Person(account="hu", display_name="胡军")], at=samples.AT)
    role = rules.Appointment(account="hu", office=an_id("desk"), right=Right.INSPECT, starts=LONG_AGO)
    organisations.appoint(appointments=[role], side=settings.NODE.node.code, by="wu", at=samples.AT)


def browser(account: str, *, second_factor: bool = True, csrf: bool = False) -> Client:
    """Return a browser in which an account is signed in, with its second factor where it has one."""
    client, user = Client(enforce_csrf_checks=csrf), User.objects.get(username=account)
    client.force_login(user)
    session, has_passed = client.session, second_factor and account in SECRETS
    if has_passed:
        factors.mark(session, user)
    at = clock.now()
    rights = visitor_of(user, at=at, has_passed=has_passed).rights
    sessions.stamp(session, user, agent="", client="127.0.0.1", rights=rights, at=at)
    session.save()
    return client


_WITHIN_A_LINE = {"a", "code", "mark", "span", "strong", "time"}


class _Page(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.text.append("" if tag in _WITHIN_A_LINE else " ")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def text_of(html: str) -> str:
    """Return the words of a page, spaced as people read them."""
    page = _Page()
    page.feed(html)
    return re.sub(r"\s+", " ", "".join(page.text)).strip()


def foreign(html: str) -> str:
    """Return a page without our own script: whatever else bears one is somebody's text that became one."""
    return html.replace('<script src="/static/web/htmx/htmx.min.js" defer></script>', "")


def faults_of(html: str) -> list[str]:
    """Return what a page lacks that every page must have, or has that none may."""
    page = _Page()
    page.feed(html)
    tags = page.tags
    names = [name for name, _ in tags]
    labelled = {attributes.get("for") for name, attributes in tags if name == "label"}
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    checks: dict[str, Any] = {
        "lang": any(name == "html" and attributes.get("lang") for name, attributes in tags),
        "one title": names.count("title") == 1,
        "one h1": names.count("h1") == 1,
        "viewport": any(attributes.get("name") == "viewport" for _, attributes in tags),
        "no script within": all("src" in a and "defer" in a for name, a in tags if name == "script")
        and not any(key.startswith(("on", "hx-on")) for _, a in tags for key in a),
        "no style within": "style" not in names and not any("style" in attributes for _, attributes in tags),
        "labels": all(a.get("id") in labelled for n, a in tags if n == "input" and a.get("type") != "hidden"),
        "ids once": len(ids) == len(set(ids)),
        "table heads": all(a.get("scope") for name, a in tags if name == "th"),
        "nothing from elsewhere": not re.search(r'(?:src|href)="(?:https?:)?//', html),
    }
    return [name for name, holds in checks.items() if not holds]


def rows(name: str, records: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return what a person sends who writes records into the rows of a list."""
    cells = {f"{name}-{n}-{member}": text for n, record in enumerate(records) for member, text in record.items()}
    return {f"{name}-rows": str(len(records)), **cells}
