"""Sessions end by the clock, away from home, and by their owner; the sign-in page says why in a sentence."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilin.base import clock
from pilin.base.clock import Instant, after
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries
from pilin.kernel.organisations.rules import Dismissal
from pilin.web import sessions
from pilin.web.models import AccessRecord, OpenSession
from pilin.web.sessions import rules, store
from pilin.web.sessions.rules import Bounds
from pilin.web.sessions.store import SessionStore, digest_of
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

PAGE = "/account/"
AT = samples.an_instant(2026)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that lets the pages' clock stand so many seconds after the beginning."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    return lambda seconds: monkeypatch.setattr(clock, "now", lambda: after(AT, seconds=seconds))


def signed_in(account: str = "li", **members: Any) -> Client:
    """Return a browser that signed in by the form."""
    client = Client(**{"HTTP_USER_AGENT": EDGE, "REMOTE_ADDR": "10.1.2.3"} | members)
    answer = client.post("/sign-in/", {"account": account, "password": samples.PASSWORD})
    assert answer.status_code == 302
    return client


def asked(client: Client, **members: Any) -> str:
    """Return where a page leads: nowhere, or to the door with a reason."""
    return str(client.get(PAGE, **members).headers.get("Location", ""))


def logged() -> list[tuple[str, str]]:
    return list(AccessRecord.objects.order_by("number").values_list("event", "account"))


def test_a_session_knows_whose_it_is_since_when_and_from_where() -> None:
    signed_in()
    row = OpenSession.objects.get()
    assert (row.account, row.client, row.device) == ("li", "10.1.2.0/24", "Edge · Windows")
    assert row.begun_at == row.used_at
    assert str(row).startswith("li ")


def test_no_copy_of_the_database_opens_a_session() -> None:
    client = signed_in()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert OpenSession.objects.get().session_key == digest_of(key)
    thief = Client(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="10.1.2.3")
    thief.cookies[settings.SESSION_COOKIE_NAME] = OpenSession.objects.get().session_key
    assert asked(thief).startswith("/sign-in/")


@pytest.mark.parametrize(
    "elsewhere", [{"HTTP_USER_AGENT": "curl/8"}, {"REMOTE_ADDR": "10.1.3.3"}, {"REMOTE_ADDR": "2001:db8::1"}]
)
def test_a_session_replayed_from_elsewhere_ends_for_both_and_is_logged(elsewhere: dict[str, Any]) -> None:
    client = signed_in()
    assert asked(client) == ""
    thief = Client(**{"HTTP_USER_AGENT": EDGE, "REMOTE_ADDR": "10.1.2.3"} | elsewhere)
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert "ended=session_was_replayed" in asked(thief)
    assert logged()[-1] == ("session_replayed", "li")
    door = asked(client)
    assert "ended=session_was_replayed" in door
    assert "在另一个网络或另一个浏览器里被使用" in samples.text_of(client.get(door).content.decode())
    assert [event for event, _ in logged()].count("session_replayed") == 1


def test_a_page_that_is_open_to_all_tells_a_thief_nothing() -> None:
    client = signed_in()
    assert "李明" in client.get("/sign-in/").content.decode()
    thief = Client(HTTP_USER_AGENT="curl/8", REMOTE_ADDR="10.1.2.3")
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert "李明" not in thief.get("/sign-in/").content.decode()
    assert logged()[-1] == ("session_replayed", "li")


def test_a_page_that_asks_nobody_costs_no_query() -> None:
    client = signed_in()
    with CaptureQueriesContext(connection) as found:
        client.get("/node.css")
    assert len(found) == 0


def test_within_one_network_an_address_may_change() -> None:
    assert asked(signed_in(), REMOTE_ADDR="10.1.2.250") == ""


@pytest.mark.parametrize(
    ("uses", "why"),
    [
        ([1799], ""),
        ([1800], "session_was_idle"),
        ([1700, 3400, 5000], ""),
        ([1700, 3600], "session_was_idle"),
        ([*range(1700, 36000, 1700), 35999], ""),
        ([*range(1700, 36000, 1700), 36000], "session_was_long"),
    ],
)
def test_a_session_ends_without_use_and_in_any_case(wait: Any, uses: list[int], why: str) -> None:
    client = signed_in()
    for seconds in uses:
        wait(seconds)
        found = asked(client)
    assert found == (f"/sign-in/?ended={why}&next=/account/" if why else "")
    assert (logged()[-1][0] == "session_expired") is bool(why)


def test_the_last_use_is_written_once_a_minute(wait: Any) -> None:
    client = signed_in()
    for seconds, used in ((30, 0), (59, 0), (61, 61), (100, 61), (121, 121)):
        wait(seconds)
        asked(client)
        assert OpenSession.objects.get().used_at == after(AT, seconds=used)


def test_what_an_open_page_asks_by_itself_is_no_use(wait: Any) -> None:
    client = signed_in()
    for seconds in (600, 1200, 1799):
        wait(seconds)
        assert client.get("/links/", headers={"X-Background": "1"}).status_code == 200
    assert OpenSession.objects.get().used_at == AT
    wait(1800)
    assert client.get("/links/", headers={"X-Background": "1"}).status_code == 286  # and it asks no more
    assert "session_was_idle" in asked(client)


def test_what_a_page_asks_by_itself_is_answered_in_a_fragment_that_a_reader_does_not_open() -> None:
    client = signed_in()
    assert client.get("/links/").headers["Location"] == "/diagnostics/"
    fragment = client.get("/links/", headers={"X-Background": "1"}).content.decode()
    assert "<html" not in fragment
    assert Client().get("/links/", headers={"X-Background": "1"}).status_code == 286


def test_a_stolen_cookie_is_found_though_it_asks_in_the_background() -> None:
    stolen = {"X-Background": "1", "User-Agent": "another"}
    assert signed_in().get("/links/", headers=stolen).status_code == 286
    assert logged()[-1] == ("session_replayed", "li")


def test_it_costs_no_query_but_once_a_minute(wait: Any) -> None:
    client = signed_in()
    asked(client)
    counts = []
    for seconds in (10, 20, 90):
        wait(seconds)
        with CaptureQueriesContext(connection) as found:
            asked(client)
        counts.append(sum("opensession" in query["sql"] for query in found))
    assert counts == [1, 1, 2]


def test_signing_in_gives_a_new_key_and_ends_the_old_one() -> None:
    client = signed_in()
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in/", {"account": "li", "password": samples.PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert OpenSession.objects.count() == 1


def test_a_change_of_rights_gives_a_new_key() -> None:
    client = samples.browser("zhao")
    before = client.session.session_key
    assert asked(client) == ""
    assert client.session.session_key == before
    (role,) = queries.roles(account="zhao")
    organisations.dismiss(dismissals=[Dismissal(role=role.id, ends=samples.LONG_AGO)], by="wu", at=AT)
    assert asked(client) == ""
    assert client.session.session_key not in {None, before}
    assert not SessionStore().exists(str(before))


def test_a_session_that_did_not_begin_at_the_door_does_not_run() -> None:
    client = Client()
    client.force_login(User.objects.get(username="li"))
    assert "ended=session_was_ended" in asked(client)


def test_all_sessions_end_with_the_password() -> None:
    here, there = signed_in(), signed_in()
    user = User.objects.get(username="li")
    user.set_password("another long pass phrase")
    user.save()
    assert asked(here).startswith("/sign-in/")
    assert asked(there).startswith("/sign-in/")


def test_of_a_changed_password_the_other_browser_reads_why() -> None:
    here, there = signed_in(), signed_in()
    new = "another long pass phrase"
    here.post("/account/password/", {"old": samples.PASSWORD, "new": new, "again": new})
    assert asked(here) == ""
    assert "ended=session_was_ended" in asked(there)
    assert ("password_changed", "li") in logged()


def test_signing_out_removes_the_row_and_is_logged() -> None:
    client = signed_in()
    client.post("/sign-out/")
    assert not OpenSession.objects.exclude(account="").exists()
    assert logged()[-1] == ("sign_out", "li")
    client.post("/sign-out/")
    assert [event for event, _ in logged()].count("sign_out") == 1


def test_a_reason_that_is_none_of_ours_is_not_shown() -> None:
    page = Client().get("/sign-in/?ended=<script>").content.decode()
    assert "<script>" not in page
    assert 'role="status"' not in page
    assert "账号和密码不相符" not in Client().get("/sign-in/?ended=sign_in_does_not_fit").content.decode()


def test_a_request_that_was_under_way_does_not_bring_an_ended_session_back() -> None:
    client = signed_in()
    under_way = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    under_way["draft"] = "x"
    assert sessions.end("li", at=clock.now(), but=None) == 1
    with pytest.raises(UpdateError):
        under_way.save()
    row = OpenSession.objects.get(account="li")
    assert (row.ended_why, row.session_data) == ("session_was_ended", "")
    assert "ended=session_was_ended" in asked(client)


def test_everything_but_the_key_and_the_end_is_written_again() -> None:
    columns = {field.name for field in OpenSession._meta.concrete_fields}
    assert columns - set(store._WRITTEN) == {"session_key", "ended_why"}


def test_what_has_run_out_is_forgotten() -> None:
    signed_in()
    sessions.forget_old(at=clock.now())
    assert OpenSession.objects.count() == 1
    sessions.forget_old(at=after(clock.now(), seconds=11 * 3600))
    assert OpenSession.objects.count() == 0


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("curl/8", ""),
        ("\ud800" * 9, ""),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(agent: str, words: str) -> None:
    assert rules.device(agent) == words
    assert len(rules.bound(agent, "")) == 64


def visit(begun: Instant, used: Instant) -> dict[str, str]:
    return {"begun": clock.write(begun), "used": clock.write(used), "bound": "b"}


def test_the_first_reason_is_that_somebody_else_may_have_it() -> None:
    bounds = Bounds(idle_seconds=60, whole_seconds=600)
    later = after(AT, seconds=9999)
    assert rules.ended(visit(AT, AT), bound="x", at=later, bounds=bounds) == "session_was_replayed"
    assert rules.ended(visit(AT, AT), bound="b", at=later, bounds=bounds) == "session_was_long"
    assert rules.ended(None, bound="b", at=AT, bounds=bounds) == "session_was_ended"
