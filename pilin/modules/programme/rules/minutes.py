"""Minutes: what is wrong in a draft before it is signed, who has signed it, and what its signatures ask to be done."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pilin.base.refusal import Finding
from pilin.modules.programme.rules.meetings import agenda_of
from pilin.modules.programme.rules.records import DISPUTE, DUTY, Record, Value
from pilin.modules.programme.rules.refusals import ProgrammeRefusal

AGREED, DIFFERS, DEFERRED = "agreed", "differs", "deferred"
OFF, LEFT = "off", "left"
TEXT_FIELDS = ("items", "decisions", "differences")

_SIGNS, _CHANGES = "sign_minutes", ("amend_minutes", "redraft_minutes", "leave")


@dataclass(frozen=True)
class Opening:
    """A matter that signed minutes ask for: its kind, the number in the minutes that it carries out, its fields."""

    kind: str
    item: str
    fields: Mapping[str, Value]


@dataclass(frozen=True)
class Move:
    """A step that a topic takes because of a meeting, and why, where the step asks for a reason."""

    topic: str
    step: str
    fields: Mapping[str, Value]
    why: str = ""


@dataclass(frozen=True)
class Signature:
    """A side's signature of the minutes as it stands: it holds, or a change voided it; `by` is who changed it."""

    node: str
    standing: Literal["holds", "void"]
    by: str = ""


def faults_of(text: Mapping[str, Value], *, topics: Collection[str], roles: Sequence[str]) -> list[Finding]:
    """Return what is wrong in a draft of minutes (items, decisions, differences), each at its place."""
    return [*_item_faults(text), *_decision_faults(text, topics, roles), *_difference_faults(text, roles)]


def _item_faults(text: Mapping[str, Value]) -> Iterator[Finding]:
    for number, item in enumerate(text["items"]):
        if item["outcome"] == AGREED and not item.get("text"):
            yield Finding(f"items.{number}.text", ProgrammeRefusal.AGREEMENT_LACKS_ITS_TEXT)


def _decision_faults(text: Mapping[str, Value], topics: Collection[str], roles: Sequence[str]) -> Iterator[Finding]:
    """Yield what decisions lack: each has a lead body on every side, and comes from a topic of the agenda."""
    for number, decision in enumerate(text["decisions"]):
        for role in roles:
            if not decision.get(f"{role}_lead"):
                yield Finding(f"decisions.{number}.{role}_lead", ProgrammeRefusal.DECISION_LACKS_A_LEAD)
        if decision.get("topic") and decision["topic"] not in topics:
            yield Finding(f"decisions.{number}.topic", ProgrammeRefusal.TOPIC_IS_NOT_ON_THE_AGENDA)


def _difference_faults(text: Mapping[str, Value], roles: Sequence[str]) -> Iterator[Finding]:
    """Yield what a recorded disagreement lacks: a text of every side, an interim arrangement and a day of review."""
    recorded = {difference["topic"]: difference for difference in text["differences"]}
    wanted = (*(f"{role}_text" for role in roles), *(f"{role}_rule" for role in roles), "interim", "review_on")
    for number, item in enumerate(text["items"]):
        for name in wanted if item["outcome"] == DIFFERS else ():
            if not recorded.get(item["topic"], {}).get(name):
                yield Finding(f"items.{number}.{name}", ProgrammeRefusal.DIFFERENCE_LACKS_A_TEXT)


def signatures(told: Sequence[tuple[str, str]]) -> list[Signature]:
    """Return the signatures of minutes from what was done in order, (step, node); the last of each side.

    A signature is of one text. Who changes the text afterwards voids it, for all to see; it is not carried over.
    """
    found: dict[str, Signature] = {}
    for step, node in told:
        if step == _SIGNS:
            found[node] = Signature(node, "holds")
        elif step in _CHANGES:
            holding = [name for name, signature in found.items() if signature.standing == "holds"]
            found |= {name: Signature(name, "void", by=node) for name in holding}
    return list(found.values())


