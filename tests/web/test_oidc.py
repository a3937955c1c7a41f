"""Signing in through a real provider that runs here, with its own settings and database, on loopback.

The provider is django-oauth-toolkit; our side is what a node runs. Nothing of OpenID Connect is played by the test.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.base.clock import after
from pilin.node.config import Oidc
from pilin.web import guard
from pilin.web.models import AccessRecord
from pilin.web.oidc.rules import Expected
from pilin.web.refusals import WebRefusal
from pilin.web.tests import samples
from tests.support import provider
from tests.support.provider import Provider

pytestmark = pytest.mark.django_db

BACK = "https://pages.example/sign-in/provider/back/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """Start the provider once for all; it knows li, wu, and one who has no account here."""
    with provider.running(tmp_path_factory.mktemp("provider"), BACK, "li", "wu", "stranger") as found:
        yield found


@pytest.fixture(autouse=True)
def oidc(running: Provider, settings: Any, tmp_path: Path) -> Oidc:
    """Configure our node for the provider."""
    samples.staff()
    secret = tmp_path / "client_secret"
    secret.write_text(provider.SECRET + "\n", encoding="utf-8")
    found = Oidc(issuer=running.issuer, client_id=provider.CLIENT_ID, client_secret_file=secret)
    settings.NODE = replace(settings.NODE, oidc=found)
    return found


def to_the_provider(client: Client, query: str = "") -> str:
    """Press the button; return where the browser is sent."""
    answer = client.get(f"/sign-in/provider/{query}", secure=True, headers={"host": "pages.example"})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def back(client: Client, address: str) -> Any:
    """Come back to our node by the address to which the provider sent the browser."""
    assert address.startswith(BACK), address
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}", secure=True, headers={"host": "pages.example"})


def door(client: Client) -> str:
    """Return the words of the sign-in page."""
    return samples.text_of(client.get("/sign-in/").content.decode())


def events() -> list[tuple[str, str, str]]:
    return list(AccessRecord.objects.order_by("number").values_list("event", "account", "facts"))


def test_an_account_signs_in_through_the_provider(running: Provider) -> None:
    client = Client()
    answer = back(client, running.sign_in(to_the_provider(client, "?next=/account/"), "li"))
    assert answer.headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert events() == [("sign_in_done", "li", '{"factor":"oidc","right":"read"}')]


def test_the_provider_is_asked_with_pkce_state_and_nonce(running: Provider) -> None:
    asked = parse_qs(urlsplit(to_the_provider(Client())).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert (asked["response_type"], asked["scope"], asked["redirect_uri"]) == (["code"], ["openid profile"], [BACK])
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_whoever_signs_still_passes_the_second_factor_here(running: Provider) -> None:
    client = Client()
    answer = back(client, running.sign_in(to_the_provider(client), "wu"))
    assert answer.headers["Location"] == "/sign-in/code/"
    assert client.get("/account/").status_code == 302
    client.post("/sign-in/code/", {"code": samples.code("wu")})
    assert events()[-1] == ("sign_in_done", "wu", '{"factor":"oidc,code","right":"sign"}')


def test_nobody_is_made_an_account(running: Provider) -> None:
    client, number = Client(), User.objects.count()
    answer = back(client, running.sign_in(to_the_provider(client), "stranger"))
    assert answer.headers["Location"] == "/sign-in/"
    assert "没有与之对应、可以使用的账号" in door(client)
    assert User.objects.count() == number
    why = WebRefusal.PROVIDER_NAMES_NO_ACCOUNT.value
    assert events() == [("sign_in_failed", "", f'{{"factor":"oidc","reason":"{why}"}}')]


def test_a_locked_account_stays_locked(running: Provider) -> None:
    User.objects.filter(username="li").update(is_active=False)
    client = Client()
    back(client, running.sign_in(to_the_provider(client), "li"))
    assert "没有与之对应、可以使用的账号" in door(client)


def refused(client: Client, address: str, reason: str) -> None:
    """Come back, and see that nobody is signed in and the reason stands in a sentence and in the log."""
    assert back(client, address).headers["Location"] == "/sign-in/"
    assert reason in door(client)
    assert client.get("/account/").status_code == 302
    assert events()[-1][0] == "sign_in_failed"


def test_a_state_of_another_browser_is_refused(running: Provider) -> None:
    victim, attacker = Client(), Client()
    to_the_provider(victim)
    refused(victim, running.sign_in(to_the_provider(attacker), "li"), "（state）")


def test_a_token_with_another_nonce_is_refused(running: Provider) -> None:
    client = Client()
    address = running.sign_in(to_the_provider(client), "li")
    session = client.session
    session["asked_provider"] = {**session["asked_provider"], "nonce": "another"}
    session.save()
    refused(client, address, "对不上")
    assert WebRefusal.PROVIDER_ANSWER_DOES_NOT_FIT.value in events()[-1][2]


def test_a_code_without_its_verifier_is_worth_nothing(running: Provider) -> None:
    client = Client()
    address = running.sign_in(to_the_provider(client), "li")
    session = client.session
    session["asked_provider"] = {**session["asked_provider"], "verifier": "x" * 64}
    session.save()
    refused(client, address, "（invalid_grant）")


def test_a_code_is_taken_once(running: Provider) -> None:
    client = Client()
    address = running.sign_in(to_the_provider(client), "li")
    back(client, address)
    client.post("/sign-out/")
    refused(client, address, "请重新")


def test_a_wrong_secret_of_ours_is_a_sentence(running: Provider, oidc: Oidc) -> None:
    client = Client()
    address = running.sign_in(to_the_provider(client), "li")
    Path(oidc.client_secret_file).write_text("wrong", encoding="utf-8")
    refused(client, address, "（invalid_client）")


def test_an_audience_that_is_not_ours_is_refused(running: Provider, oidc: Oidc, monkeypatch: Any) -> None:
    client = Client()
    address = running.sign_in(to_the_provider(client), "li")
    monkeypatch.setattr("pilin.web.oidc.provider.Expected", lambda **said: Expected(**said | {"client_id": "another"}))
    refused(client, address, "对不上")


def test_a_token_that_has_run_out_is_refused(running: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    now, at = clock.now(), after(clock.now(), seconds=11 * 3600)
    address = running.sign_in(to_the_provider(client), "li")
    session = client.session
    session["asked_provider"] = {**session["asked_provider"], "until": clock.write(after(at, seconds=60))}
    session.save()
    monkeypatch.setattr(clock, "now", lambda: at)
    assert now < at
    refused(client, address, "（exp）")


def test_who_waited_too_long_begins_again(running: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    address = running.sign_in(to_the_provider(client), "li")
    later = after(clock.now(), seconds=601)
    monkeypatch.setattr(clock, "now", lambda: later)
    refused(client, address, "请重新")


def test_what_the_provider_refuses_is_a_sentence(running: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(to_the_provider(client)).query)["state"][0]
    refused(client, f"{BACK}?error=access_denied&state={state}", "没有放行（access_denied）")
    assert WebRefusal.PROVIDER_REFUSED.value in events()[-1][2]


def test_a_provider_out_of_reach_is_a_sentence(settings: Any, oidc: Oidc) -> None:
    settings.NODE = replace(settings.NODE, oidc=replace(oidc, issuer="http://127.0.0.1:9/o"))
    client = Client()
    assert client.get("/sign-in/provider/").headers["Location"] == "/sign-in/"
    assert "现在联系不上" in door(client)
    assert WebRefusal.PROVIDER_IS_NOT_REACHABLE.value in events()[-1][2]


def test_a_provider_is_not_asked_by_who_comes_too_often(settings: Any, oidc: Oidc) -> None:
    settings.NODE = replace(settings.NODE, limits=replace(settings.NODE.limits, sign_ins_per_minute_max=5))
    guard.limiter.cache_clear()
    client = Client()
    answers = [client.get("/sign-in/provider/back/").status_code for _ in range(6)]
    assert answers == [302, 302, 302, 302, 302, 429]
    assert AccessRecord.objects.count() == 5


def test_it_never_leads_elsewhere(running: Provider) -> None:
    client = Client()
    answer = back(client, running.sign_in(to_the_provider(client, "?next=https://elsewhere.example/"), "li"))
    assert answer.headers["Location"] == "/"


def test_the_door_names_the_provider_only_where_there_is_one(settings: Any) -> None:
    html = Client().get("/sign-in/?next=/account/").content.decode()
    assert samples.faults_of(html) == []
    assert "用统一身份认证登录" in html
    assert 'href="/sign-in/provider/?next=/account/"' in html
    settings.NODE = replace(settings.NODE, oidc=None)
    assert "统一身份认证" not in Client().get("/sign-in/").content.decode()
    assert Client().get("/sign-in/provider/").status_code == 404
    assert Client().get("/sign-in/provider/back/").status_code == 404
