"""A second computation of benefits, in fractions and from the document itself, beside the one that is used.

It knows nothing of the compiled policy: it reads rows as a clerk reads the table, works with exact fractions, and
rounds where the rules say that an amount is rounded. Both must come to the same fen for every claim and every year.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from hypothesis import given, settings

from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Amounts, Visit, compute
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.tests.test_rules_benefit import claims, years

Row = Mapping[str, Any]


def rounded(amount: Fraction) -> int:
    """Round half up."""
    return int((amount * 2 + 1) // 2)


def row_of(rows: Iterable[Row], level: int, group: str) -> Row:
    (found,) = (row for row in rows if level in row["levels"] and group in row["persons"])
    return found


class Clerk:
    """One claim, worked through with the document on the table."""

    def __init__(self, document: Row, parts: Parts, visit: Visit, used: Accumulators) -> None:
        self.document, self.parts, self.visit, self.used = document, parts, visit, used
        (self.benefit,) = (one for one in document["benefits"] if visit.med_type in one["med_types"])
        (self.group,) = (one["name"] for one in document["persons"] if visit.person_type[:2] in one["types"])
        self.care = self.benefit["care"]
        self.paid: dict[str, int] = {}

    def deductible(self) -> int:
        table = self.benefit["deductible"]
        amounts = row_of(table["rows"], self.visit.level, self.group)["fen"]
        if table["per"] == "year":
            standard = amounts[0] - self.used.get(f"deductible/{self.care}")
        else:
            before = self.used.get("admissions")
            standard = amounts[before] if before < len(amounts) else amounts[-1]
        return min(max(int(standard), 0), self.parts.in_scope_fen)

    def ratio(self) -> Fraction:
        ratio = Fraction(row_of(self.benefit["ratio"], self.visit.level, self.group)["bp"], 10_000)
        for row in self.document["remote"]:
            if row["filing"] == self.visit.filing:
                ratio = max(Fraction(0), ratio - Fraction(row.get("points_bp", 0), 10_000))
                ratio *= Fraction(row.get("factor_bp", 10_000), 10_000)
        return ratio

    def room(self) -> int:
        """Return what the pooled fund may still pay this year."""
        left = [
            row["fen"] - sum(self.used.get(f"pooled/{care}") for care in row["benefits"])
            for row in self.document["ceilings"]
            if self.care in row["benefits"]
        ]
        return max(0, int(min(left)))

    def entitled(self, layer: Row) -> bool:
        visit = self.visit
        return (
            self.care in layer["benefits"]
            and (visit.civil_servant or not layer["civil_servants"])
            and (not layer["identities"] or bool({*layer["identities"]} & {*visit.identities}))
            and (
                not layer["diseases"]
                or any(ill[: len(one)] == one for ill in visit.diseases for one in layer["diseases"])
            )
        )

    def layer(self, layer: Row, base: int) -> int:
        """Return what a layer owes for the year with this claim, less what it owed without."""
        before = self.used.get(f"base/{layer['fund']}")
        owed = self.owed(layer, before + base) - self.owed(layer, before)
        if layer["ceiling_fen"] is not None:
            owed = min(owed, max(0, layer["ceiling_fen"] - self.used.get(f"paid/{layer['fund']}")))
        return owed

    def owed(self, layer: Row, base: int) -> int:
        total, above = 0, base
        for step in reversed(layer["steps"]):
            within = max(0, above - step["from_fen"])
            total += rounded(Fraction(within * step["bp"], 10_000))
            above -= within
        return total

    def work(self) -> dict[str, int]:
        """Return what every fund pays, and what is left to the person of what is in scope."""
        base, ratio, room = self.parts.in_scope_fen - self.deductible(), self.ratio(), self.room()
        self.paid["hifp"] = min(rounded(base * ratio), room)
        covered = min(base, rounded(room / ratio)) if ratio else base
        left = {"above_ceiling": base - covered, "burden": self.parts.in_scope_fen - self.paid["hifp"]}
        for layer in self.document["layers"]:
            if self.entitled(layer) and left[layer["base"]]:
                pays = self.layer(layer, left[layer["base"]])
                self.paid[layer["fund"]] = pays
                left = {name: max(0, amount - pays) for name, amount in left.items()}
        return {**self.paid, "left": left["burden"]}


def said(found: Amounts) -> dict[str, int]:
    funds = {fund.value: amount for fund, amount in found.funds.items() if amount}
    return {**funds, "left": found.parts.in_scope_fen - found.fund_total_fen}


def worked(policy: Policy, parts: Parts, visit: Visit, used: Accumulators) -> dict[str, int]:
    found = Clerk(policy.document, parts, visit, used).work()
    return {name: amount for name, amount in found.items() if amount or name == "left"}


@given(claims())
@settings(max_examples=200)
def test_a_clerk_with_the_document_comes_to_the_same(claim: tuple[Policy, Parts, Visit]) -> None:
    policy, parts, visit = claim
    assert said(compute(policy, parts, visit, Accumulators())) == worked(policy, parts, visit, Accumulators())


@given(years())
@settings(max_examples=150)
def test_and_in_every_year(year: tuple[Policy, list[tuple[Parts, Visit]]]) -> None:
    policy, found = year
    used = Accumulators()
    for parts, visit in found:
        amounts = compute(policy, parts, visit, used)
        clerk = Clerk(policy.document, parts, visit, used)
        assert amounts.deductible_fen == clerk.deductible()
        assert said(amounts) == worked(policy, parts, visit, used)
        used = amounts.year
