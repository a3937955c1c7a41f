"""What proves who signs in, beside the password: codes by time (TOTP, RFC 6238), spare codes, one-time tokens. Pure.

A secret is made once and shown once; of spare codes and tokens only a digest is kept. They hold 80 and 256 bits of
chance, so that a digest without salt tells nobody what it was made from.
"""

import base64
import re
import secrets
from unicodedata import normalize

import pyotp
from pyotp.exceptions import OTPVerificationError

from pilin.base import canonical
from pilin.base.clock import Instant

STEP_SECONDS = 30
WINDOW_STEPS = 1
"""How far the clock of the telephone may be off: one step, before and after."""

SPARE_CODES = 10
_SPARE_BYTES, _TOKEN_BYTES = 10, 32
_CODE, _SPARE = re.compile(r"[0-9]{6}"), re.compile(r"[A-Z2-7]{16}")


def new_secret() -> str:
    """Return a new secret of 160 bits, as authenticators take it (Base32)."""
    return pyotp.random_base32()


def provisioning(secret: str, *, account: str, issuer: str) -> str:
    """Return the address that an authenticator reads from the square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def in_groups(text: str) -> str:
    """Return a long code in groups of four, as people read it aloud."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def plain(typed: str) -> str:
    """Return a code as typed, without the gaps, in the width and case in which codes are kept."""
    return re.sub(r"[\s-]", "", normalize("NFKC", typed)).upper()


def is_code(text: str) -> bool:
    """Tell whether a plain text has the form of a code by time."""
    return _CODE.fullmatch(text) is not None


def is_spare(text: str) -> bool:
    """Tell whether a plain text has the form of a spare code."""
    return _SPARE.fullmatch(text) is not None


def step_of(secret: str, code: str, *, at: Instant, after: int) -> int | None:
    """Return the step of time whose code this is, or None.

    RFC 6238, 5.2: a step before and after are taken for late clocks, and no code a second time: the step must lie
    after the last one that was taken.
    """
    if not is_code(code):
        return None
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=at, valid_window=WINDOW_STEPS)
    except OTPVerificationError:
        return None
    return step if step > after else None


def new_spare_codes() -> list[str]:
    """Return ten spare codes; each opens once where the authenticator is lost."""
    return [base64.b32encode(secrets.token_bytes(_SPARE_BYTES)).decode("ascii") for _ in range(SPARE_CODES)]


def new_token() -> str:
    """Return a one-time token for an address."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def new_word() -> str:
    """Return a one-time word of 80 bits, as people write it down and read it aloud."""
    return base64.b32encode(secrets.token_bytes(_SPARE_BYTES)).decode("ascii")


def digest(text: str) -> str:
    """Return what is kept of a spare code, a word or a token."""
    return canonical.digest(text.encode())
