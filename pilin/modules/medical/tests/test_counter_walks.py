"""Any mix of settling, cancelling, reversing and sending again leaves the books right: both ledgers, and the lines.

Each walk is a story of a seed, told to the gateway in bytes, with lost replies and messages that came before their
time. A plain model says beside it which settlement stands; after each step both books must agree with the model.
"""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import CODE, THEIRS, Answer, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from tests.support.neighbour import Neighbour

OWED = 88_500
STEPS = 14


@dataclass
class Sent:
    """A message of the walk: its number, what it was, its bytes, and the number of the settlement that it made."""

    msgid: str
    infno: str
    data: bytes
    number: str
    of: str = ""
    """Of a cancel: the message of the settlement that it cancels."""


@dataclass
class Walk:
    """A hospital that does one of the things that hospitals do, and a model of what must follow."""

    hospital: Hospital
    chance: random.Random
    sent: list[Sent] = field(default_factory=list)
    standing: str = ""
    """The message of the settlement that stands, by the model; "" where none does."""
    reversed: set[str] = field(default_factory=set)
    count: int = 0

    def step(self) -> None:
        """Do one thing, whatever stands."""
        self.chance.choice([self.settles, self.cancels, self.reverses, self.repeats, self.forbids])()

    def fresh(self) -> str:
        self.count += 1
        return f"M-{self.count}"

    def settles(self) -> None:
        """Settle the lines: done where they are free, refused where a settlement holds them."""
        name = self.fresh()
        answer = self.hospital.settles(msgid=name)
        if self.standing:
            assert answer.no("lines_are_unknown")
            return
        self.keep(name, "2207", answer)
        self.standing = name

    def cancels(self) -> None:
        """Cancel some settlement: done where it stands."""
        made = [one for one in self.sent if one.infno == "2207"]
        if not made:
            return
        target, name = self.chance.choice(made), self.fresh()
        answer = self.hospital.cancels(target.number, msgid=name)
        if target.msgid != self.standing:
            assert answer.no("settlement_does_not_stand")
            return
        self.keep(name, "2208", answer, of=target.msgid)
        self.standing = ""

    def reverses(self) -> None:
        """Take back what some message did, once or once more."""
        if not self.sent:
            return
        target = self.chance.choice(self.sent)
        answer = self.hospital.reverses(target.msgid, target.infno)
        if target.msgid in self.reversed:
            assert answer.head.succeeded
        elif target.infno == "2207":
            assert answer.head.succeeded
            self.standing = "" if self.standing == target.msgid else self.standing
            self.reversed.add(target.msgid)
        else:
            self.reverses_a_cancel(target, answer)

    def reverses_a_cancel(self, target: Sent, answer: Answer) -> None:
        """A cancel in force is taken back while the lines are free; one that is over is left as it is."""
        if target.of in self.reversed:
            assert answer.head.succeeded
        elif self.lines_of(target.of):
            assert answer.head.succeeded
            self.standing = target.of
        else:
            assert answer.no("lines_are_settled")
            return
        self.reversed.add(target.msgid)

    def lines_of(self, msgid: str) -> bool:
        """Tell whether the lines last went into the settlement of a message."""
        made = [one.msgid for one in self.sent if one.infno == "2207"]
        return made[-1] == msgid

    def repeats(self) -> None:
        """Send some message again: the same bytes come back, unless it was reversed."""
        if not self.sent:
            return
        target = self.chance.choice(self.sent)
        again = self.hospital.post(target.data, target.infno)
        if target.msgid in self.reversed:
            assert again.no("message_was_reversed")
        else:
            assert again.output.setlinfo.setl_id == target.number

    def forbids(self) -> None:
        """Reverse what has not come; when it comes, it is refused."""
        name = self.fresh()
        assert self.hospital.reverses(name).head.succeeded
        assert self.hospital.settles(msgid=name).no("message_was_reversed")

    def keep(self, name: str, infno: str, answer: Answer, of: str = "") -> None:
        assert answer.head.succeeded, answer.error
        self.sent.append(Sent(name, infno, self.hospital.last, answer.output.setlinfo.setl_id, of))


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    contract()
    found = Hospital(neighbour.now)
    found.comes_to_the_counter()
    return found


def balances() -> dict[str, int]:
    found = ledger.balances(codes=list(ledger.accounts()))
    return {code: balance.balance_fen for code, balance in found.items() if balance.balance_fen}


def theirs(neighbour: Neighbour) -> dict[str, Any]:
    neighbour.exchange()
    found: dict[str, Any] = neighbour.node.store.t.settlements
    return found


@pytest.mark.parametrize("seed", range(8))
def test_any_mix_leaves_both_books_right(hospital: Hospital, neighbour: Neighbour, seed: int) -> None:
    walk = Walk(hospital, random.Random(seed))
    for _ in range(STEPS):
        walk.step()
        owed = OWED if walk.standing else 0
        wanted = {f"medical/institution/{CODE}": -owed, f"peer/{THEIRS}/medical/310/owes-us": owed} if owed else {}
        assert balances() == wanted
    held = theirs(neighbour)
    assert sum(one.pays_fen for one in held.values() if one.state == settlement.POSTED) == owed
    assert {one.state for one in held.values()} <= {settlement.POSTED, settlement.VOIDED}
    ours = {row.pk: (row.state, row.fund_fen, row.account_fen) for row in models.Settlement.objects.all()}
    assert ours == {name: (one.state, one.fund_fen, one.account_fen) for name, one in held.items()}


def test_a_reversal_names_the_transaction_that_it_reverses(hospital: Hospital) -> None:
    hospital.settles(msgid="M-1")
    for other in ("2208", "2304", "2401"):
        assert hospital.reverses("M-1", other).no("reversal_names_another_transaction")
    assert balances() != {}
    assert hospital.reverses("M-1", "2207A").head.succeeded
    assert balances() == {}
