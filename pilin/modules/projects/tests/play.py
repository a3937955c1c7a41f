"""The play of the tests: a stage on which both sides agreed on the kinds of this room and on a clause that allows them.

What `they_…` does is the neighbour's; the rest is ours. Reports and lists that we open go through the actions of pages.
"""

from collections.abc import Mapping
from typing import Any

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Hand
from pilin.modules.projects.queries import OneProject

KINDS = ("plan", "report", "yearly_list")
HALF = {"done": "清淤一段", "percent": 20, "next": "清淤二段"}


class Play:
    """Two sides with projects between them; `kinds` are those on which they agreed."""

    kinds: tuple[str, ...] = KINDS

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        clause = texts.clause("1", matter_kinds=self.kinds)
        stage.agree(texts.agreement(clauses=(clause,)).as_json())
        stage.agree_calendar("2025", "2026")
        for name in self.kinds:
            stage.agree_kind(name)

    @property
    def hand(self) -> Hand:
        return Hand("", self.stage.now)

    def plan(self, **fields: Any) -> str:
        """Open a plan of ours and let both sign it; return its id."""
        self.stage.open_plan(**fields)
        return self.both("sign")

    def both(self, step: str, **members: Any) -> str:
        """Let both sides take a step on the matter that was opened last."""
        self.stage.take(step, **members)
        self.stage.meet()
        self.stage.they_take(step, text=self.stage.text(step), **members)
        self.stage.meet()
        return self.stage.matter

    def project(self, plan: str) -> OneProject:
        found = queries.project(plan)
        assert found is not None
        return found

    def report(self, plan: str, month: str, **half: Any) -> str:
        """Write our half of a month; return the report's id."""
        self.stage.matter = actions.report_month(self.project(plan).plan, month, {**HALF, **half}, by=self.hand)
        self.stage.meet()
        return self.stage.matter

    def they_report(self, plan: str, month: str, **half: Any) -> str:
        """Let the neighbour open the report of a month with its half; return the report's id."""
        of = {"plan": plan, "month": month}
        fields = {"title": f"月报 {month}", "of": of, "due": "2026-05-06", "half": {**HALF, **half}}
        return self.they_open("report", fields)

    def they_open(self, name: str, fields: Mapping[str, Any]) -> str:
        """Let the neighbour open a matter of a kind; return its id."""
        kind = matter_queries.kind_named(name, (US, THEM))
        assert kind is not None
        matter = f"{int(self.stage.now.timestamp() * 1000):08x}"[:8] + f"-0000-7000-8000-{self.count():012x}"
        roles = {role: THEM if role == kind.opening_by else US for role in kind.roles}
        calendar = next(reversed([*self.stage.their_calendars]))
        self.stage.they_tell(
            chain.opening(
                matter=matter, kind=kind.digest, roles=roles, basis=CLAUSE, fields=fields, calendar=calendar, office=""
            )
        )
        self.stage.meet()
        self.stage.matter = matter
        return matter

    def count(self) -> int:
        return len(self.stage.neighbour.node.tables.matters)

    def they_add(self, **half: Any) -> None:
        """Let the neighbour add its half to the report that was opened last."""
        self.stage.they_take("report", fields={"half": {**HALF, **half}})
        self.stage.meet()

    def month(self, plan: str, month: str, *, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
        """Let both sides report a month and sign it; return the report's id."""
        self.report(plan, month, **ours)
        self.they_add(**theirs)
        return self.both("sign")
