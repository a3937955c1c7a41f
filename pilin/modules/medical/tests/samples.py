"""Policies and claims for tests: the illustrative set, one policy with every layer, and a check of the identities."""

import copy
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pilin.modules.medical import queries
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.accumulators import Accumulators, accumulated
from pilin.modules.medical.rules.benefit import Amounts
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.split import Entry, Grade, Line, Parts, Split, fen_of
from pilin.modules.medical.rules.words import Fund

DAY = date(2026, 3, 2)
PINGHU, JINSHAN = "330482", "310116"
EMPLOYEES, RESIDENTS = "310", "390"
FUNDS = tuple(fund.value for fund in Fund)


def policy(side: str, insurance: str, day: date = DAY) -> Policy:
    return queries.illustrative_policy(side, insurance, day)


def document(side: str = PINGHU, insurance: str = EMPLOYEES, day: date = DAY) -> dict[str, Any]:
    """Return a document that a test may spoil."""
    return copy.deepcopy(dict(policy(side, insurance, day).document))


def layer(fund: str, **members: Any) -> dict[str, Any]:
    """Return a layer on what is left to the person, for inpatient and chronic care of everybody."""
    default = {
        "fund": fund,
        "base": "burden",
        "benefits": ["chronic", "inpatient"],
        "civil_servants": False,
        "identities": [],
        "diseases": [],
        "steps": [{"from_fen": 0, "bp": 5000}],
        "ceiling_fen": None,
    }
    return default | members


def full() -> Policy:
    """Return a policy with all layers: large amounts, catastrophic, civil servants, assistance; remote by points."""
    made = document()
    made["layers"] = [
        layer("hifob", base="above_ceiling", steps=[{"from_fen": 0, "bp": 8000}], ceiling_fen=5_000_000),
        *made["layers"],
        layer("cvlserv", civil_servants=True, benefits=["outpatient", "chronic", "inpatient"], ceiling_fen=300_000),
        layer("maf", identities=["01", "02"], steps=[{"from_fen": 100_000, "bp": 7000}], ceiling_fen=200_000),
    ]
    made["remote"] = [
        {"filing": "long_term", "points_bp": 0},
        {"filing": "referred", "points_bp": 1000},
        {"filing": "emergency", "points_bp": 1000},
        {"filing": "other", "points_bp": 2000},
    ]
    return read_policy(made)


def yuan(text: str) -> int:
    return int(Decimal(text) * 100)


def parts(full: str = "0", over: str = "0", prior: str = "0", scope: str = "0") -> Parts:
    """Return parts in yuan."""
    own = [yuan(full), yuan(over), yuan(prior), yuan(scope)]
    return Parts(sum(own), *own)


def used(text: str = "") -> Accumulators:
    """Return what a year has used: `pooled/ip=9990.00 admissions=1`; `op` and `ip` stand for the kinds of care."""
    pairs = [pair.split("=") for pair in re.sub(r"\bop\b", "outpatient", re.sub(r"\bip\b", "inpatient", text)).split()]
    return accumulated({name: int(said) if name == "admissions" else yuan(said) for name, said in pairs})


def entry(item: str = "X1", grade: Grade = Grade.A, **members: Any) -> Entry:
    return Entry(item, grade, **({"from_day": date(2025, 1, 1)} | members))


def line(number: str, price: str, quantity: str = "1", item: str = "X1", **members: Any) -> Line:
    """Return a line whose total is right unless a test says another."""
    pays, count = Decimal(price), Decimal(quantity)
    own: dict[str, Any] = {"day": DAY, "amount_fen": fen_of(pays, count), "unit_price": pays, "quantity": count}
    return Line(number, item, **(own | members))


def i5(split: Split) -> bool:
    """Tell whether the four parts of a line make its amount."""
    return split.amount_fen == sum(split[3:7])


def broken(amounts: Amounts) -> list[str]:
    """Return the identities that do not hold (medical research, 2.6); I3, I4 and I9 for cancels as well."""
    total, full, over, prior, scope = amounts.parts
    funds = sum(amounts.funds.values())
    person, hospital = amounts.person_fen, amounts.hospital_fen
    holds = {
        "I1": total == full + over + prior + scope,
        "I2": amounts.fund_total_fen == funds,
        "I3": person == amounts.account_fen + amounts.relative_fen + amounts.cash_fen,
        "I4": total == funds + person + hospital,
        "I8": 0 <= abs(amounts.deductible_fen) <= abs(scope) and amounts.deductible_fen * scope >= 0,
        "I9": person == full + over + prior + (scope - funds) - hospital,
        "signs": len({amount > 0 for amount in _all(amounts) if amount}) < 2,
        "explained": _explained(amounts) == _paid(amounts),
    }
    return [name for name, held in holds.items() if not held]


def _all(amounts: Amounts) -> Iterable[int]:
    yield from amounts.parts
    yield from amounts.funds.values()
    yield from (amounts.person_fen, amounts.account_fen, amounts.relative_fen, amounts.cash_fen, amounts.hospital_fen)


def _paid(amounts: Amounts) -> Mapping[str, int]:
    """Return who pays what; what is the person's before anybody helps with it."""
    paid = {fund.value: amount for fund, amount in amounts.funds.items()}
    paid[explain.PERSON] = amounts.person_fen + amounts.hospital_fen
    paid[explain.ACCOUNT] = amounts.account_fen
    paid[explain.RELATIVE] = amounts.relative_fen
    paid[explain.CASH] = amounts.cash_fen
    paid[explain.HOSPITAL] = amounts.hospital_fen
    return {payer: amount for payer, amount in paid.items() if amount}


def _explained(amounts: Amounts) -> Mapping[str, int]:
    return {payer: amount for payer, amount in explain.by_payer(amounts.steps).items() if amount}
