"""The beat of the tests: a stage on which both sides agreed on the kinds of this room and on a clause that allows them.

What `they_…` does is the neighbour's; the rest is ours.
"""

from collections.abc import Mapping
from typing import Any

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage
from pilin.modules.border import actions, queries
from pilin.modules.border.actions import Hand
from pilin.modules.border.rules.patrols import Month
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT
from pilin.modules.border.tests import samples

KINDS = (SUPPORT, PATROLS, ROADBLOCK, JOINT_CHECK)


class Beat:
    """Two sides that keep a line together."""

    def __init__(self, stage: Stage, kinds: tuple[str, ...] = KINDS) -> None:
        self.stage = stage
        clause = texts.clause("1", matter_kinds=kinds)
        stage.agree(texts.agreement(clauses=(clause,)).as_json())
        stage.agree_calendar("2025", "2026")
        for name in kinds:
            stage.agree_kind(name)

    @property
    def hand(self) -> Hand:
        return Hand("", self.stage.now)

    def open(self, name: str, fields: Mapping[str, Any]) -> str:
        """Open a matter of ours; return its id."""
        self.stage.matter = actions.open_kind(name, fields, peer=THEM, by=self.hand)
        self.stage.meet()
        return self.stage.matter

    def month(self, **fields: Any) -> str:
        """Offer a month of patrols and let both sign it; return its id."""
        self.open(PATROLS, {**samples.PLAN, **fields})
        return self.both("sign")

    def both(self, step: str, **members: Any) -> str:
        """Let both sides take a step on the matter that was opened last."""
        self.stage.take(step, **members)
        self.stage.meet()
        self.stage.they_take(step, text=self.stage.text(step), **members)
        self.stage.meet()
        return self.stage.matter

    def take(self, step: str, **fields: Any) -> None:
        """Take a step of ours on the matter that was opened last."""
        self.stage.take(step, fields=fields)
        self.stage.meet()

    def they_take(self, step: str, **fields: Any) -> None:
        """Let the neighbour take a step on the matter that was opened last."""
        rule = next(rule for rule in self.stage.view().kind.steps if rule.name == step)
        text = {"text": self.stage.text(step)} if rule.joint else {}
        self.stage.they_take(step, fields=fields, **text)
        self.stage.meet()

    def they_open(self, name: str, fields: Mapping[str, Any]) -> str:
        """Let the neighbour open a matter of a kind; return its id."""
        kind = matter_queries.kind_named(name, (US, THEM))
        assert kind is not None
        count = len(self.stage.neighbour.node.tables.matters)
        matter = f"{int(self.stage.now.timestamp() * 1000):08x}"[:8] + f"-0000-7000-8000-{count:012x}"
        roles = {role: THEM if role == kind.opening_by else US for role in kind.roles}
        calendar = next(reversed([*self.stage.their_calendars]))
        told: dict[str, Any] = {"basis": CLAUSE, "fields": fields, "calendar": calendar, "office": ""}
        self.stage.they_tell(chain.opening(matter=matter, kind=kind.digest, roles=roles, **told))
        self.stage.meet()
        self.stage.matter = matter
        return matter

    def keep(self, walked: str = "r1", **members: Any) -> bool:
        """Let a squad of ours record a round; tell whether it is new."""
        _record, month = self.found()
        tick = samples.tick(US, walked, **{"id": "", **members})
        return actions.keep_tick(tick, of=month, account="zhao", by=self.hand)

    def tell(self) -> int:
        """Tell the neighbour our records; return how many are new to it."""
        new = actions.tell_ticks(self.stage.matter, side=US, by=self.hand)
        self.stage.meet()
        return new

    def they_tell(self, *records: Mapping[str, Any]) -> None:
        """Let the neighbour tell its records."""
        self.they_take("tell_records", records=[{**samples.RECORD, **one} for one in records])

    def found(self) -> tuple[Any, Month]:
        """Return the month that was opened last, with its record."""
        found = queries.month(self.stage.matter)
        assert found is not None
        return found
