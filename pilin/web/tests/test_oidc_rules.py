"""What of a provider is believed: tokens signed by the test as a provider signs them, one thing wrong at a time."""

import base64
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.web.oidc import rules
from pilin.web.oidc.rules import Expected
from pilin.web.refusals import WebRefusal

AT = Instant(datetime(2026, 3, 4, tzinfo=UTC))
NOW = int(AT.timestamp())
KEY = RSAKey.generate_key(2048, {"kid": "one"})
KEYS = {"keys": [KEY.as_dict(private=False)]}
NONE, SHARED = b'{"alg":"none"}', b'{"alg":"HS256","kid":"one"}'
EXPECTED = Expected(issuer="https://id.example/o", client_id="pilin", nonce="n", account_claim="preferred_username")
CLAIMS: dict[str, Any] = {
    "iss": "https://id.example/o",
    "aud": "pilin",
    "sub": "17",
    "nonce": "n",
    "iat": NOW,
    "exp": NOW + 300,
    "preferred_username": "li",
}


def token(*, key: Any = KEY, alg: str = "RS256", **claims: Any) -> str:
    """Return a signed id token; a claim that is None is left out."""
    said = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "one"}, said, key, algorithms=[alg])


def unfit(id_token: Any, keys: Any = KEYS, *, at: Instant = AT) -> str:
    """Return the reason with which a token is refused."""
    with pytest.raises(Refused) as caught:
        rules.account(id_token, keys, EXPECTED, at=at)
    assert caught.value.code is WebRefusal.PROVIDER_ANSWER_DOES_NOT_FIT
    return str(caught.value.facts["reason"])


def test_a_token_that_fits_names_the_account() -> None:
    assert rules.account(token(), KEYS, EXPECTED, at=AT) == "li"
    assert rules.account(token(aud=["pilin", "other"], azp="pilin"), KEYS, EXPECTED, at=AT) == "li"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://id.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["another"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": None}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": NOW + 3600}, "iat"),
        ({"azp": "another"}, "azp"),
        ({"aud": ["pilin", "other"]}, "azp"),
        ({"preferred_username": None}, "preferred_username"),
        ({"preferred_username": ["li"]}, "preferred_username"),
        ({"preferred_username": ""}, "preferred_username"),
    ],
)
def test_a_claim_that_does_not_fit_is_named(claims: dict[str, Any], reason: str) -> None:
    found = unfit(token(**claims))
    assert reason in found or found in {"invalid_token", "invalid_claim", "missing_claim"}


@pytest.mark.parametrize(("seconds", "is_believed"), [(300, True), (359, True), (361, False), (9999, False)])
def test_a_token_that_has_run_out_is_refused(seconds: int, *, is_believed: bool) -> None:
    at = after(AT, seconds=seconds)
    if is_believed:
        assert rules.account(token(), KEYS, EXPECTED, at=at) == "li"
    else:
        assert unfit(token(), at=at) == "exp"


def test_a_token_of_another_key_is_refused() -> None:
    assert unfit(token(key=RSAKey.generate_key(2048, {"kid": "one"})))
    assert unfit(token(), {"keys": [ECKey.generate_key("P-256", {"kid": "one"}).as_dict(private=False)]})


def _spelled(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_a_token_signed_with_a_shared_secret_or_not_at_all_is_refused() -> None:
    head, body, _ = token().split(".")
    assert unfit(f"{_spelled(NONE)}.{body}.")
    assert unfit(f"{head}.{body}.")
    shared = _spelled(SHARED)
    signed = hmac.digest(KEY.as_pem(private=False), f"{shared}.{body}".encode(), "sha256")
    assert unfit(f"{shared}.{body}.{_spelled(signed)}")


@pytest.mark.parametrize("id_token", [None, "", "a.b.c", "x" * 5000, 7, b"x"])
def test_what_is_no_token_is_refused(id_token: Any) -> None:
    assert unfit(id_token)


@pytest.mark.parametrize("keys", [None, [], {}, {"keys": []}, {"keys": [{}]}, {"keys": "x"}])
def test_keys_that_are_none_verify_nothing(keys: Any) -> None:
    assert unfit(token(), keys)


FOUND = {
    "issuer": "https://id.example/o",
    "authorization_endpoint": "https://id.example/o/authorize",
    "token_endpoint": "https://id.example/o/token",
    "jwks_uri": "https://id.example/o/keys",
}


def test_a_description_says_where_to_ask() -> None:
    assert rules.endpoints(FOUND, issuer=EXPECTED.issuer).token == "https://id.example/o/token"


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://id.example"},
        {"issuer": None},
        {"token_endpoint": "http://id.example/o/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:x"},
    ],
)
def test_a_description_of_another_or_without_tls_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        rules.endpoints(FOUND | change, issuer=EXPECTED.issuer)
    assert caught.value.facts["reason"] in {"issuer", "endpoints"}


@pytest.mark.parametrize("found", [None, [], "x", 7])
def test_what_is_no_description_is_refused(found: Any) -> None:
    with pytest.raises(Refused):
        rules.endpoints(found, issuer=EXPECTED.issuer)
