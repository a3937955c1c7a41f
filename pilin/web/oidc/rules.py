"""What a provider's answer must be to be believed. Plain values: bytes and keys in, a name out, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web.refusals import WebRefusal

LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures by a private key alone: with a shared secret whoever verifies could sign, and none is no signature."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Whom and what an id token must be from, for and about (OpenID Connect Core 1.0, 3.1.3.7)."""

    issuer: str
    client_id: str
    nonce: str
    account_claim: str


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """Where a provider is asked, as its own description says."""

    authorization: str
    token: str
    keys: str


def endpoints(found: Any, *, issuer: str) -> Endpoints:
    """Return where a provider is asked. Raises PROVIDER_ANSWER_DOES_NOT_FIT (Discovery, 4.3).

    A provider that is asked over TLS must not send elsewhere without it.
    """
    if not isinstance(found, Mapping) or found.get("issuer") != issuer:
        raise _unfit("issuer")
    named = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    scheme = issuer.partition("://")[0]
    if not all(isinstance(url, str) and url.startswith(f"{scheme}://") for url in named):
        raise _unfit("endpoints")
    authorization, token, keys = map(str, named)
    return Endpoints(authorization=authorization, token=token, keys=keys)


def account(id_token: object, keys: object, expected: Expected, *, at: Instant) -> str:
    """Return the account that an id token names. Raises PROVIDER_ANSWER_DOES_NOT_FIT with what does not fit."""
    if not isinstance(id_token, str) or not isinstance(keys, Mapping):
        raise _unfit("id_token")
    try:
        claims = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": expected.issuer},
            aud={"essential": True, "value": expected.client_id},
            nonce={"essential": True, "value": expected.nonce},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _unfit(getattr(error, "claim", None) or getattr(error, "error", None) or "id_token") from None
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if is_for_several else expected.client_id) != expected.client_id:
        raise _unfit("azp")
    name = claims.get(expected.account_claim)
    if not isinstance(name, str) or not name:
        raise _unfit(expected.account_claim)
    return name


def _unfit(reason: str) -> Refused:
    return Refused(WebRefusal.PROVIDER_ANSWER_DOES_NOT_FIT, reason=reason)
