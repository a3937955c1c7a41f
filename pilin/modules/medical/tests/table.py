"""Two agencies at a table: the rules of settlements played by hand, with letters that travel as slowly as one likes."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.base.refusal import Refused, Remedy
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Priced, Saying, Settlement

CARE, INSURED = "310116", "330482"
HOSPITAL = "H31011600001"
DAY = date(2026, 3, 4)
AT = Instant(datetime(2026, 3, 4, 2, 0, tzinfo=UTC))
REFUSAL = "link.refusal"


def number(index: int) -> str:
    """Return the identifier of the settlement so many-th."""
    return f"01980000-0000-7000-8000-{index:012}"


@dataclass(frozen=True)
class Letter:
    """A fact as the rules see it."""

    kind: str
    author: str
    body: Mapping[str, Any]
    re: str = ""
    parties: tuple[str, ...] = (CARE, INSURED)
    basis: str = "clause:A9/1"
    nonce: int = 0

    @property
    def hash(self) -> str:
        return digest_of([self.kind, self.author, dict(self.body), self.re, self.nonce])


@dataclass
class Agency:
    """One side: its book, its letters on their way, and those that wait for something."""

    code: str
    price_of: Callable[[Settlement], Priced] = lambda asked: Priced(fund_fen=asked.total_fen // 2)
    settlements: dict[str, Settlement] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    out: deque[Letter] = field(default_factory=deque)
    waiting: list[Letter] = field(default_factory=list)
    told: list[Letter] = field(default_factory=list)
    story: list[tuple[str, str]] = field(default_factory=list)
    parts_late: bool = False

    # What the rules ask of a book and a voice

    def get(self, settlement: str) -> Settlement | None:
        return self.settlements.get(settlement)

    def put(self, settlement: Settlement, event_hash: str, at: Instant) -> None:
        self.settlements[settlement.id] = settlement
        self.story.append((settlement.id, settlement.state))

    def price(self, settlement: Settlement, at: Instant) -> Priced:
        if self.parts_late:
            raise Refused(MedicalRefusal.CLAIM_IS_NOT_HERE)
        if settlement.cancels:
            original = self.settlements[settlement.cancels]
            return Priced(-original.fund_fen, -original.account_fen)
        return self.price_of(settlement)

    def is_given_up(self, settlement: str) -> bool:
        return settlement in self.given_up

    def say(self, saying: Saying, at: Instant) -> None:
        letter = Letter(saying.kind, self.code, saying.body, saying.re, nonce=len(self.told))
        rules.decide(self, self, letter, at)
        self.told.append(letter)
        self.out.append(letter)

    def replied(self, re: str, kind: str) -> bool:
        return any((letter.re, letter.kind) == (re, kind) for letter in self.told)

    # What a test does

    def asks(self, index: int, total_fen: int = 1000, *, cancels: int | None = None) -> str:
        """Ask for a settlement, or for taking one back; return its identifier."""
        taken = number(cancels) if cancels is not None else ""
        insured = INSURED if self.code == CARE else CARE
        asked = Settlement(number(index), self.code, insured, HOSPITAL, "390", DAY, total_fen, taken, "clause:A9/1")
        self.say(rules.ask(asked), AT)
        return asked.id

    def ends(self, settlement: str, kind: str) -> None:
        """Post or void."""
        self.say(rules.end(self.settlements[settlement], kind), AT)

    def hears(self, letter: Letter) -> None:
        """Take a letter; what must wait is tried again after each one that follows."""
        self.tries_again()
        self._decide(letter)

    def tries_again(self) -> None:
        """Decide what waits once more, in its order."""
        waiting, self.waiting = self.waiting, []
        for letter in waiting:
            self._decide(letter)

    def _decide(self, letter: Letter) -> None:
        if letter.kind == REFUSAL:
            question = next(one for one in self.told if one.hash == letter.re)
            if question.kind == rules.SETTLE:
                rules.refused(self, question, letter.hash, AT)
            return
        before = dict(self.settlements), list(self.story), deque(self.out), list(self.told)
        try:
            rules.decide(self, self, letter, AT)
        except Refused as refused:
            self.settlements, self.story, self.out, self.told = before
            if refused.code.remedy is Remedy.RETRY_LATER:
                self.waiting.append(letter)
            else:
                self.out.append(Letter(REFUSAL, self.code, {"code": refused.code.value}, letter.hash))


def carry(one: Agency, other: Agency) -> None:
    """Carry letters both ways until none is left."""
    while one.out or other.out:
        for sender, hearer in ((one, other), (other, one)):
            if sender.out:
                hearer.hears(sender.out.popleft())


def pair() -> tuple[Agency, Agency]:
    """Return both agencies: where care is given, and where the patient is insured."""
    return Agency(CARE), Agency(INSURED)
