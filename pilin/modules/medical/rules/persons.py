"""Insured persons: who they are, on what terms insured, how care elsewhere counts as filed, why they are looked up.

Pure. Names and identity numbers pass through here and are kept by nobody but `models.Identity`, sealed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from pilin.base import masking
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import PERSON_TYPES, Filing

IDENTITY_CARD = "01"
"""The kind of certificate (`psn_cert_type`) whose number has a check digit, a birthday and a gender in it."""
_CARD_LENGTH, _NUMBER_MAX, _NAME_MAX = 18, 30, 50
_EMERGENCY = ("13", "24")
_MALE, _FEMALE, _UNKNOWN = "1", "2", "9"
FILED = tuple(one for one in Filing if one is not Filing.LOCAL)


class Purpose(StrEnum):
    """Why somebody is looked up. The first four are an office's, the others a hospital's, by what it asked."""

    COUNTER = "counter"
    ENTERING = "entering"
    COMPLAINT = "complaint"
    CHECKING = "checking"
    IDENTIFIED = "identified"
    ENTITLED = "entitled"
    FILED = "filed"


OFFICE = (Purpose.COUNTER, Purpose.ENTERING, Purpose.COMPLAINT, Purpose.CHECKING)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is: kind and number of the certificate, name, number of a social-security card where he has one.

    Gender and birthday are those of the identity number where it tells them.
    """

    certificate: str
    number: str = field(repr=False)
    name: str = field(repr=False)
    card: str = field(default="", repr=False)

    @property
    def born_on(self) -> date | None:
        """Return the birthday that an identity number holds."""
        return _born_on(self.number) if self.certificate == IDENTITY_CARD else None

    @property
    def gender(self) -> str:
        """Return the gender code (`gend`) that an identity number holds."""
        if self.certificate != IDENTITY_CARD:
            return _UNKNOWN
        return _MALE if int(self.number[16]) % 2 else _FEMALE


def write_identity(identity: Identity) -> bytes:
    """Return an identity as the bytes that are sealed."""
    return json.dumps(asdict(identity), ensure_ascii=False).encode()


def read_identity(data: bytes) -> Identity:
    """Return the identity of sealed bytes."""
    return Identity(**json.loads(data))


def handle_of(certificate: str, number: str) -> str:
    """Return the text whose keyed hash finds a certificate: an x at its end may be small."""
    return f"{certificate}/{number.strip().upper()}"


def check_identity(identity: Identity) -> Identity:
    """Return an identity as it is kept. Raises IDENTITY_DOES_NOT_FIT: no name, or a number that cannot be."""
    number, name = identity.number.strip().upper(), identity.name.strip()
    fits = 0 < len(number) <= _NUMBER_MAX and 0 < len(name) <= _NAME_MAX and not masking.holds_identity_number(name)
    if identity.certificate == IDENTITY_CARD:
        whole = len(number) == _CARD_LENGTH and number[:17].isascii() and number[:17].isdigit()
        fits = fits and whole and masking.is_identity_number(number) and _born_on(number) is not None
    if not fits:
        raise Refused(MedicalRefusal.IDENTITY_DOES_NOT_FIT)
    return Identity(identity.certificate, number, name, identity.card.strip())


def _born_on(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(born_on: date, day: date) -> int:
    """Return the years that are full on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def masked_name(name: str) -> str:
    """Return a name as pages show it: its first character, and a star for each other one."""
    return name[:1] + "*" * (len(name) - 1)


def masked_number(number: str) -> str:
    """Return the number of a certificate as pages show it: the first three and the last two characters."""
    if len(number) <= 6:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


# Terms of an insurance


class Terms(NamedTuple):
    """On what a policy asks of an insurance: person type, civil servant or not, special standings."""

    type: str
    civil_servant: bool
    identities: tuple[str, ...]


def terms_on(now: Terms, earlier: Sequence[Mapping[str, Any]], day: date) -> Terms:
    """Return the terms of a day of service: those of now, or the first earlier ones that held until it or later."""
    for one in sorted(earlier, key=lambda row: str(row["until_day"])):
        if day <= date.fromisoformat(one["until_day"]):
            return Terms(one["type"], one["civil_servant"], tuple(one["identities"]))
    return now


def changed(now: Terms, earlier: Sequence[Mapping[str, Any]], from_day: date) -> list[dict[str, Any]]:
    """Return the earlier terms once new ones hold from a day. Raises TERMS_MUST_RUN_FORWARD."""
    until = from_day - timedelta(days=1)
    if any(date.fromisoformat(one["until_day"]) >= until for one in earlier):
        raise Refused(MedicalRefusal.TERMS_MUST_RUN_FORWARD, day=from_day)
    held = {"type": now.type, "civil_servant": now.civil_servant, "identities": list(now.identities)}
    return [*(dict(one) for one in earlier), {**held, "until_day": until.isoformat()}]


def check_type(kind: str) -> None:
    """Refuse a person type that no policy can know. Raises PERSON_TYPE_IS_UNKNOWN."""
    if kind[:2] not in PERSON_TYPES:
        raise Refused(MedicalRefusal.PERSON_TYPE_IS_UNKNOWN, type=kind)


# Filing


def areas_that_cover(area: str) -> tuple[str, ...]:
    """Return every division for which a filing covers care at `area`: itself, its city, its province.

    A filing may be to a city or a whole municipality (医保发[2022]22号 notice III(1)); `xx99` is a city itself.
    """
    return (area, f"{area[:4]}00", f"{area[:4]}99", f"{area[:2]}0000")


def filed_as(filed: str, waived: str, med_type: str) -> Filing:
    """Return how care elsewhere counts as filed.

    What is filed counts as it was filed. Where an agreement waives the filing, it counts as the agreement says.
    Emergency rescue counts as filed (医保发[2022]22号 arts. 8, 34). Else it is temporary and not filed (art. 7).
    """
    if filed or waived:
        return Filing(filed or waived)
    return Filing.EMERGENCY if med_type.startswith(_EMERGENCY) else Filing.OTHER


def check_days(from_day: date, until_day: date | None) -> None:
    """Refuse days that run backwards. Raises DAYS_MUST_RUN_FORWARD."""
    if until_day is not None and until_day < from_day:
        raise Refused(MedicalRefusal.DAYS_MUST_RUN_FORWARD, from_day=from_day, until_day=until_day)
