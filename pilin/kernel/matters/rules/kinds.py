"""Kinds: what may happen in a matter, as data that every party signed; the annotations are the documents' schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from pilin.base import ids
from pilin.base.canonical import Json, digest_of
from pilin.kernel.matters.rules.reading import is_day, read
from pilin.kernel.matters.rules.refusals import demand

Value: TypeAlias = Any  # canonical JSON; what the value of a field must be, its FieldRule says
Title: TypeAlias = Mapping[Literal["zh", "en"], str]

NOBODY = ("nobody",)
_TYPES: Value = {"text": str, "choice": str, "integer": int, "money": int, "flag": bool, "list": list, "record": dict}
_WORDS: Value = {"date": is_day, "matter": lambda value: isinstance(value, str) and ids.is_id(value)}


@dataclass(frozen=True)
class FieldRule:
    """A field; `sees` is all, own, masked or roles; money is fen; a list holds texts or, with `members`, records.

    A matter is the id of another one; `kinds` are the names of the kinds that a form offers for it.
    """

    type: Literal["text", "integer", "money", "date", "flag", "choice", "matter", "list", "record"]
    title: Title
    sees: tuple[str, ...] = ("all",)
    choices: Mapping[str, Title] = field(default_factory=dict)
    members: Mapping[str, "FieldRule"] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    optional: bool = False

    @property
    def names_matters(self) -> bool:
        """Tell whether a value of this field can name another matter."""
        return self.type == "matter" or any(member.names_matters for member in self.members.values())


@dataclass(frozen=True)
class StateRule:
    """A state: one role orders; `agreed` needs all parties; `waits`: why no clock runs; `awaits` roles or NOBODY."""

    title: Title
    orderer: str
    final: bool = False
    agreed: bool = False
    waits: Title | None = None
    awaits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guard:
    """A predicate of the closed list that `fold` explains, about a step or a clock."""

    name: Literal["at_most", "not_same_actor", "clock_running", "clock_expired", "extension_left"]
    step: str = ""
    clock: str = ""
    times: int = 0


@dataclass(frozen=True)
class StepRule:
    """A step by roles (joint: by all of them) from states to a state (None: it stays); it may carry `takes` too."""

    name: str
    title: Title
    from_: tuple[str, ...]
    by: tuple[str, ...]
    to: str | None = None
    needs_fields: tuple[str, ...] = ()
    needs_attachments: int = 0
    needs_steps: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    signs_of: str = ""
    signs_fields: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    provisional_hours: int | None = None
    irreversible: bool = False
    joint: bool = False


@dataclass(frozen=True)
class ClockRule:
    """A period of a statute; it ends with any of `stops` (steps or states) or by an event that expires it.

    With `until_field` it ends on the day that this field holds: a day that parties set, not a period of a law.
    """

    name: str
    title: Title
    statute: str
    article: str
    jurisdiction: str
    length: int
    unit: Literal["calendar", "working"]
    warn_days: int
    stops: tuple[str, ...]
    start_step: str = ""
    start_state: str = ""
    until_field: str = ""
    extension_step: str = ""
    extension_length: int = 0
    extension_unit: str = ""
    extension_times: int = 1
    pause_from_step: str = ""
    pause_until_step: str = ""
    expiry_to: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind; `digest` is the hash of its document. The first of its steps is `open`, from no state."""

    type: Literal["kind"]
    name: str
    version: int
    title: Title
    roles: tuple[str, ...]
    fields: Mapping[str, FieldRule]
    states: Mapping[str, StateRule]
    opening_by: str
    opening_state: str
    opening_needs: tuple[str, ...]
    steps: tuple[StepRule, ...]
    clocks: tuple[ClockRule, ...] = ()
    opening_takes: tuple[str, ...] = ()
    digest: str = ""


def parse(document: Json, name: str = "") -> Kind:
    """Return the kind of a document of this name. Raises DOCUMENT_IS_MALFORMED: the path in it, what belongs there."""
    kind: Kind = read(Kind, document, "kind")
    names = ("open", *kind.states, *(step.name for step in kind.steps), *(clock.name for clock in kind.clocks))
    demand(len({*names}) == len(names) and "".join(names).isascii(), "kind", "different names in ASCII")
    demand(all(c.extension_unit in ("", c.unit) for c in kind.clocks), "kind.clocks", "extensions in the clock's unit")
    whole = all(not (c.length or c.extension_step or c.pause_from_step) for c in kind.clocks if c.until_field)
    demand(whole, "kind.clocks", "no length, extension or pause where a field says until when")
    final = tuple(name for name, state in kind.states.items() if state.final)
    clocks = tuple(replace(c, stops=c.stops + final) for c in kind.clocks)  # a final state stops every clock
    left = {c.extension_step: (Guard("extension_left", clock=c.name, times=c.extension_times),) for c in clocks}
    opening = StepRule("open", kind.title, ("",), (kind.opening_by,), kind.opening_state, kind.opening_needs)
    steps = [replace(opening, takes=kind.opening_takes)]
    for step in kind.steps:
        joint, itself = step.by == ("all",), {*step.signs_fields} & {*step.needs_fields, *step.takes}
        demand((joint and not itself) or not step.signs_of, f"kind.{step.name}.signs", "by all, not what it carries")
        demand(not {*step.from_} & {*final}, f"kind.{step.name}.from", "no final state")
        by, guards = kind.roles if joint else step.by, step.guards + left.get(step.name, ())
        steps.append(replace(step, by=by, joint=joint, guards=guards))
    return replace(kind, digest=name or digest_of(document), steps=tuple(steps), clocks=clocks)


def fits(rule: FieldRule, value: Value) -> bool:
    """Tell whether a value in an event is of the field's type; what not all may see stands there as its part's hash."""
    if rule.sees != ("all",):
        digits = value.get("part") if isinstance(value, dict) and len(value) == 1 else None
        return isinstance(digits, str) and len(digits) == 64 and {*digits} <= {*"0123456789abcdef"}
    if rule.type in _WORDS or type(value) is not _TYPES[rule.type]:
        return rule.type in _WORDS and _WORDS[rule.type](value)
    if rule.type == "list":
        ids = [str(item["id"]) for item in value if isinstance(item, dict) and "id" in {*rule.members} & {*item}]
        inner = replace(rule, type="record" if rule.members else "text")
        return len(ids) == len({*ids}) and all(fits(inner, item) for item in value)  # an `id` names one record
    if rule.type == "record":
        needed = {name for name, member in rule.members.items() if not member.optional}
        fitting = (fits(rule.members[name], item) for name, item in value.items() if name in rule.members)
        return needed <= value.keys() <= rule.members.keys() and all(fitting)
    return value in rule.choices if rule.type == "choice" else str(value).strip() != ""
