"""What a day came to: what was asked, answered and refused, how unknown outcomes ended, and what stands in the end."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pilin.base.money import Fen, yuan_text


class Way(NamedTuple):
    """Whose money: the place of care, the place of insurance, the kind of insurance."""

    care: str
    insured: str
    insurance: str


@dataclass(frozen=True)
class Paid:
    """A settlement as the hospital holds it: its number, and what the insured agency pays of it."""

    number: str
    way: Way
    fund_fen: int
    account_fen: int


class Tally:
    """Counts for many threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.asked: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.unknown: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        self.visits: Counter[str] = Counter()
        self.troubles: list[str] = []
        self._standing: dict[str, Paid] = {}

    def asks(self, infno: str) -> None:
        """Count a message that is sent."""
        with self._lock:
            self.asked[infno] += 1

    def hears(self, infno: str, error: str | None) -> None:
        """Count a reply: done where it says no error."""
        with self._lock:
            if error is None:
                self.answered[infno] += 1
            else:
                self.refused[infno, error] += 1

    def wonders(self, infno: str) -> None:
        """Count a message whose outcome is unknown."""
        with self._lock:
            self.unknown[infno] += 1

    def knows(self, how: str) -> None:
        """Count an unknown outcome that was found out, and how."""
        with self._lock:
            self.ended[how] += 1

    def sees(self, story: str) -> None:
        """Count a visit that came to its end."""
        with self._lock:
            self.visits[story] += 1

    def minds(self, trouble: str) -> None:
        """Write down what must not be: an identity that does not hold, an outcome that stays unknown."""
        with self._lock:
            self.troubles.append(trouble)

    def stands(self, paid: Paid) -> None:
        """Hold a settlement that stands."""
        with self._lock:
            self._standing[paid.number] = paid

    def falls(self, number: str) -> None:
        """Hold a settlement no longer."""
        with self._lock:
            self._standing.pop(number, None)

    @property
    def standing(self) -> dict[Way, tuple[int, int, int]]:
        """Return how many settlements stand of each way, and what funds and accounts pay of them."""
        found: dict[Way, tuple[int, int, int]] = {}
        for one in self._standing.values():
            number, fund, account = found.get(one.way, (0, 0, 0))
            found[one.way] = (number + 1, fund + one.fund_fen, account + one.account_fen)
        return dict(sorted(found.items()))

    def lines(self) -> Iterator[str]:
        """Say all of it, a line each."""
        yield f"visits 就诊: {sum(self.visits.values())}"
        yield from (f"  {story}: {number}" for story, number in sorted(self.visits.items()))
        sums = (sum(counts.values()) for counts in (self.asked, self.answered, self.refused, self.unknown))
        yield "messages 报文: {} asked 已发, {} answered 已办, {} refused 被拒, {} unknown 未知".format(*sums)
        for infno in sorted(self.asked):
            counts = self.asked[infno], self.answered[infno], self._refused(infno), self.unknown[infno]
            yield "  {}: {}, {}, {}, {}".format(infno, *counts)
        yield from (f"  {number} x {infno} -1 {error}" for (infno, error), number in sorted(self.refused.items()))
        yield "unknown outcomes 未知结果: " + (
            ", ".join(f"{how} {number}" for how, number in sorted(self.ended.items())) or "0"
        )
        for way, (number, fund, account) in self.standing.items():
            paid = f"fund 基金 {yuan_text(Fen(fund))}, account 个人账户 {yuan_text(Fen(account))}"
            yield f"standing 有效结算 {way.insured} -> {way.care} {way.insurance}: {number}, {paid}"
        yield from (f"trouble 异常: {trouble}" for trouble in self.troubles)

    def _refused(self, infno: str) -> int:
        return sum(number for (one, _), number in self.refused.items() if one == infno)
