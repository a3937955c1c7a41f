"""Documents as people read them before they sign: agreements by clauses, calendars by days, kinds by steps.

What is shown is made from the very text that is signed; the text itself stands below it. A text that does not read as
its type says is shown member by member.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from pilin.base.refusal import Refused
from pilin.kernel.agreements import rules as agreements
from pilin.kernel.agreements.rules import Agreement, Amendment, Clause, Term, Text
from pilin.kernel.federation.queries.facts import OpenDocument
from pilin.kernel.matters.rules import clocks, kinds
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import ClockRule, Kind, StepRule
from pilin.web import wording
from pilin.web.languages import Titled, apart, bracketed, labelled, several, titled

_MEMBERS = {
    "reason": gettext_noop("理由"),
    "from_day": gettext_noop("自哪一天起"),
    "last_day": gettext_noop("最后一天"),
    "winding_down_days": gettext_noop("收尾天数"),
    "agreement": gettext_noop("所属协议"),
    "base": gettext_noop("所依据的版本"),
    "clauses": gettext_noop("涉及条款"),
}


@dataclass(frozen=True)
class Part:
    """One part of a document under its heading: what is said, each with its name."""

    heading: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """A document on the table with what it says, for reading; `text` is the very text that is signed."""

    document: OpenDocument
    title: str
    type: str
    parts: Sequence[Part]
    text: str


def shown(
    found: Sequence[OpenDocument], *, called: Mapping[str, str], calendars: Mapping[tuple[str, ...], Calendar]
) -> list[Shown]:
    """Return documents for reading; `calendars` are those in force, by the codes of their parties."""
    return [
        Shown(
            document=one,
            title=title_of(one.type, one.title),
            type=wording.document(one.type),
            parts=parts(one.type, one.text, called=called, now=calendars.get(tuple(sorted(one.parties)))),
            text=json.dumps(one.text, ensure_ascii=False, indent=2, sort_keys=True),
        )
        for one in found
    ]


def title_of(name: str, title: Titled) -> str:
    """Return what a document is called: a text without a title by what its type is called."""
    said = titled(title)
    return wording.document(name) if said == name else said


def parts(kind: str, text: Mapping[str, Any], *, called: Mapping[str, str], now: Calendar | None = None) -> list[Part]:
    """Return a document for reading; of a calendar also what is new in it against `now`, the one in force."""
    try:
        return list(_parts(kind, text, called, now))
    except Refused:
        return [Part(gettext("内容"), list(_members(text)))]


def _parts(kind: str, text: Mapping[str, Any], called: Mapping[str, str], now: Calendar | None) -> Iterator[Part]:
    if kind == "calendar":
        yield from _calendar(clocks.parse_calendar(dict(text)), now)
    elif kind == "kind":
        yield from _kind(kinds.parse(dict(text)))
    elif kind in agreements.TYPES:
        yield from _agreement(agreements.from_json(text), called)
    else:
        yield Part(gettext("内容"), list(_members(text)))


def _members(text: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield a text member by member, lists and records within it by their path."""
    for name, value in text.items():
        where = f"{path}{gettext(_MEMBERS[name]) if name in _MEMBERS else name}"
        if isinstance(value, Mapping):
            yield from _members(value, f"{where}.")
        else:
            yield where, several(map(str, value)) if isinstance(value, list) else str(value)


# Agreements and what changes them


def _agreement(text: Text, called: Mapping[str, str]) -> Iterator[Part]:
    if not isinstance(text, (Agreement, Amendment)):
        said = {name: value for name, value in text.as_json().items() if name != "type" and value not in (None, [])}
        yield Part(wording.document(text.type), list(_members(said)))
        return
    rows = [(gettext("自哪一天起"), _day(text.from_day)), (gettext("期限"), _term(text.term))]
    if isinstance(text, Agreement):
        parties = several(bracketed(party.body, called.get(party.code, party.code)) for party in text.parties)
        rows = [(gettext("各方"), parties), *rows]
    else:
        rows = [*rows, (gettext("理由"), text.reason)]
    yield Part(wording.document(text.type), rows)
    for clause in text.clauses:
        heading = gettext("第 %(number)s 条") % {"number": clause.number}
        yield Part(f"{heading} {titled(clause.title)}", list(_clause(clause)))


def _term(term: Term) -> str:
    until = gettext("至 %(day)s") % {"day": _day(term.last_day)} if term.last_day else gettext("未定期")
    return gettext("%(until)s；终止后收尾 %(days)d 天") % {"until": until, "days": term.winding_down_days}


