"""The claims that are measured, drawn from a seed, and what is done with each."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, cast

from pilin.base import refdata
from pilin.base.canonical import spell
from pilin.modules import medical
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.accumulators import Accumulators, accumulated
from pilin.modules.medical.rules.benefit import Amounts, Visit, compute
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.split import Entry, Grade, Line, catalogue, fen_of, parts_of, split_lines
from pilin.modules.medical.rules.words import Filing

ITEMS, LINES = 2_000, 5
FIRST = date(2025, 7, 1)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as the rules get it, and the same as text."""

    policy: Policy
    lines: tuple[Line, ...]
    visit: Visit
    used: Accumulators
    text: str


def _entries(chance: random.Random) -> list[Entry]:
    found = []
    for number in range(ITEMS):
        grade = chance.choice([Grade.A, Grade.A, Grade.B, Grade.B, Grade.B, Grade.C])
        ratio = chance.randrange(0, 4000, 500) if grade is Grade.B else 0
        limit = Decimal(chance.randrange(1, 40_000)) / 100 if number % 7 == 0 else None
        turn = FIRST + timedelta(days=chance.randrange(400))
        found.append(Entry(f"X{number:019d}", grade, date(2020, 1, 1), turn, ratio, limit))
        found.append(Entry(f"X{number:019d}", grade, turn, None, ratio, limit))
    return found


POLICIES = [
    read_policy(document)
    for document in cast(
        "list[dict[str, Any]]",
        refdata.load(Path(medical.__file__).parent / "reference" / "policies.yaml").tables["documents"],
    )
]
"""The illustrative policies, read without Django: the rules alone are measured."""
CATALOGUE = catalogue(_entries(random.Random(1)))


def draw(count: int) -> list[Claim]:
    """Return claims of five lines: outpatient, chronic and inpatient, at home and elsewhere, any day of a year."""
    chance = random.Random(2)
    return [_claim(chance) for _ in range(count)]


def _claim(chance: random.Random) -> Claim:
    policy = chance.choice(POLICIES)
    day = FIRST + timedelta(days=chance.randrange(365))
    lines = tuple(_line(chance, number, day) for number in range(LINES))
    visit = Visit(
        med_type=chance.choice(["11", "11", "14", "21"]),
        level=chance.choice([1, 2, 3]),
        person_type=chance.choice(sorted(policy.groups)) + "01",
        filing=chance.choice([*Filing]),
        account_used=True,
        account_fen=chance.randrange(200_000),
    )
    sums = {
        "deductible/outpatient": 30_000,
        "pooled/outpatient": 90_000,
        "pooled/inpatient": 1_000_000,
        "admissions": 1,
    }
    used = accumulated(sums) if chance.random() < 0.7 else accumulated({})
    said = {
        "lines": [
            [one.number, one.item, str(one.day), str(one.unit_price), str(one.quantity), one.amount_fen, "0"]
            for one in lines
        ],
        "visit": [visit.med_type, visit.level, visit.person_type, visit.filing, visit.account_used, visit.account_fen],
        "used": dict(used.sums),
    }
    return Claim(policy, lines, visit, used, json.dumps(said))


def _line(chance: random.Random, number: int, day: date) -> Line:
    price, quantity = Decimal(chance.randrange(1, 50_000)) / 100, Decimal(chance.randrange(1, 10))
    item = f"X{chance.randrange(ITEMS):019d}"
    return Line(f"{number:030d}", item, day, price, quantity, fen_of(price, quantity))


def settle(claim: Claim) -> tuple[Amounts, Sequence[explain.Step]]:
    """Split, compute, explain."""
    splits = split_lines(claim.lines, CATALOGUE, claim.policy.split_rule)
    found = compute(claim.policy, parts_of(splits), claim.visit, claim.used)
    return found, explain.of_lines(splits)


def settle_and_spell(claim: Claim) -> tuple[bytes, bytes]:
    """Do the same and return both halves as bytes to be signed."""
    found, lines = settle(claim)
    return spell(explain.as_json(lines)), spell(explain.as_json(found.steps))


def read(claim: Claim) -> object:
    """Read the claim as JSON, and do nothing with it."""
    return json.loads(claim.text)


def multiply(claim: Claim) -> int:
    """Multiply what must be multiplied, without asking what it means: five lines, their ratios, and the answer."""
    total = 0
    for line in claim.lines:
        amount = int((line.unit_price * line.quantity).quantize(CENT, ROUND_HALF_UP) * 100)
        total += amount - (amount * 500 + 5_000) // 10_000
    basic = (total * 5_850 + 5_000) // 10_000
    return basic + ((total - basic) * 6_000 + 5_000) // 10_000
