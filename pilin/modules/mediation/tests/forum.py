"""A forum at which both sides mediate: our node, its neighbour, the kind and the calendar that both agreed on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilin.base import ids
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage, calendars_in_memory
from pilin.modules.mediation import actions, queries
from pilin.modules.mediation.actions.committees import Hand
from pilin.modules.mediation.rules import texts
from pilin.modules.mediation.rules.cases import Case
from pilin.modules.mediation.rules.committees import Member
from pilin.modules.mediation.tests.samples import ACCEPTED, CONSENT, DRAFT, OPENING

KINDS = ("mediation", "sweep")
MEMBERS = (
    Member("主任甲", "wu", is_chair=True, is_woman=True),
    Member("调解员乙", "zhao"),
    Member("调解员丙"),
)


class Forum:
    """Both sides of a mediation. What `they_…` does is the neighbour's; the rest is ours."""

    def __init__(self, stage: Stage, monkeypatch: Any) -> None:
        self.stage = stage
        monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
        monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
        self.kinds = {name: stage.agree_kind(name) for name in KINDS}
        stage.agree_calendar("2025", "2026")
        self.committee = actions.enter_committee("金沙村人民调解委员会", MEMBERS, by=self.hand())

    def hand(self, account: str = "wu") -> Hand:
        return Hand(account, "", self.stage.now)

    @property
    def matter(self) -> str:
        return self.stage.matter

    def open(self, *, assigned: bool = True, **fields: Any) -> str:
        """Open a case of ours; the chair and a mediator are in charge."""
        kind = matters.kind(self.kinds["mediation"])
        assert kind is not None
        made, _places = actions.open_case(kind, {**OPENING, **fields}, peer=THEM, by=self.hand())
        if assigned:
            self.assign(made)
        self.stage.matter = made
        self.stage.meet()
        return made

    def assign(self, matter: str, *names: str) -> None:
        actions.assign(matter, committee=self.committee, names=names or ("调解员乙",), by=self.hand())

    def they_open(self, **fields: Any) -> str:
        """Let the neighbour open a case in which it holds the first role."""
        matter = ids.new_id(self.stage.now)
        told, contents = self.apart({**OPENING, **fields})
        draft = chain.opening(
            matter=matter,
            kind=self.kinds["mediation"],
            roles={"initiator": THEM, "responder": US},
            fields=told,
            basis=CLAUSE,
            calendar=next(reversed([*calendars_in_memory(self.stage.neighbour.node.store)])),
            office="",
            contents=contents,
        )
        self.stage.they_tell(draft)
        self.stage.matter = matter
        self.stage.meet()
        return matter

    def apart(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
        """Return fields and parts as the neighbour's program writes them."""
        found = texts.sort(kit.kind("mediation"), values)
        if not found.apart:
            return found.fields, ()
        part = federation.detach(
            texts.PART, texts.written(found.apart), purpose=texts.PURPOSE, keep_until=date(2031, 12, 31),
            readers=sorted((US, THEM)),
        )  # fmt: skip
        return {**found.fields, **{name: {"part": part.ref.hash} for name in found.apart}}, (part,)

    def take(self, step: str, values: Mapping[str, Any] | None = None, *, account: str = "wu") -> int:
        """Take a step of ours; return how many places were masked."""
        masked = actions.take_step(self.view(), step, values or {}, by=self.hand(account))
        self.stage.meet()
        return masked

    def they_take(self, step: str, values: Mapping[str, Any] | None = None) -> None:
        rule = next(rule for rule in self.view().kind.steps if rule.name == step)
        fields, contents = self.apart(values or {})
        text = {"text": self.stage.text(step)} if rule.joint else {}
        self.stage.they_take(step, fields=fields, contents=contents, **text)
        self.stage.meet()

    def both(self, step: str, values: Mapping[str, Any] | None = None) -> None:
        """Let both sides take a step that needs both."""
        self.take(step, values)
        self.they_take(step, values)

    def mediating(self) -> str:
        """Open a case and let both parties consent."""
        made = self.open()
        self.they_take("accept", ACCEPTED)
        self.both("consent", CONSENT)
        return made

    def effective(self, **changes: Any) -> str:
        """Bring a case to an agreement that both committees signed."""
        made = self.mediating()
        self.take("draft", {**DRAFT, **changes})
        self.both("sign")
        return made

    def view(self) -> MatterView:
        return self.stage.view()

    @property
    def case(self) -> Case:
        found = queries.case(self.stage.matter)
        assert found is not None
        return found

    def draft(self, **changes: Any) -> dict[str, Any]:
        """Return what is entered of the sample agreement."""
        return {**DRAFT, **changes}
