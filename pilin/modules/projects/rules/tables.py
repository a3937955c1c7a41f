"""The layouts in which staff keep plans, and plans in them: 项目清单 with milestones and money, a row a project.

A row that bears the title of a project that both sides have is that project: unchanged it makes nothing, changed it is
refused, for a signed plan is changed on its own page and by both. Everything else is a new draft.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.base.refusal import Code, Finding
from pilin.modules.projects.rules.facts import Milestone, Plan
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.wire.sheets.layout import Column, Kind, Layout, Line, Row, Table

PROJECTS, MILESTONES, MONEY = "项目清单", "里程碑", "资金"
TITLE = "项目名称"
ROLES = ("initiator", "responder")


@dataclass(frozen=True)
class Words:
    """What choices are called in a table: fields, domains, and the sides by their role, from left to right.

    Whoever fills in a table offers its plans: `me` is the initiator of all that is new.
    """

    fields: Mapping[str, str]
    domains: Mapping[str, str]
    sides: Mapping[str, str]
    me: str

    def key(self, words: Mapping[str, str], said: object) -> str:
        """Return the key of what was chosen; nothing where nothing was."""
        return next((key for key, word in words.items() if word == said), "")


@dataclass(frozen=True)
class Entry:
    """A plan that a table holds, and where it begins."""

    place: str
    said: Mapping[str, Any]


def layouts(words: Words) -> tuple[Layout, Layout, Layout]:
    """Return the three sheets of a list of plans."""
    fields, domains, sides = (tuple(one.values()) for one in (words.fields, words.domains, words.sides))
    title = Column("title", TITLE, width=30, needed=True, length_max=200, note="全称；三张表用同一名称对应")
    projects = (
        Column("number", "序号", Kind.COUNT, 6),
        title,
        Column("field", "项目方面", width=14, needed=True, choices=fields, note="来源没有写的选“来源未载明”"),
        Column("domain", "资源方面", width=14, choices=domains, note="八个方面之一，可空"),
        Column("pair", "结对", width=14, length_max=200, note="名录编号，可空"),
        Column("group", "工作组", width=14, length_max=200, note="名录编号，可空"),
        Column("proposer", "提出单位", width=20, length_max=200),
        *(Column(role, f"{words.sides[role]}牵头单位", width=22, needed=True, length_max=200) for role in words.sides),
        Column("aims", "目标", width=36, needed=True, note="一行一条，单元格内换行用 Alt+Enter"),
        Column("risks", "风险", width=30, note="一行一条，可空"),
    )
    milestones = (
        title,
        Column("id", "编号", width=8, needed=True, length_max=20, note="同一项目内不重复，例如 m1"),
        Column("milestone", "里程碑", width=30, needed=True, length_max=500),
        Column("due", "时限", Kind.DAY, 12, note="未定期的留空"),
        Column("measures", "措施", width=36),
        Column("progress", "到此时的计划进度", Kind.PERCENT, 12),
    )
    money = (
        title,
        Column("year", "年度", Kind.COUNT, 8, needed=True),
        Column("side", "出资方", width=14, needed=True, choices=sides),
        Column("amount", "金额（元）", Kind.AMOUNT, 16, needed=True),
    )
    return Layout(PROJECTS, projects), Layout(MILESTONES, milestones), Layout(MONEY, money)


def written(plans: Sequence[Plan], words: Words) -> list[Table]:
    """Return plans as the three tables of a book."""
    rows: tuple[list[Row], list[Row], list[Row]] = ([], [], [])
    for number, plan in enumerate(plans, start=1):
        said = said_by(plan, words.me)
        more = said["particulars"]
        rows[0].append(
            {
                "number": number,
                "title": plan.title,
                "field": words.fields.get(plan.project_field),
                "domain": words.domains.get(str(more.get("domain", ""))),
                **{name: more.get(name) for name in ("pair", "group", "proposer")},
                **said["leads"],
                "aims": "\n".join(plan.aims),
                "risks": "\n".join(str(one) for one in more.get("risks", ())),
            }
        )
        rows[1].extend(_milestone(plan.title, one) for one in plan.milestones)
        rows[2].extend(
            {"title": plan.title, **one, "side": words.sides.get(one["side"])} for one in more.get("money", ())
        )
    return [Table(layout, tuple(table)) for layout, table in zip(layouts(words), rows, strict=True)]


def _milestone(title: str, one: Milestone) -> Row:
    plain: Row = {name: getattr(one, name) for name in ("id", "due", "measures", "progress")}
    return {"title": title, "milestone": one.title, **plain}


def entries(tables: Mapping[str, Sequence[Line]], words: Words) -> tuple[list[Entry], list[Finding]]:
    """Return the plans of a book and what does not fit between its sheets."""
    found: dict[str, Entry] = {}
    faults: list[Finding] = []
    milestones, money = (_by_title(tables.get(name, ())) for name in (MILESTONES, MONEY))
    for line in tables.get(PROJECTS, ()):
        title = str(line.cells.get("title") or "")
        if title in found:
            faults.append(fault(line, "title", TableRefusal.PROJECT_STANDS_TWICE, title=title))
        elif title:
            rows = milestones.get(title, [])
            found[title] = Entry(line.places["title"], _said(line, rows, money.get(title, []), words))
            faults += _doubles(rows)
            if not rows:
                faults.append(fault(line, "title", TableRefusal.PROJECT_LACKS_MILESTONES, title=title))
    for title, lines in (*milestones.items(), *money.items()):
        if title not in found:
            faults += [fault(one, "title", TableRefusal.PROJECT_IS_NOT_IN_THE_TABLE, title=title) for one in lines]
    return list(found.values()), faults


def fault(line: Line, column: str, code: Code, **facts: object) -> Finding:
    """Return a fault at a cell of a row."""
    place = line.places.get(column, "")
    return Finding(place, code, {"place": place, **facts})


def _by_title(lines: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.cells.get("title"):
            found.setdefault(str(line.cells["title"]), []).append(line)
    return found


def _doubles(rows: Sequence[Line]) -> Iterator[Finding]:
    seen: set[object] = set()
    for line in rows:
        if line.cells.get("id") in seen:
            yield fault(line, "id", TableRefusal.MILESTONE_STANDS_TWICE, id=line.cells.get("id"))
        seen.add(line.cells.get("id"))


def _said(line: Line, milestones: Sequence[Line], money: Sequence[Line], words: Words) -> dict[str, Any]:
    """Return a plan as its opening says it, without what was left empty."""
    cells = line.cells
    particulars = {
        "domain": words.key(words.domains, cells.get("domain")),
        **{name: cells.get(name) for name in ("pair", "group", "proposer")},
        "money": [
            {
                "year": one.cells.get("year"),
                "side": words.key(words.sides, one.cells.get("side")),
                "amount": one.cells.get("amount"),
            }
            for one in money
        ],
        "risks": _lines(cells.get("risks")),
    }
    return {
        "title": cells.get("title"),
        "field": words.key(words.fields, cells.get("field")),
        "particulars": {name: value for name, value in particulars.items() if value},
        "aims": _lines(cells.get("aims")),
        "milestones": [_told(one.cells) for one in milestones],
        "leads": {role: cells.get(role) for role in ROLES},
    }


def _told(cells: Row) -> dict[str, Any]:
    due = cells.get("due")
    plain = {name: cells.get(name) for name in ("id", "measures", "progress")}
    told = {**plain, "title": cells.get("milestone"), "due": due.isoformat() if isinstance(due, date) else None}
    return {name: value for name, value in told.items() if value not in (None, "")}


def _lines(text: object) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


def said_by(plan: Plan, me: str) -> dict[str, Any]:
    """Return what a plan that we know says, in the shape in which a table says it: our side as its initiator."""
    other = plan.responder if plan.initiator == me else plan.initiator
    particulars = {name: value for name, value in plan.particulars.items() if value}
    if plan.initiator != me and particulars.get("money"):
        turned = dict(zip(ROLES, reversed(ROLES), strict=True))
        particulars["money"] = [{**one, "side": turned[one["side"]]} for one in particulars["money"]]
    return {
        "title": plan.title,
        "field": plan.project_field,
        "particulars": particulars,
        "aims": [*plan.aims],
        "milestones": [_told(_milestone(plan.title, one)) for one in plan.milestones],
        "leads": {"initiator": plan.leads.get(me), "responder": plan.leads.get(other)},
    }


def sorted_out(
    found: Sequence[Entry], known: Mapping[str, Plan], *, me: str, day: date
) -> tuple[list[Entry], list[Entry], list[Finding]]:
    """Return the plans that are new, those that stand already, and what speaks against some of them."""
    new: list[Entry] = []
    same: list[Entry] = []
    faults: list[Finding] = []
    for entry in found:
        title = str(entry.said["title"])
        if title not in known:
            new.append(entry)
            faults += _past(entry, day)
        elif said_by(known[title], me) == entry.said:
            same.append(entry)
        else:
            facts = {"place": entry.place, "title": title}
            faults.append(Finding(entry.place, TableRefusal.ROW_CHANGES_A_PROJECT, facts))
    return new, same, faults


def _past(entry: Entry, day: date) -> Iterator[Finding]:
    """A new plan promises nothing for a day that has passed."""
    for one in entry.said["milestones"]:
        if one.get("due", "9") < day.isoformat():
            facts = {"place": entry.place, "milestone": one.get("title", ""), "day": one["due"]}
            yield Finding(entry.place, TableRefusal.MILESTONE_DAY_IS_PAST, facts)
