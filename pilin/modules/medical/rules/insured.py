"""What an insured place enters about its persons by a file: insurances with their accounts, and filings. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pilin.base.money import FEN_MAX
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Identity, check_identity
from pilin.modules.medical.rules.words import Filing

ANY_PAPER = "99"
"""A certificate of which nothing is known but its number."""
_NUMBER_MAX, _INSURANCE_MAX, _AREA, _TEXT_MAX = 30, 6, 6, 50


@dataclass(frozen=True)
class Insured:
    """One insurance of a person from a day on; `account_fen` is what the personal account holds when it is entered.

    Who the person is, each row says: number and kind of a certificate, name, number of a card where there is one.
    """

    person: str
    certificate: str = field(repr=False)
    name: str = field(repr=False)
    insurance: str
    type: str
    from_day: date
    until_day: date | None = None
    civil_servant: bool = False
    identities: list[str] = field(default_factory=list)
    account_fen: int = 0
    certificate_type: str = ANY_PAPER
    card: str = field(default="", repr=False)

    @property
    def identity(self) -> Identity:
        """Return who the person is."""
        return Identity(self.certificate_type, self.certificate, self.name, self.card)


@dataclass(frozen=True)
class Filed:
    """A filing (备案) of a person: its kind, the division where care is sought, and its days."""

    person: str
    kind: str
    area: str
    from_day: date
    until_day: date | None = None


@dataclass(frozen=True)
class Granted:
    """An entitlement of a person to outpatient care of a chronic disease (门诊慢特病)."""

    person: str
    insurance: str
    disease: str
    name: str
    from_day: date
    until_day: date | None = None


def check_granted(one: Granted) -> None:
    """Refuse what is no entitlement, as a file may say it: INSURED_DOES_NOT_FIT."""
    texts = ((one.person, _NUMBER_MAX), (one.insurance, _INSURANCE_MAX), (one.disease, _NUMBER_MAX))
    if not (all(_is_text(*text) for text in (*texts, (one.name, _TEXT_MAX))) and _runs(one)):
        raise Refused(MedicalRefusal.INSURED_DOES_NOT_FIT, person=str(one.person)[:_NUMBER_MAX])


def check_insured(one: Insured) -> None:
    """Refuse what is no insurance of a person, as a file may say it: INSURED_DOES_NOT_FIT, IDENTITY_DOES_NOT_FIT."""
    account: Any = one.account_fen
    words: Any = one.identities
    papers = (one.certificate, one.certificate_type, one.name)
    texts = (
        *((text, _TEXT_MAX) for text in papers),
        (one.person, _NUMBER_MAX),
        (one.insurance, _INSURANCE_MAX),
        (one.type, _INSURANCE_MAX),
    )
    named = all(_is_text(*text) for text in texts) and type(one.civil_servant) is bool
    carded: Any = one.card
    listed = isinstance(words, list) and all(_is_text(word, _INSURANCE_MAX) for word in words)
    if not (
        named and listed and isinstance(carded, str) and type(account) is int and 0 <= account <= FEN_MAX and _runs(one)
    ):
        raise Refused(MedicalRefusal.INSURED_DOES_NOT_FIT, person=str(one.person)[:_NUMBER_MAX])
    check_identity(one.identity)


def check_filed(one: Filed) -> None:
    """Refuse what is no filing, as a file may say it: INSURED_DOES_NOT_FIT."""
    placed = _is_text(one.area, _AREA) and len(one.area) == _AREA and one.area.isdecimal()
    if not (_is_text(one.person, _NUMBER_MAX) and one.kind in list(Filing) and placed and _runs(one)):
        raise Refused(MedicalRefusal.INSURED_DOES_NOT_FIT, person=str(one.person)[:_NUMBER_MAX])


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= longest


def _runs(one: Insured | Filed | Granted) -> bool:
    """Tell whether these are days, the last one open or not before the first."""
    last: Any = one.until_day
    return type(one.from_day) is date and (last is None or (type(last) is date and one.from_day <= last))
