"""A table at which both sides sit: our node, its neighbour, the kinds and the calendar that both agreed on."""

from collections.abc import Mapping
from typing import Any

from pilin.base import ids
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage, calendars_in_memory
from pilin.modules.programme import actions, models, queries
from pilin.modules.programme.rules import KINDS, Record
from pilin.modules.programme.tests.council import AGENDA, CALL, HELD, TEXT, TOPIC


class Table:
    """Both sides of a meeting. What `they_…` does is the neighbour's; the rest is ours."""

    def __init__(self, stage: Stage, monkeypatch: Any) -> None:
        self.stage = stage
        monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
        monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
        self.kinds = {name: stage.agree_kind(name) for name in KINDS}
        stage.agree_calendar("2025", "2026")

    def open(self, kind: str, fields: Mapping[str, Any], *, roles: Mapping[str, str] | None = None) -> str:
        named = roles or dict(zip(kit.kind(kind).roles, (US, THEM), strict=True))
        matter = matters.open_under_a_clause(kind, roles=named, fields=fields, at=self.stage.now)
        self.stage.meet()
        return matter

    def they_open(self, kind: str, fields: Mapping[str, Any]) -> str:
        """Let the neighbour open a matter in which it holds the first role."""
        matter = ids.new_id(self.stage.now)
        draft = chain.opening(
            matter=matter,
            kind=self.kinds[kind],
            roles=dict(zip(kit.kind(kind).roles, (THEM, US), strict=True)),
            fields=dict(fields),
            basis=CLAUSE,
            calendar=next(reversed([*calendars_in_memory(self.stage.neighbour.node.store)])),
            office="",
        )
        self.stage.they_tell(draft)
        self.stage.meet()
        return matter

    def take(self, matter: str, step: str, fields: Mapping[str, Any] | None = None) -> None:
        self.stage.matter = matter
        self.stage.take(step, fields=dict(fields or {}))
        self.stage.meet()

    def they_take(self, matter: str, step: str, fields: Mapping[str, Any] | None = None) -> None:
        self.stage.matter = matter
        rule = next(rule for rule in self.stage.view().kind.steps if rule.name == step)
        text = {"text": self.stage.text(step)} if rule.joint else {}
        self.stage.they_take(step, fields=dict(fields or {}), **text)
        self.stage.meet()

    def topics(self) -> tuple[str, str]:
        """Open two topics of ours: the lamps and the bus."""
        lamps = self.open("topic", TOPIC)
        self.stage.later(seconds=5)
        return lamps, self.open("topic", {**TOPIC, "title": "廊下2路延伸"})

    def minutes(self, lamps: str, bus: str) -> dict[str, Any]:
        """Return the text of minutes about two topics: one agreed with a decision, one in which the sides differ."""
        items = [{**TEXT["items"][0], "topic": lamps}, {**TEXT["items"][1], "topic": bus}]
        decisions = [{**TEXT["decisions"][0], "topic": lamps}]
        return {"items": items, "decisions": decisions, "differences": [{**TEXT["differences"][0], "topic": bus}]}

    def called(self, lamps: str, bus: str, **changes: Any) -> str:
        return self.open("meeting", {**CALL, "agenda": self.agenda(lamps, bus), **changes})

    def agenda(self, lamps: str, bus: str) -> list[dict[str, str]]:
        return [{**AGENDA[0], "topic": lamps}, {**AGENDA[1], "topic": bus}]

    def signed(self) -> tuple[str, str, str]:
        """Return a meeting of ours with minutes that both signed, and its topics."""
        lamps, bus = self.topics()
        meeting = self.called(lamps, bus)
        self.they_take(meeting, "accept_agenda")
        self.take(meeting, "hold", HELD)
        self.take(meeting, "draft_minutes", self.minutes(lamps, bus))
        self.they_take(meeting, "sign_minutes")
        self.take(meeting, "sign_minutes")
        return meeting, lamps, bus

    def they_signed(self) -> tuple[str, str, str]:
        """Return a meeting in the neighbour's chair with minutes that both signed, and its topics."""
        lamps, bus = self.topics()
        meeting = self.they_open("meeting", {**CALL, "agenda": self.agenda(lamps, bus)})
        self.take(meeting, "accept_agenda")
        self.they_take(meeting, "hold", HELD)
        self.they_take(meeting, "draft_minutes", self.minutes(lamps, bus))
        self.take(meeting, "sign_minutes")
        self.they_take(meeting, "sign_minutes")
        return meeting, lamps, bus

    def carry_out(self) -> int:
        """Let our worker do what meetings ask for, and both sides hear of it."""
        done = actions.carry_out(at=self.stage.now)
        self.stage.meet()
        return done

    def record(self, matter: str) -> Record:
        return queries.records([matter])[0]

    def of_kind(self, kind: str) -> list[Record]:
        return [queries.read(row) for row in models.Record.objects.filter(kind=kind).order_by("matter")]

    def same(self, *matters: str) -> bool:
        """Tell whether both sides hold the same of every one of these matters."""
        found = []
        for matter in matters:
            self.stage.matter = matter
            found.append(self.stage.same())
        return all(found)
