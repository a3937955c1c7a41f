"""One petition: whose turn, every clock of both provinces side by side, papers, who opened the name."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Hands, MatterView
from pilin.kernel.organisations.rules import Right
from pilin.modules.petitions import queries
from pilin.modules.petitions.forms import (
    CHANNELS,
    DOMAINS,
    PARTS,
    OfficeForm,
    ReasonForm,
    RecusalForm,
    TriageForm,
)
from pilin.modules.petitions.queries import OneCase
from pilin.modules.petitions.rules.periods import Run, stricter
from pilin.modules.petitions.views.common import basis_of, case_of, eyes, light_of, state_word
from pilin.web import matter_pages, provisional
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Table, TurnLine
from pilin.web.languages import bracketed, labelled, titled
from pilin.web.sides import Sides, sides_of

LOCKED = ("negotiating", "conference")
"""The states after a bounce: the petition is not passed on any more."""
AREAS = {"CN": "", "33": "330482", "31": "310116"}


@require_GET
@needs(Right.READ)
def show_matter(request: PageRequest, matter: str) -> HttpResponse:
    """Lead from a matter to its petition; closed to who is excluded."""
    found = queries.visible_to(eyes(request)).filter(matter=matter) | queries.visible_to(eyes(request)).filter(
        handling=matter
    )
    case = found.first()
    if case is None:
        raise Http404
    return redirect("petitions:case", case.pk)


@require_GET
@needs(Right.READ)
def show_case(request: PageRequest, case: str) -> HttpResponse:
    """Show one petition."""
    found, sides, day = case_of(request, case), sides_of(request), clock.day_of(request.at)
    view = _matter(request, found)
    offices = found.offices
    acts = request.visitor.may(Right.ACT)
    is_open = not found.row.is_over and not found.row.matter
    context = {
        "found": found,
        "state": state_word(found.seen.state),
        "links": sides.links,
        "turn": matter_pages.turn_line(view, sides.called) if view else _turn(found, sides),
        "is_locked": found.seen.state in LOCKED,
        **_promised(found, day, view),
        "steps": matter_pages.steps(view, sides.called, lacking=request.visitor.refusal) if view else (),
        "half_signed": matter_pages.half_signed(view, sides.called) if view else (),
        "provisional": _noted(view, sides, day),
        "view": view,
        "facts": _facts(found, sides, offices),
        "content": [(PARTS[name], found.content.get(name, "")) for name in ("request", "facts") if found.content],
        "clocks": _clocks(found, day),
        "late": _late(found, day),
        "triage": TriageForm(None, choices=triage_choices(sides)) if acts and is_open else None,
        "office": OfficeForm(None, choices=sorted(offices.items(), key=lambda one: one[1])) if acts else None,
        "reason": ReasonForm() if acts and found.is_handled_here else None,
        "recusal": RecusalForm() if acts and found.is_handled_here else None,
        "promises": [(titled(one.title), bool(one.standing)) for one in queries.promises()],
    }
    return render(request, "petitions/case.html", context)


def _turn(found: OneCase, sides: Sides) -> TurnLine:
    """Return whose turn it is before there is a matter: by the promise that ends next."""
    holders, run = [sides.name(code) for code in found.seen.turn], found.seen.promise
    if run is None:
        return TurnLine(holders, is_over=found.seen.is_over)
    return TurnLine(holders, run.rolled_end, basis_of(run), run.warn_on, is_over=found.seen.is_over)


def _promised(found: OneCase, day: date, view: MatterView | None) -> dict[str, Any]:
    """Return the promise that ends next with its light, which may be stricter than the clock of the matter."""
    run = found.seen.promise if view else None
    return {"promise": run, "promise_basis": basis_of(run), "promise_light": light_of(run, day)} if run else {}


def triage_choices(sides: Sides) -> list[tuple[str, str]]:
    """Return where a petition may go: to another side, or by an exit with its address."""
    peers = [(f"to:{code}", gettext("转送%(side)s") % {"side": sides.name(code)}) for code in sides.peers]
    ways = [(one.key, labelled(titled(one.title), titled(one.address))) for one in queries.exits() if one.leaves]
    return [*peers, *ways]


def _matter(request: PageRequest, found: OneCase) -> MatterView | None:
    matter = found.row.handling or found.row.matter
    if not matter:
        return None
    hands = Hands(act=request.visitor.offices(Right.ACT), sign=request.visitor.offices(Right.SIGN))
    day = clock.day_of(request.at)
    return matters.matter(matter, me=facts.me(), day=day, hands=hands, related=False, story=False)


def _noted(view: MatterView | None, sides: Sides, day: date) -> Sequence[str]:
    if view is None:
        return ()
    return provisional.sentences(view, sides.called, day=day, story=matters.noted(view))


def _facts(found: OneCase, sides: Sides, offices: Mapping[str, str]) -> list[tuple[str, str]]:
    row, unknown = found.row, "—"
    channels, domains = dict(CHANNELS), dict(DOMAINS)
    told = [
        (gettext("首接方"), sides.name(row.sender)),
        (gettext("承办方"), sides.name(row.handler) if row.handler else gettext("尚未确定")),
        (gettext("承办岗位"), offices.get(row.office, gettext("尚未分派"))),
        (gettext("收到日期"), row.received_on.isoformat()),
        (gettext("渠道"), str(channels.get(row.channel, unknown))),
        (gettext("领域"), str(domains.get(row.domain, unknown))),
        (gettext("人数"), str(row.people)),
    ]
    if found.content:
        told.append((gettext("信访系统编号"), str(found.content.get("official") or unknown)))
    if row.way_out:
        way = next((one for one in queries.exits() if one.key == row.way_out), None)
        told.append((gettext("出口"), labelled(titled(way.title), titled(way.address)) if way else unknown))
    if row.stars:
        told.append((gettext("信访人评价"), gettext("%(stars)s 分（满分 5）") % {"stars": row.stars}))
    return told


def _clocks(found: OneCase, day: date) -> Table:
    """Return every period of every act side by side; the one that is promised is marked in words."""
    columns = [
        Column(gettext("期间")),
        Column(gettext("依据")),
        Column(gettext("起算"), "day"),
        Column(gettext("原始届满"), "day"),
        Column(gettext("顺延届满"), "day"),
        Column(gettext("预警"), "day"),
        Column(gettext("状态")),
    ]
    rows = [
        _clock(run, day, is_promised=run is stricter(group, found.areas))
        for group in found.runs.values()
        for run in group
    ]
    empty = gettext("登记之后，这里并列国家和两省市的每一个期间。")
    return Table(gettext("两地期限并列"), columns, rows, empty, is_titled=True)


def _late(found: OneCase, day: date) -> list[str]:
    """Return a sentence for each promise that was overstepped: by when it was due, and when it was kept, if it was."""
    return [_lateness(run, day) for run in queries.overstepped(found, day)]


def _lateness(run: Run, day: date) -> str:
    facts = {
        "what": titled(run.period.title),
        "due": run.rolled_end.isoformat(),
        "done": (run.stopped_on or day).isoformat(),
        "days": ((run.stopped_on or day) - run.rolled_end).days,
        "basis": basis_of(run),
    }
    if run.runs:
        return gettext("“%(what)s”应于 %(due)s 前办结（%(basis)s），已超期 %(days)s 日，仍未办结。") % facts
    return gettext("“%(what)s”应于 %(due)s 前办结（%(basis)s），%(done)s 才办结，迟了 %(days)s 日。") % facts


def _clock(run: Run, day: date, *, is_promised: bool) -> Sequence[Cell]:
    unit = gettext("%(days)s 个工作日") if run.period.unit == "working" else gettext("%(days)s 日")
    end = run.rolled_end
    return (
        bracketed(titled(run.period.title), _promise(run, is_promised=is_promised)),
        f"{basis_of(run)} · {unit % {'days': run.period.length}}",
        run.start,
        run.raw_end,
        end,
        run.warn_on,
        light_of(run, day),
    )


def _promise(run: Run, *, is_promised: bool) -> str:
    said = [gettext("按此承诺")] if is_promised else []
    said += [gettext("暂定：次年工作日历未公布")] if run.provisional else []
    return gettext("；").join(said)
