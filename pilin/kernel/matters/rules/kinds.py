"""Kinds: what may happen in a matter, as data that every party signed; the annotations are the documents' schema."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias, get_args, get_type_hints

from pilin.base.canonical import Json, digest_of
from pilin.kernel.matters.rules.refusals import demand

Value: TypeAlias = Any  # canonical JSON; what the value of a field must be, its FieldRule says
Title: TypeAlias = Mapping[Literal["zh", "en"], str]

_TYPES: Value = {"text": str, "choice": str, "integer": int, "money": int, "flag": bool, "list": list, "record": dict}


@dataclass(frozen=True)
class FieldRule:
    """A field; `sees` is all, own, masked or roles; money is fen; a list holds texts or, with `members`, records."""

    type: Literal["text", "integer", "money", "date", "flag", "choice", "list", "record"]
    title: Title
    sees: tuple[str, ...] = ("all",)
    choices: Mapping[str, Title] = field(default_factory=dict)
    members: Mapping[str, "FieldRule"] = field(default_factory=dict)
    optional: bool = False


@dataclass(frozen=True)
class StateRule:
    """A state: one role orders its steps; `agreed` needs all parties; `waits` says why no clock need run in it."""

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
    """A period of a statute; it ends with any of `stops` (steps or states) or by an event that expires it."""

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
    digest: str = ""


def parse(document: Json, name: str = "") -> Kind:
    """Return the kind of a document of this name. Raises DOCUMENT_IS_MALFORMED: the path in it, what belongs there."""
    kind: Kind = read(Kind, document, "kind")
    names = ("open", *kind.states, *(step.name for step in kind.steps), *(clock.name for clock in kind.clocks))
    demand(len({*names}) == len(names) and "".join(names).isascii(), "kind", "different names in ASCII")
    demand(all(c.extension_unit in ("", c.unit) for c in kind.clocks), "kind.clocks", "extensions in the clock's unit")
    final = tuple(name for name, state in kind.states.items() if state.final)
    clocks = tuple(replace(c, stops=c.stops + final) for c in kind.clocks)  # a final state stops every clock
    left = {c.extension_step: (Guard("extension_left", clock=c.name, times=c.extension_times),) for c in clocks}
    steps = [StepRule("open", kind.title, ("",), (kind.opening_by,), kind.opening_state, kind.opening_needs)]
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
    if rule.type == "date" or type(value) is not _TYPES[rule.type]:
        return rule.type == "date" and is_day(value)
    if rule.type == "list":
        ids = [str(item["id"]) for item in value if isinstance(item, dict) and "id" in {*rule.members} & {*item}]
        inner = replace(rule, type="record" if rule.members else "text")
        return len(ids) == len({*ids}) and all(fits(inner, item) for item in value)  # an `id` names one record
    if rule.type == "record":
        needed = {name for name, member in rule.members.items() if not member.optional}
        fitting = (fits(rule.members[name], item) for name, item in value.items() if name in rule.members)
        return needed <= value.keys() <= rule.members.keys() and all(fitting)
    return value in rule.choices if rule.type == "choice" else str(value).strip() != ""


def is_day(value: Value) -> bool:
    """Tell whether a value is a day as YYYY-MM-DD."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def read(hint: Value, value: Value, where: str) -> Value:
    """Return a document as a hint says, or raise DOCUMENT_IS_MALFORMED. A list of one may be written as its word."""
    origin, inner = getattr(hint, "__origin__", None), get_args(hint)
    if type(None) in inner:  # always `X | None`
        return None if value is None else read(inner[0], value, where)
    if is_dataclass(hint):
        return _record(hint, value, where)
    if origin is tuple:
        items = [value] if isinstance(value, str) else value
        demand(isinstance(items, (list, tuple)), where, "list")
        return tuple(read(inner[0], item, f"{where}.{number}") for number, item in enumerate(items))
    if origin is Mapping:
        demand(isinstance(value, Mapping) and {*get_args(inner[0])} <= {*value}, where, str(hint))
        return {read(inner[0], name, where): read(inner[1], item, f"{where}.{name}") for name, item in value.items()}
    plain = is_day(value) if hint is date else type(value) is hint and (hint is not int or 0 <= value < 500_000)
    demand(hint is Any or (value in inner if origin is Literal else plain), where, str(inner or hint))
    return date.fromisoformat(value) if hint is date else value


def _record(hint: Value, value: Value, where: str) -> Value:
    demand(isinstance(value, Mapping), where, "record")
    # A record within the record is flattened: `needs: {fields: ..}` is read into `needs_fields`.
    hints, members = get_type_hints(hint), {member.name.rstrip("_"): member for member in fields(hint)}
    flat: dict[str, Value] = {}
    for name, item in value.items():
        grouped = isinstance(item, Mapping | None) and any(member.startswith(f"{name}_") for member in members)
        demand(name in members or grouped, f"{where}.{name}", "a known member")
        flat |= {name: item} if name in members else {f"{name}_{part}": inner for part, inner in (item or {}).items()}
    needed = {name for name, m in members.items() if m.default is MISSING and m.default_factory is MISSING}
    demand(needed <= flat.keys() <= members.keys(), where, f"{sorted(needed)}, of {sorted(members)}")
    return hint(**{(m := members[n].name): read(hints[m], item, f"{where}.{n}") for n, item in flat.items()})
