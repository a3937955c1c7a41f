"""Tools of the tests: sample kinds, the calendar of 2025 and 2026, and a chain that is written event by event."""

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from pilin.base import canonical, clock
from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.kernel.matters.rules import clocks, fold, kinds
from pilin.kernel.matters.rules.fold import Matter, Ordered
from pilin.kernel.matters.rules.kinds import FieldRule, Kind, StepRule
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal

SAMPLES = Path(__file__).parent / "samples"
PROGRAMME = Path(__file__).parents[4] / "nodes" / "programme" / "kinds"
PART = {"part": "0" * 64}
OTHER = "019d0000-0000-7000-8000-000000000000"


def document(name: str) -> Any:
    """Return a kind or calendar document of the programme or of the samples, as JSON."""
    path = next(path for path in (SAMPLES / f"{name}.yaml", PROGRAMME / f"{name}.yaml") if path.exists())
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def kind(name: str) -> Kind:
    return kinds.parse(document(name))


def changed(name: str, **changes: object) -> Any:
    """Return a kind's document with changes by path: steps__sign__to="x" (lists of named records go by name)."""
    made = copy.deepcopy(document(name))
    for path, value in changes.items():
        *way, last = path.split("__")
        place = made
        for word in way:
            place = _inside(place, word)
        place[last] = value
    return made


def _inside(place: Any, word: str) -> Any:
    if isinstance(place, list):
        return next(item for item in place if item["name"] == word)
    return place.setdefault(word, {})


CALENDAR = clocks.parse_calendar(document("calendar"))
CALENDARS = {CALENDAR.hash: CALENDAR}
MONDAY = date(2026, 3, 2)


def noon(day: str) -> Instant:
    """Return noon in China of a day."""
    return clock.instant(datetime.fromisoformat(f"{day}T12:00:00+08:00"))


def value(rule: FieldRule, text: str = "text") -> Any:
    """Return some value that fits a field."""
    if rule.sees != ("all",):
        return PART
    plain = {"text": text, "integer": 3, "money": 1250, "date": "2026-05-01", "flag": True, "matter": OTHER}
    if rule.type == "choice":
        return next(iter(rule.choices))
    if rule.type == "record":
        return {name: value(member, text) for name, member in rule.members.items()}
    if rule.type == "list":
        return [value(replace(rule, type="record" if rule.members else "text"), text)]
    return plain[rule.type]


def filled(kind: Kind, rule: StepRule, text: str = "text") -> dict[str, Any]:
    """Return values for all fields that a step needs."""
    return {name: value(kind.fields[name], text) for name in rule.needs_fields}


def stored(matter: Matter) -> Matter:
    """Return the matter as a store would give it back: through canonical bytes."""
    return fold.from_json(canonical.decode(canonical.encode(fold.as_json(matter))))


class Case:
    """One matter of a kind, opened on a day; role x is held by node-x unless `nodes` says otherwise."""

    def __init__(self, kind: Kind, *, day: str = "2026-03-02", nodes: Mapping[str, str] | None = None) -> None:
        self.kind = kind
        self.at = noon(day)
        self.nodes = dict(nodes or {role: f"node-{role}" for role in kind.roles})
        self.calendars = dict(CALENDARS)
        self.calendar = CALENDAR.hash
        opened = fold.opened(kind, self.opening(), self.calendars)
        assert isinstance(opened, Matter), opened
        self.matter = opened

    def opening(self, **members: Any) -> Ordered:
        """Return a well-made opening event."""
        node = self.nodes[self.kind.opening_by]
        given: dict[str, Any] = {
            "hash": digest_of(["open", clock.write(self.at)]),
            "matter": "matter-1",
            "author": node,
            "orderer": node,
            "at": self.at,
            "base": "",
            "action": "open",
            "roles": self.nodes,
            "fields": filled(self.kind, self.kind.steps[0]),
            "calendar": self.calendar,
        }
        return Ordered(**{**given, **members})

    def rule(self, name: str) -> StepRule:
        return next(rule for rule in self.kind.steps if rule.name == name)

    def event(self, name: str, by: str = "", **members: Any) -> Ordered:
        """Return a well-made event on the head: a step by a role, or a clock's event by the orderer."""
        orderer = self.nodes[self.kind.states[self.matter.state].orderer]
        given: dict[str, Any] = {
            "hash": digest_of([name, by, self.matter.head]),
            "matter": self.matter.id,
            "author": self.nodes[by] if by else orderer,
            "orderer": orderer,
            "at": self.at,
            "base": self.matter.head,
            "action": "step",
            "name": name,
            "calendar": self.calendar,
        }
        if by and not members.get("action"):
            rule = self.rule(name)
            given["fields"] = filled(self.kind, rule)
            given["attachments"] = ["0" * 64] * rule.needs_attachments
            given["text"] = fold.text_of(self.matter, rule)
        return Ordered(**{**given, **members})

    def tried(self, event: Ordered) -> Matter | Refusal:
        return fold.step(self.kind, self.matter, event, self.calendars)

    def take(self, name: str, by: str = "", **members: Any) -> "Case":
        """Fold an event that must be taken."""
        after = self.tried(self.event(name, by, **members))
        assert isinstance(after, Matter), after
        self.matter = after
        return self

    def refused(self, name: str, by: str = "", **members: Any) -> MatterRefusal:
        """Return the code with which an event is refused; the matter must stay as it was."""
        before = fold.digest(self.matter)
        refusal = self.tried(self.event(name, by, **members))
        assert isinstance(refusal, Refusal), refusal
        assert fold.digest(self.matter) == before
        return refusal.code

    def on(self, day: str) -> "Case":
        """Let a day come."""
        self.at = noon(day)
        return self

    def later(self, days: int) -> "Case":
        self.at = Instant(self.at.astimezone(UTC) + timedelta(days=days))
        return self

    def ends(self, name: str) -> tuple[str, str]:
        """Return the raw and the rolled end of a clock as ISO dates, `-` for none."""
        state = self.matter.clocks[name]
        return (state.raw_end.isoformat() if state.raw_end else "-", state.rolled_end.isoformat())
