"""Speaking with the provider: where to send whoever signs in, and what his code is worth (with PKCE, RFC 7636)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web.oidc import rules
from pilin.web.oidc.rules import Endpoints, Expected
from pilin.web.refusals import WebRefusal

TIMEOUT_SECONDS = 10
_VERIFIER_LENGTH = 64


def is_configured() -> bool:
    """Tell whether this node signs in through a provider at all."""
    return settings.NODE.oidc is not None


def ask(redirect_uri: str) -> tuple[str, dict[str, str]]:
    """Return where the browser goes, and what the session has to remember: state, nonce and the PKCE verifier.

    Raises PROVIDER_IS_NOT_REACHABLE or PROVIDER_ANSWER_DOES_NOT_FIT.
    """
    asked = {name: generate_token(_VERIFIER_LENGTH) for name in ("state", "nonce", "verifier")}
    url, _ = _client(redirect_uri).create_authorization_url(
        _discovered().authorization, state=asked["state"], nonce=asked["nonce"], code_verifier=asked["verifier"]
    )
    return str(url), asked


def redeem(code: str, asked: Mapping[str, str], redirect_uri: str, *, at: Instant) -> str:
    """Return the account that a code stands for. Raises PROVIDER_IS_NOT_REACHABLE or PROVIDER_ANSWER_DOES_NOT_FIT."""
    oidc, found = settings.NODE.oidc, _discovered()
    assert oidc is not None, "is_configured was asked"
    try:
        token = _client(redirect_uri).fetch_token(
            found.token, code=code, code_verifier=asked["verifier"], timeout=TIMEOUT_SECONDS
        )
    except requests.RequestException:
        raise Refused(WebRefusal.PROVIDER_IS_NOT_REACHABLE) from None
    except (AuthlibBaseError, ValueError) as error:
        reason = getattr(error, "error", None) or "token"
        raise Refused(WebRefusal.PROVIDER_ANSWER_DOES_NOT_FIT, reason=reason) from None
    expected = Expected(
        issuer=oidc.issuer, client_id=oidc.client_id, nonce=asked["nonce"], account_claim=oidc.account_claim
    )
    return rules.account(token.get("id_token"), _read(found.keys), expected, at=at)


def _client(redirect_uri: str) -> OAuth2Session:
    oidc = settings.NODE.oidc
    assert oidc is not None, "is_configured was asked"
    return OAuth2Session(
        oidc.client_id,
        Path(oidc.client_secret_file).read_text(encoding="utf-8").strip(),
        scope=oidc.scopes,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )


def _discovered() -> Endpoints:
    oidc = settings.NODE.oidc
    assert oidc is not None, "is_configured was asked"
    issuer = oidc.issuer
    return rules.endpoints(_read(f"{issuer}/.well-known/openid-configuration"), issuer=issuer)


def _read(url: str) -> Any:
    """Return what an address of the provider says. It is asked anew each time: people sign in a few times a day."""
    try:
        answer = requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        return answer.json()
    except ValueError:
        raise Refused(WebRefusal.PROVIDER_ANSWER_DOES_NOT_FIT, reason="json") from None
    except requests.RequestException:
        raise Refused(WebRefusal.PROVIDER_IS_NOT_REACHABLE) from None