def openings(meeting: Record) -> list[Opening]:
    """Return what agreed minutes open, in the order of the minutes: a duty a decision, a disagreement a difference."""
    if meeting.state != "agreed":
        return []
    duties = [_duty(meeting, decision) for decision in meeting.agreed["decisions"]]
    return duties + [_dispute(meeting, difference) for difference in meeting.agreed["differences"]]


def _duty(meeting: Record, decision: Mapping[str, str]) -> Opening:
    fields = {
        "title": decision["text"][:80],
        "text": decision["text"],
        "meeting": meeting.id,
        "decision": decision["id"],
        "leads": {role: decision[f"{role}_lead"] for role in meeting.roles},
        **{name: decision[name] for name in ("due", "topic") if decision.get(name)},
    }
    return Opening(DUTY, decision["id"], fields)


def _dispute(meeting: Record, difference: Mapping[str, str]) -> Opening:
    """Return the disagreement as the chair's side opens it: with its own text alone; the others state theirs."""
    titles = {row["topic"]: row["title"] for row in agenda_of(meeting)}
    fields = {
        "title": titles.get(difference["topic"], difference["id"]),
        "topic": difference["topic"],
        "meeting": meeting.id,
        "item": difference["id"],
        "interim": difference["interim"],
        "review_on": difference["review_on"],
        **half_of(difference, meeting.opener),
    }
    return Opening(DISPUTE, difference["id"], fields)


def half_of(difference: Mapping[str, str], role: str) -> dict[str, str]:
    """Return what one side says in a difference of the minutes, as it says it in the disagreement."""
    said = {name: difference.get(f"{role}_{name}", "") for name in ("text", "rule", "line")}
    return {name: text for name, text in said.items() if text}


def moves(meeting: Record, topics: Mapping[str, Record]) -> list[Move]:
    """Return the steps by which topics follow a meeting: onto its agenda, off it, settled, left as a disagreement.

    A topic that is over, or that this node does not know, is left alone; what was done is not asked for again.
    """
    agenda = {row["topic"]: row for row in agenda_of(meeting)}
    open_ = {name: topic for name, topic in topics.items() if not topic.is_over}
    if meeting.state == "agreed":
        items = {item["topic"]: item for item in meeting.agreed["items"]}
        due = [(open_[name], item) for name, item in items.items() if name in open_]
        return [_closing(meeting, topic, item) for topic, item in due if _is_due(meeting, topic, item)]
    listed = {} if meeting.is_over else agenda
    to_list = [open_[name] for name in listed if name in open_ and _is_to_list(meeting, open_[name])]
    on = [Move(topic.id, "put_on_agenda", {"meeting": meeting.id}) for topic in to_list]
    off = [name for name, topic in open_.items() if name not in listed and _stands_on(topic, meeting)]
    return on + [Move(name, "take_off", {}, OFF) for name in off]


def _is_due(meeting: Record, topic: Record, item: Mapping[str, str]) -> bool:
    return item["outcome"] != DEFERRED or _stands_on(topic, meeting)


def _closing(meeting: Record, topic: Record, item: Mapping[str, str]) -> Move:
    if item["outcome"] == AGREED:
        return Move(topic.id, "settle", {"meeting": meeting.id, "result": item["text"]})
    if item["outcome"] == DIFFERS:
        return Move(topic.id, "leave_open", {"meeting": meeting.id}, LEFT)
    return Move(topic.id, "take_off", {}, DEFERRED)


def _stands_on(topic: Record, meeting: Record) -> bool:
    """Tell whether a topic stands on the agenda of a meeting: whoever put it there named the meeting."""
    return topic.state == "on_agenda" and meeting.id in topic.said("meeting").values()


def _is_to_list(meeting: Record, topic: Record) -> bool:
    """Tell whether a topic is still to be put onto an agenda; it stays on another's, but where we stand in for that."""
    if topic.state != "on_agenda":
        return True
    return not _stands_on(topic, meeting) and meeting.value("instead_of") in topic.said("meeting").values()
