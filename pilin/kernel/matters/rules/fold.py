"""The fold: the events of a chain make a matter, the same on every node; what does not fit is refused, never raised.

In every state the node of one role orders; the author may be any party, and acts in all roles that its node holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pilin.base.canonical import Json, digest_of
from pilin.base.clock import Instant, day_of
from pilin.kernel.matters.rules.clocks import Calendar, ClockState, counted, moved
from pilin.kernel.matters.rules.kinds import NOBODY, ClockRule, Guard, Kind, StepRule, Value, fits
from pilin.kernel.matters.rules.reading import read, written
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal, first


@dataclass(frozen=True)
class Ordered:
    """An event in its chain: `name` is a step or a clock, `office` is who acts, `reason` is for people only."""

    hash: str
    matter: str
    author: str
    orderer: str
    at: Instant
    base: str
    action: str
    name: str = ""
    roles: Mapping[str, Value] = field(default_factory=dict)
    fields: Mapping[str, Value] = field(default_factory=dict)
    attachments: Sequence[str] = ()
    text: str = ""
    reason: str = ""
    office: str = ""
    calendar: str = ""


@dataclass(frozen=True)
class Done:
    """When a step was last done, by which role and office, and how many times in all."""

    day: date
    role: str
    office: str
    times: int


@dataclass(frozen=True)
class Matter:
    """The fold of `n` events: asserted {field: {role: value}}, agreed {field: value}, signed {step: {role: text}}."""

    id: str
    kind: str
    roles: Mapping[str, str]
    state: str = ""
    n: int = 0
    head: str = ""
    asserted: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    agreed: Mapping[str, Value] = field(default_factory=dict)
    signed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    voided: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    done: Mapping[str, Done] = field(default_factory=dict)
    clocks: Mapping[str, ClockState] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """A step as a role sees it: allowed unless there is a refusal, and by which of its offices first."""

    step: str
    refusal: Refusal | None
    office: str = ""


@dataclass(frozen=True)
class Turn:
    """The roles that are to act now, and the running clock that ends first."""

    roles: tuple[str, ...]
    clock: str | None
    day: date | None


def opened(kind: Kind, event: Ordered, calendars: Mapping[str, Calendar]) -> Matter | Refusal:
    """Return the matter that an event opens, or why it does not. One node cannot be all the parties of an agreement."""
    nodes = [node for node in event.roles.values() if isinstance(node, str) and node]
    alone = len({*nodes}) < 2 and any(state.agreed for state in kind.states.values())
    fitting = {*event.roles} == {*kind.roles} and len(nodes) == len(kind.roles)
    refusal = first(
        (event.action != "open" or not fitting, MatterRefusal.EVENT_DOES_NOT_OPEN, {"roles": kind.roles}),
        (alone, MatterRefusal.ONE_PARTY_AGREES_ALONE, {"roles": event.roles}),
    )
    opening = replace(event, action="step", name="open")
    return refusal or step(kind, Matter(event.matter, kind.digest, event.roles), opening, calendars)


def step(kind: Kind, matter: Matter, event: Ordered, calendars: Mapping[str, Calendar]) -> Matter | Refusal:
    """Return the matter after an event, or why it is refused. The matter given never changes."""
    assert kind.digest == matter.kind, "a matter is folded by the kind that it pins"
    orderer = matter.roles[kind.states[matter.state].orderer if matter.state else kind.opening_by]
    day, counts = day_of(event.at), any(not clock.until_field for clock in kind.clocks)
    astray = (event.matter, event.base) != (matter.id, matter.head)
    refusal = first(
        (astray, MatterRefusal.BASE_IS_NOT_THE_HEAD, {"head": matter.head}),
        (event.orderer != orderer, MatterRefusal.ORDERER_IS_NOT_IN_TURN, {"orderer": orderer}),
        (counts and event.calendar not in calendars, MatterRefusal.CALENDAR_IS_UNKNOWN, {"calendar": event.calendar}),
        (not 2000 <= day.year < 2200, MatterRefusal.DAY_IS_OUT_OF_RANGE, {"day": day}),
    )
    calendar = calendars.get(event.calendar, Calendar("calendar", "", {}))
    return refusal or (_stepped if event.action == "step" else _clocked)(kind, matter, event, calendar)


def allowed(kind: Kind, matter: Matter, role: str, *, day: date, offices: Sequence[str] = ("",)) -> list[Option]:
    """Return for every step whether the role may take it on a day, acting for one of its offices."""
    options = []
    for rule in kind.steps:
        refusals = {office: _closed(matter, rule, [role], day, office) for office in offices or ("",)}
        able = [office for office, refusal in refusals.items() if refusal is None]
        options.append(Option(rule.name, None, able[0]) if able else Option(rule.name, next(iter(refusals.values()))))
    return options


def turn(kind: Kind, matter: Matter) -> Turn:
    """Return the roles that the state awaits, or those who have not signed where others have, and the next end."""
    able = {role for rule in kind.steps if matter.state in rule.from_ for role in rule.by}
    signed = {role for signatures in matter.signed.values() for role in signatures}
    able, awaits = able - signed or able, kind.states[matter.state].awaits
    ends = [(clock.rolled_end, name) for name, clock in matter.clocks.items() if clock.status == "running"]
    day, name = min(ends, default=(None, None))
    return Turn(
        tuple(r for r in (kind.roles if signed and awaits == NOBODY else awaits or kind.roles) if r in able), name, day
    )


def digest(matter: Matter) -> str:
    """Return the hash of the whole fold: equal on every node that has folded the same events."""
    return digest_of(as_json(matter))


def as_json(matter: Matter) -> Json:
    """Return the matter as canonical JSON, from which `from_json` makes an equal one; nobody is to change it."""
    return written(matter)  # type: ignore[no-any-return]


def from_json(document: Json) -> Matter:
    """Return the matter that `as_json` wrote. Raises DOCUMENT_IS_MALFORMED."""
    matter: Matter = read(Matter, document, "matter")
    return matter


def text_of(matter: Matter, rule: StepRule) -> str:
    """Return the digest of the text that a step signs; empty where it signs none."""
    return digest_of(_table(matter, rule)) if rule.signs_of else ""


def _table(matter: Matter, rule: StepRule) -> dict[str, Value]:
    return {name: matter.asserted.get(name, {}).get(rule.signs_of) for name in rule.signs_fields}


def _closed(matter: Matter, rule: StepRule, roles: Sequence[str], day: date, office: str) -> Refusal | None:
    acting, signed = {*rule.by} & {*roles}, {*matter.signed.get(rule.name, {})}
    return first(
        (matter.state not in rule.from_, MatterRefusal.STEP_IS_NOT_OF_THIS_STATE, {"state": matter.state}),
        (not acting, MatterRefusal.STEP_BELONGS_TO_ANOTHER, {"by": rule.by}),
        (acting <= signed, MatterRefusal.ROLE_HAS_SIGNED, {"roles": sorted(signed)}),
        ({*rule.needs_steps} - {*matter.done}, MatterRefusal.EARLIER_STEP_IS_MISSING, {"steps": rule.needs_steps}),
        (None in _table(matter, rule).values(), MatterRefusal.TEXT_IS_INCOMPLETE, {"of": rule.signs_of}),
        *(_objection(guard, matter, day, office) for guard in rule.guards),
    )


def _objection(guard: Guard, matter: Matter, day: date, office: str) -> tuple[object, MatterRefusal, dict[str, str]]:
    """Return what a guard has against a step that an office takes on a day: whether it holds, its code, its facts."""
    done, clock = matter.done.get(guard.step), matter.clocks.get(guard.clock)
    runs = clock and clock.status == "running" and (clock.provisional or day <= clock.rolled_end)
    grows = runs and clock and clock.extended < guard.times
    step, timed = {"step": guard.step}, {"clock": guard.clock}
    return {
        # The step was taken fewer than `times` times; with 1, not yet: after one transfer the bounce is locked.
        "at_most": (done and done.times >= guard.times, MatterRefusal.STEP_WAS_TAKEN, step),
        # Recusal (信访工作条例 28(3)): another office took the step; one that is not named might be the same.
        "not_same_actor": (done and office in ("", done.office), MatterRefusal.ACTOR_MUST_BE_ANOTHER, step),
        # The clock runs, and its last day is not past.
        "clock_running": (not runs, MatterRefusal.CLOCK_DOES_NOT_RUN, timed),
        # The orderer has written that the clock ran out.
        "clock_expired": (not clock or clock.status != "expired", MatterRefusal.CLOCK_HAS_NOT_EXPIRED, timed),
        # The clock runs, its last day is not past, and it was extended fewer than `times` times.
        "extension_left": (not grows, MatterRefusal.NO_EXTENSION_IS_LEFT, timed),
    }[guard.name]


def _unfit(kind: Kind, rule: StepRule, event: Ordered, text: str) -> Refusal | None:
    given, needed = {*event.fields}, {*rule.needs_fields}
    excess = given - needed - {*rule.takes}
    unfit = [name for name in given - excess if not fits(kind.fields[name], event.fields[name])]
    lacks = needed - given or len(event.attachments) < rule.needs_attachments
    wants = {"fields": rule.needs_fields, "attachments": rule.needs_attachments}
    return first(
        (lacks, MatterRefusal.EVENT_IS_INCOMPLETE, wants),
        (excess, MatterRefusal.FIELDS_ARE_NOT_TAKEN_HERE, {"fields": sorted(excess)}),
        (unfit, MatterRefusal.VALUES_DO_NOT_FIT, {"fields": sorted(unfit)}),
        (event.text != text, MatterRefusal.TEXT_IS_NOT_ON_THE_TABLE, {"text": text}),
    )


def _stepped(kind: Kind, matter: Matter, event: Ordered, calendar: Calendar) -> Matter | Refusal:
    rule = next((rule for rule in kind.steps if rule.name == event.name), None)
    if rule is None:
        return Refusal(MatterRefusal.NAME_IS_UNKNOWN, {"what": "step", "name": event.name})
    day, text = day_of(event.at), text_of(matter, rule)
    roles = [role for role in rule.by if matter.roles[role] == event.author]
    if refusal := _closed(matter, rule, roles, day, event.office) or _unfit(kind, rule, event, text):
        return refusal
    asserted = {n: {**matter.asserted.get(n, {}), **dict.fromkeys(roles, v)} for n, v in event.fields.items()}
    matter = replace(matter, asserted={**matter.asserted, **asserted})
    if any(other.signs_of in roles and {*other.signs_fields} & {*asserted} for other in kind.steps):
        matter = replace(matter, signed={}, voided=matter.signed)
    signatures = {**matter.signed.get(rule.name, {}), **dict.fromkeys(roles, text)}
    if rule.joint and len(signatures) < len(rule.by):
        return _after(kind, replace(matter, signed={**matter.signed, rule.name: signatures}), event, calendar, "", None)
    times = matter.done[rule.name].times + 1 if rule.name in matter.done else 1
    done = {**matter.done, rule.name: Done(day, roles[0], event.office, times)}
    signed = {name: others for name, others in matter.signed.items() if name != rule.name}
    matter = replace(matter, done=done, signed=signed, agreed={**matter.agreed, **_table(matter, rule)})
    return _after(kind, matter, event, calendar, rule.name, rule.to)


def _clocked(kind: Kind, matter: Matter, event: Ordered, calendar: Calendar) -> Matter | Refusal:
    rule = next((rule for rule in kind.clocks if rule.name == event.name), None)
    clock, expires, named = matter.clocks.get(event.name), event.action == "expire", {"clock": event.name}
    if rule is None or clock is None or clock.status != "running":
        return Refusal(MatterRefusal.CLOCK_DOES_NOT_RUN, named)
    refusal = first(
        (event.action not in ("expire", "recount"), MatterRefusal.ACTION_IS_UNKNOWN, {"action": event.action}),
        (event.author != event.orderer, MatterRefusal.STEP_BELONGS_TO_ANOTHER, {"by": [event.orderer]}),
        (expires and clock.provisional, MatterRefusal.CLOCK_IS_PROVISIONAL, named),
        (expires and day_of(event.at) <= clock.rolled_end, MatterRefusal.CLOCK_HAS_NOT_EXPIRED, named),
        (not expires and not clock.provisional, MatterRefusal.CLOCK_IS_CERTAIN, named),
    )
    clock = replace(clock, status="expired") if expires else counted(rule, clock, calendar)
    matter = replace(matter, clocks={**matter.clocks, rule.name: clock})
    return refusal or _after(kind, matter, event, calendar, "", rule.expiry_to if expires else None)


def _after(kind: Kind, matter: Matter, event: Ordered, calendar: Calendar, done: str, to: str | None) -> Matter:
    target, day = to or matter.state, day_of(event.at)
    names, old = {done, target} - {"", matter.state}, matter.clocks
    known = {c.name: moved(c, old.get(c.name), names, day, calendar, _until(matter, c)) for c in kind.clocks}
    clocks = {name: clock for name, clock in known.items() if clock}
    if target != matter.state:
        matter = replace(matter, signed={}, voided=matter.signed)
    return replace(matter, state=target, n=matter.n + 1, head=event.hash, clocks=clocks)


def _until(matter: Matter, rule: ClockRule) -> date | None:
    """Return the day to which a clock runs: what all agreed in its field, else the first that anybody asserts."""
    said = matter.agreed.get(rule.until_field), *matter.asserted.get(rule.until_field, {}).values()
    days = [date.fromisoformat(value) for value in said if value]
    return days[0] if said[0] else min(days, default=None)
