"""Any mix of claims, ends, cancels and cancels of cancels at the insured place: years, accounts and ledger add up.

Each walk is a story of a seed. After every step what the years hold must be the sum of what counts, and the accounts
what was paid in less what counts; when all is ended, what counts must be what a plain model says.
"""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models
from pilin.modules.medical.rules.settlement import PENDING, POST, POSTED, VOID, Settlement
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.tests.test_batches import claim, end, insured, ours, question
from tests.support.neighbour import CODE, Neighbour

__all__ = ["insured"]

STEPS, PEOPLE, PAID_IN = 14, 3, 10_000
Names = dict[str, Settlement]


class Walk:
    """The neighbour, place of care, does one of the things that counters do; what it asked is known by its names."""

    def __init__(self, neighbour: Neighbour, seed: int) -> None:
        self.neighbour, self.chance, self.asked = neighbour, random.Random(seed), list[str]()

    @property
    def held(self) -> Names:
        return {one.id: one for one in ours(self.asked)}

    def step(self) -> None:
        self.chance.choice([self.asks, self.asks, self.ends, self.ends, self.cancels])()

    def asks(self) -> None:
        """Ask for one to three claims in one frame, of few persons and few visits."""
        told = []
        for _ in range(self.chance.randrange(1, 4)):
            person, total = self.chance.randrange(PEOPLE), self.chance.choice([4_000, 90_000, 3_000_000])
            parts = Parts(total, 0, 0, total // 10, total - total // 10)
            visit, med_type = f"V{person}-{self.chance.randrange(3)}", self.chance.choice(["11", "21"])
            asked = claim(person, visit, parts, med_type=med_type, level=2, account_used=True)
            told.append(question(self.neighbour, asked, insurance="310" if person == 0 else "390"))
        self.tells(told)

    def cancels(self) -> None:
        """Cancel something that stands, a cancel among them."""
        standing = [one for one in self.held.values() if one.stands]
        if standing:
            one = self.chance.choice(standing)
            members = {"total_fen": -one.total_fen, "cancels": one.id, "insurance": one.insurance}
            self.tells([question(self.neighbour, claim(0), **members)])

    def ends(self, most: int = 2) -> None:
        """Post or void some of what is pending, in any order."""
        waiting = [one for one in self.held.values() if one.state == PENDING]
        self.chance.shuffle(waiting)
        for one in waiting[:most]:
            end(self.neighbour, [one], self.chance.choice([POST, POST, VOID]))

    def tells(self, told: list[tuple[Settlement, Any]]) -> None:
        self.neighbour.tell(*(draft for _, draft in told))
        self.neighbour.exchange()
        self.asked += [one.id for one, _ in told]


def sums_of(rows: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found.update(row.sums)
    return Counter({name: value for name, value in found.items() if value})


def assert_sums() -> None:
    """Demand that each year is the sum of what counts in it, and each account what is left of it."""
    for year in models.Year.objects.all():
        assert sums_of([year]) == sums_of(models.Computation.objects.filter(year=year, counts=True))
    for one in models.Insurance.objects.all():
        counting = models.Computation.objects.filter(insurance=one, counts=True)
        assert one.account_fen == PAID_IN - sum(counting.values_list("account_fen", flat=True)) >= 0


def standing(held: Names) -> set[str]:
    """Return the claims that stand by a plain model: posted, and taken back an even number of times."""
    found = set()
    for one in held.values():
        if not one.cancels and one.state == POSTED:
            depth, last = 0, one
            while last.cancelled_by and held[last.cancelled_by].state == POSTED:
                depth, last = depth + 1, held[last.cancelled_by]
            found |= {one.id} if depth % 2 == 0 else set()
    return found


@pytest.mark.parametrize("seed", range(6))
def test_any_mix_leaves_years_accounts_and_ledger_right(neighbour: Neighbour, seed: int) -> None:
    models.Insurance.objects.filter(person__number="P-0").update(insurance="310", type="11")
    walk = Walk(neighbour, seed)
    for _ in range(STEPS):
        walk.step()
        assert_sums()
    walk.ends(most=len(walk.asked))
    assert_sums()
    held = walk.held
    assert {name: neighbour.node.tables.settlements[name] for name in held} == held
    stands = models.Computation.objects.filter(pk__in=standing(held))
    assert sums_of(models.Year.objects.all()) == sums_of(stands) != Counter()
    paid = sum(held[row.pk].pays_fen for row in stands)
    balances = ledger.balances(codes=list(ledger.accounts()))
    assert sum(one.balance_fen for one in balances.values()) == 0
    assert {row.pk for row in models.Computation.objects.filter(counts=True)} == {
        name for name, one in held.items() if one.state == POSTED
    }
    owed = [one.balance_fen for code, one in balances.items() if code.endswith("we-owe")]
    assert -sum(owed) == paid == sum(one.pays_fen for one in held.values() if one.state == POSTED)


def state_of(walk: Walk) -> Any:
    years = list(models.Year.objects.order_by("pk").values("pk", "sums"))
    accounts = list(models.Insurance.objects.order_by("pk").values("pk", "account_fen"))
    balances = {code: one.balance_fen for code, one in ledger.balances(codes=list(ledger.accounts())).items()}
    return walk.held, years, accounts, balances


@pytest.mark.parametrize("seed", [1, 2])
def test_a_replay_of_every_frame_changes_nothing(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whatever the neighbour sent comes once more, in its order and then the last first."""
    frames, receive = list[bytes](), federation.receive

    def heard(came: Sequence[bytes], **named: Any) -> Any:
        frames.extend(came)
        return receive(came, **named)

    monkeypatch.setattr(federation, "receive", heard)
    walk = Walk(neighbour, seed)
    for _ in range(STEPS):
        walk.step()
    before = state_of(walk)
    for frame in [*frames, *reversed(frames)]:
        receive([frame], sender=CODE, at=neighbour.now)
    assert len(frames) > STEPS
    assert state_of(walk) == before
    walk.ends(most=len(walk.asked))
    assert_sums()