def _clause(clause: Clause) -> Iterator[tuple[str, str]]:
    yield gettext("条文"), titled(clause.text)
    if clause.from_day or clause.last_day:
        yield gettext("本条期限"), f"{_day(clause.from_day)} — {_day(clause.last_day)}"
    if clause.matter_kinds:
        yield gettext("可发起的事项类型"), several(clause.matter_kinds)
    if clause.kinds:
        yield gettext("可往来的消息"), several(map(wording.allowed, clause.kinds))
    if clause.winding_down_kinds:
        yield gettext("收尾期间的消息"), several(map(wording.allowed, clause.winding_down_kinds))
    if clause.accounts or clause.formulas:
        yield gettext("开立的账户和算法"), several((*clause.accounts, *clause.formulas))


def _day(day: date | None) -> str:
    return day.isoformat() if day else gettext("未定")


# Calendars


def _calendar(calendar: Calendar, now: Calendar | None) -> Iterator[Part]:
    """Yield the years, the last first; those that differ from the calendar in force come before the others."""
    known = now.years if now else {}
    fresh = [year for year in sorted(calendar.years, reverse=True) if calendar.years[year] != known.get(year)]
    same = [year for year in sorted(calendar.years) if year not in fresh]
    for year in fresh:
        yield Part(gettext("%(year)s 年（新的或有改动）") % {"year": year}, _year(calendar, year))
    gone = sorted({*known} - {*calendar.years})
    if gone:
        yield Part(gettext("现行日历中有、这份没有的年份"), [(gettext("年份"), several(gone))])
    if same:
        yield Part(gettext("与现行日历相同的年份"), [(gettext("年份"), several(same))])


def _year(calendar: Calendar, year: str) -> list[tuple[str, str]]:
    days = calendar.years[year]
    rows = [
        (gettext("放假的工作日"), _spans(days["holidays"])),
        (gettext("周末补班"), _spans(days["workdays"])),
    ]
    source = calendar.sources.get(year)
    return [*rows, (gettext("通知来源"), source or gettext("来源未载明"))]


def _spans(days: Sequence[date]) -> str:
    """Return days as people read them: those that follow each other as one span."""
    ordered = sorted({*days})
    if not ordered:
        return gettext("无")
    starts = [ordered[0], *(later for day, later in pairwise(ordered) if later - day > timedelta(days=1))]
    ends = [*(day for day, later in pairwise(ordered) if later - day > timedelta(days=1)), ordered[-1]]
    return several(_span(*ends_) for ends_ in zip(starts, ends, strict=True))


def _span(first: date, last: date) -> str:
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d} — {last:%m-%d}"


# Kinds of matters


def _kind(kind: Kind) -> Iterator[Part]:
    fields = several(titled(rule.title) for rule in kind.fields.values())
    hidden = several(titled(rule.title) for rule in kind.fields.values() if rule.sees != ("all",))
    rows = [(gettext("版本"), str(kind.version)), (pgettext("document", "栏目"), fields)]
    yield Part(gettext("概况"), [*rows, *([(gettext("不是各方都能看到的栏目"), hidden)] if hidden else [])])
    states = [(titled(state.title), _state(kind, name)) for name, state in kind.states.items()]
    yield Part(pgettext("document", "状态"), states)
    yield Part(gettext("步骤"), [(titled(rule.title), _step(kind, rule)) for rule in kind.steps[1:]])
    if kind.clocks:
        yield Part(gettext("期限"), [(titled(rule.title), _clock(rule)) for rule in kind.clocks])


def _role(kind: Kind, role: str) -> str:
    """Return what a role is called: the one that opens, else the other where there are two, else its name."""
    if role == kind.opening_by:
        return gettext("发起方")
    return gettext("应答方") if len(kind.roles) == 2 else role


def _state(kind: Kind, name: str) -> str:
    state = kind.states[name]
    said = [gettext("由%(role)s主办") % {"role": _role(kind, state.orderer)}]
    said += [gettext("终结")] if state.final else []
    said += [titled(state.waits)] if state.waits else []
    return apart(said)


def _step(kind: Kind, rule: StepRule) -> str:
    by = gettext("各方会签") if rule.joint else several(_role(kind, role) for role in rule.by)
    where = several(titled(kind.states[name].title) for name in rule.from_)
    to = titled(kind.states[rule.to].title) if rule.to else where
    said = [by, f"{where} → {to}"]
    said += [gettext("不能撤回")] if rule.irreversible else []
    return apart(said)


def _clock(rule: ClockRule) -> str:
    working = ngettext("%(n)s个工作日", "%(n)s个工作日", rule.length)
    length = working if rule.unit == "working" else ngettext("%(n)s日", "%(n)s日", rule.length)
    return labelled(f"{rule.statute} {rule.article}", length % {"n": rule.length})
