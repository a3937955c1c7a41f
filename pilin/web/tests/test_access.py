"""Who may see and do what: every page asks, and the answer is the one of the organisations room."""

from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.tests import links
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries, rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web import factors, urls
from pilin.web.access import Visitor, visitor_of
from pilin.web.refusals import WebRefusal
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {"take_link", "sign_in", "sign_in_code", "sign_out", "node_style", "switch_language"}
ARGUMENTS = {"peer": links.PEER, "matter": an_id("matter"), "step": "note", "note": "a" * 64}
ARGUMENTS |= {"number": "1", "token": "a" * 43}
ARGUMENTS |= {"kind": "a" * 64, "document": "a" * 64}


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


def visitor(account: str, at: Instant | None = None) -> Visitor:
    return visitor_of(User.objects.get(username=account), at=at or clock.now(), has_passed=True)


def patterns(listed: Sequence[object]) -> list[URLPattern]:
    """Return every address of the shell, those of included lists too."""
    found = []
    for one in listed:
        assert isinstance(one, (URLPattern, URLResolver))
        found += patterns(one.url_patterns) if isinstance(one, URLResolver) else [one]
    return found


def addresses() -> dict[str, str]:
    """Return an address for every name but those that are open to all."""
    named = {str(pattern.name): pattern.pattern.regex.groupindex for pattern in patterns(urls.urlpatterns)}
    return {
        name: reverse(f"web:{name}", kwargs={argument: ARGUMENTS[argument] for argument in arguments})
        for name, arguments in named.items()
        if name not in OPEN_TO_ALL and not name.startswith("sign_in_provider")  # not there where none is configured
    }


def test_every_page_but_the_door_asks_who_looks() -> None:
    found = addresses()
    assert {"diagnostics", "evidence", "maintain_link"} <= found.keys()
    for name, address in found.items():
        answers = [Client().get(address), Client().post(address)]
        assert {answer.status_code for answer in answers} in ({302}, {302, 405}), name
        asked = [answer.headers["Location"] for answer in answers if answer.status_code == 302]
        assert [where for where in asked if not where.startswith("/sign-in/?next=/")] == [], name


def test_pages_of_a_peer_ask_too() -> None:
    for verb in ("test", "retry", "maintenance"):
        answer = Client().post(f"/diagnostics/{links.PEER}/{verb}/")
        assert answer.headers["Location"] == "/sign-in/?next=/"


def test_whoever_signs_in_comes_to_the_page_he_wanted() -> None:
    answer = Client().get("/diagnostics/?asked=1")
    assert answer.headers["Location"] == "/sign-in/?next=/diagnostics/%3Fasked%3D1"


@pytest.mark.parametrize(("account", "right"), list(product(["li", "zhao", "wu", "hu"], Right)))
def test_rights_are_those_of_the_organisations_room(account: str, right: Right) -> None:
    day = clock.day_of(clock.now())
    assert visitor(account).may(right) is queries.may(account, right, day=day)


def test_offices_in_which_a_right_is_held_are_named_once() -> None:
    assert visitor("wu").offices(Right.SIGN) == (an_id("desk"),)
    assert visitor("li").offices(Right.ACT) == ()


def test_a_role_that_ended_opens_no_door() -> None:
    (role,) = queries.roles(account="zhao")
    organisations.dismiss(
        dismissals=[rules.Dismissal(role=role.id, ends=date(2025, 1, 1))], by="wu", at=samples.an_instant(2024)
    )
    assert not visitor("zhao").may(Right.READ)
    assert visitor("zhao", samples.an_instant(2024)).may(Right.ACT)


def test_an_account_without_a_role_reads_why_and_what_to_do() -> None:
    answer = samples.browser("hu").get("/diagnostics/")
    assert answer.status_code == 403
    words = samples.text_of(answer.content.decode())
    assert "没有“查看”权限" in words
    assert "right_is_not_held" not in words


def test_who_reads_may_not_act() -> None:
    links.link()
    answer = samples.browser("li").post(f"/diagnostics/{links.PEER}/maintenance/", {"mode": "paused"})
    assert answer.status_code == 403
    assert "没有“办理”权限" in answer.content.decode()


def test_pages_are_not_kept_by_the_browser() -> None:
    answer = samples.browser("li").get("/diagnostics/")
    assert "no-store" in answer.headers["Cache-Control"]


# The second factor


def half(account: str) -> Visitor:
    return visitor_of(User.objects.get(username=account), at=clock.now())


@pytest.mark.parametrize(("account", "lacks"), [("li", False), ("zhao", False), ("wu", True), ("hu", False)])
def test_without_the_second_factor_the_right_to_sign_counts_as_one_to_act(account: str, lacks: bool) -> None:
    found = half(account)
    assert found.lacks_second_factor is lacks
    assert (found.may(Right.SIGN), found.offices(Right.SIGN)) == (False, ())
    assert [found.may(right) for right in (Right.READ, Right.ACT)] == [
        visitor(account).may(right) for right in (Right.READ, Right.ACT)
    ]
    assert not visitor(account).lacks_second_factor


@pytest.mark.parametrize(
    ("account", "right", "code"),
    [
        ("wu", Right.SIGN, WebRefusal.SECOND_FACTOR_IS_NEEDED),
        ("zhao", Right.SIGN, WebRefusal.RIGHT_IS_NOT_HELD),
        ("li", Right.ACT, WebRefusal.RIGHT_IS_NOT_HELD),
    ],
)
def test_a_right_that_does_not_count_says_why(account: str, right: Right, code: WebRefusal) -> None:
    with pytest.raises(Refused) as refused:
        half(account).must(right)
    assert refused.value.code is code


def test_a_signer_without_second_factor_reads_and_acts_and_does_not_sign() -> None:
    links.link()
    client = samples.browser("wu", second_factor=False)
    assert client.get("/diagnostics/").status_code == 200
    assert client.post(f"/diagnostics/{links.PEER}/maintenance/", {"mode": "paused"}).status_code == 302
    answer = client.post(f"/documents/{'a' * 64}/", {"answer": "sign"})
    assert answer.status_code == 403
    assert "没有通过第二验证，因此现在不能签署" in answer.content.decode()
    assert 'href="/account/"' in answer.content.decode()


def test_the_mark_of_another_account_is_none() -> None:
    client = samples.browser("wu", second_factor=False)
    session = client.session
    factors.mark(session, User.objects.get(username="li"))
    session.save()
    assert client.post(f"/documents/{'a' * 64}/", {"answer": "sign"}).status_code == 403
