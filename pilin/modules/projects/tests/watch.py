"""The watch of the tests: a play in which both sides agreed on the kinds of the supervision."""

from typing import Any

from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules.objects import Object, objects_of
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.test_finding_kind import DONE, FINDING
from pilin.modules.projects.tests.test_order_kinds import ORDER
from pilin.modules.projects.tests.test_problem_kind import PROBLEM
from pilin.modules.projects.tests.test_supervision_kinds import SUPERVISION, VISIT

SAID = {name: value for name, value in FINDING.items() if name not in ("number", "quarter")}
PLAIN = ("title", "content", "scope", "team", "starts_on", "ends_on")


class Watch(Play):
    """Two sides that look at each other's works. What `they_…` does is the neighbour's; the rest is ours."""

    kinds: tuple[str, ...] = ("plan", "supervision", "visit", "finding", "order", "urging", "hard_problem")

    def supervision(self, *objects: Object, **fields: Any) -> str:
        """Offer the supervision of the first quarter; return its id."""
        said = {**{name: SUPERVISION[name] for name in PLAIN}, **fields}
        named = objects or objects_of(SUPERVISION["objects"])
        made = actions.offer_supervision(named, said, quarter="2026-Q1", peer=THEM, by=self.hand)
        self.stage.matter = made
        self.stage.meet()
        return made

    def visit(self, supervision: str, item: str = "1", **fields: Any) -> str:
        """Record a visit of ours to an object; return its id."""
        said = {name: VISIT[name] for name in ("held_on", "present", "planned", "seen")}
        self.stage.matter = actions.record_visit(supervision, item, {**said, **fields}, by=self.hand)
        self.stage.meet()
        return self.stage.matter

    def finding(self, **fields: Any) -> str:
        """Record a finding at an object of the neighbour; return its id."""
        self.stage.matter = actions.record_finding({**SAID, **fields}, peer=THEM, by=self.hand)
        self.stage.meet()
        return self.stage.matter

    def order(self, **fields: Any) -> str:
        """Send a 督办单 to the neighbour; return its id."""
        self.stage.matter = actions.send_paper("order", {**ORDER, **fields}, peer=THEM, by=self.hand)
        self.stage.meet()
        return self.stage.matter

    def they_order(self, **fields: Any) -> str:
        """Let the neighbour send us a 督办单; return its id."""
        return self.they_open("order", {**ORDER, "number": f"金督办（2026）{self.count()}号", **fields})

    def problem(self, **fields: Any) -> str:
        """Put a hard problem on the board; return its id."""
        self.stage.matter = actions.raise_problem({**PROBLEM, **fields}, peer=THEM, by=self.hand)
        self.stage.meet()
        return self.stage.matter

    def they_find(self, **fields: Any) -> str:
        """Let the neighbour record a finding at an object of ours; return its id."""
        return self.they_open("finding", {**FINDING, "number": f"DC-2026-310116-{self.count():04}", **fields})

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

    def struck_off(self) -> None:
        """Let the neighbour set its finding right and both sign the strike-off."""
        self.they_take("take_on", measures="增派两个班组")
        self.they_take("ask_strike_off", **DONE)
        self.they_take("strike_off")
        self.take("strike_off")

    @property
    def record(self) -> Record:
        """Return the record of the matter that was opened last."""
        return queries.records([self.stage.matter])[self.stage.matter]
