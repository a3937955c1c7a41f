"""One month of a project: what each side said, who is awaited, and our own half to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import canonical, clock, money
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.forms import HalfForm, PhotoForm, ReasonForm, initial_of
from pilin.modules.projects.queries import OneProject
from pilin.modules.projects.rules import checks, columns, month_tables, months
from pilin.modules.projects.rules.facts import Half, Report, standing_reports
from pilin.modules.projects.rules.schedule import Schedule
from pilin.modules.projects.views.one import signature
from pilin.modules.projects.views.photos import figures
from pilin.modules.projects.views.sheets import hand_of, kinds_of
from pilin.web.access import PageRequest, needs
from pilin.web.languages import apart, labelled
from pilin.web.sentences import refuse_in, spoken
from pilin.web.sides import Sides, sides_of

_STEPS = {"sign": Right.SIGN, "return": Right.ACT, "withdraw": Right.ACT}


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def show_month(request: PageRequest, plan: str, month: str) -> HttpResponse:
    """Show a month with both halves; take a step on it: sign, return with a reason, or withdraw."""
    found = project_of(plan, month)
    reports = [report for report in found.reports if report.month == month]
    report = queries.at_hand(reports)
    reason = ReasonForm(request.POST if request.POST.get("step") in ("return", "withdraw") else None)
    if request.method == "POST" and report is not None and _stepped(request, report, reason):
        return redirect("projects:month", plan, month)
    scene, day = sides_of(request), clock.day_of(request.at)
    yardstick = queries.yardstick_of(found.plan.sides)
    due = yardstick.rule.due(month, yardstick.calendar)
    writable = found.plan.standing == "in_force" and months.first_day(month) <= day
    context = {
        "project": found,
        "month": month,
        "report": report,
        "light": signature(report, due, day),
        "holders": scene.names(_awaited(report, found)),
        "due": due,
        "rule": yardstick.rule,
        "schedule": yardstick.schedule,
        "who": _who(yardstick.schedule, found, scene),
        "sides": [(scene.name(side), _lines(report, side, found)) for side in found.plan.sides],
        "photos": figures(found.plan.id, queries.photos_named([report] if report else []), scene),
        "our_step": checks.our_step(report, scene.me) if writable else "",
        "can_sign": report is not None and report.state == "both" and scene.me in found.plan.sides,
        "can_return": report is not None and report.state == "both",
        "can_withdraw": report is not None and report.state in ("half", "returned") and report.opener == scene.me,
        "faults": _faults(report, found, scene),
        "doubles": _doubles(reports, report, scene),
        "history": _history(reports, report),
        "how": checks.reopening(month, found.reports).value,
        "reason": reason,
        "seen": _halves_seen(report),
        "links": scene.links,
        "may_act": request.visitor.may(Right.ACT),
        "may_sign": request.visitor.may(Right.SIGN),
        "lacking": spoken(request.visitor.refusal(Right.SIGN)).sentence,
    }
    return render(request, "projects/month.html", context)


def project_of(plan: str, month: str) -> OneProject:
    """Return the project of a page, or say that there is none; so for a month that is none."""
    found = queries.project(plan) if months.is_month(month) else None
    if found is None:
        raise Http404
    return found


def _stepped(request: PageRequest, report: Report, reason: ReasonForm) -> bool:
    """Take the step that was sent; tell whether it was taken, or refused in words on the next page."""
    step = request.POST.get("step", "")
    if step not in _STEPS or (reason.is_bound and not reason.is_valid()):
        return False
    try:
        hand = hand_of(request, _STEPS[step])
        table = matter_queries.table_of(report.id)  # read before the report, so that no change falls between them
        if step == "sign" and request.POST.get("seen") != _halves_seen(queries.report(report.id)):
            raise Refused(DocketRefusal.TABLE_HAS_CHANGED)
        fields = {"fields": {"reason": reason.cleaned_data["reason"]}} if reason.is_bound else {}
        members = {**fields, "office": hand.office}
        matters.take_step(matter=report.id, step=step, members=members, at=hand.at, seen=table)
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    else:
        messages.success(request, gettext("已办理并签名，正在送达对方。"))
    return True


def _halves_seen(report: Report | None) -> str:
    """Return the digest of what would be signed of a month: who signs sends back which he has read.

    Whether the other side has signed is no part of it: its signature may come while one reads, and changes no word.
    """
    return canonical.digest_of(columns.month(replace(report, signed_by=(), signed_on=None))) if report else ""


def _who(schedule: Schedule | None, found: OneProject, scene: Sides) -> str:
    """Return who reports on each side, as the signed schedule names the offices; empty where none is signed."""
    named = schedule.who if schedule else {}
    return apart(labelled(scene.name(side), named[side]) for side in found.plan.sides if side in named)


def _awaited(report: Report | None, found: OneProject) -> Sequence[str]:
    """Return who is awaited: those whose half is missing, then both."""
    if report is not None and report.joint:
        return ()
    return checks.awaited(report, found.plan.sides) or found.plan.sides


def _lines(report: Report | None, side: str, found: OneProject) -> list[tuple[str, str]] | None:
    """Return what a side said, label by label; None where it has said nothing."""
    half = report.halves.get(side) if report else None
    if half is None:
        return None
    titles = {milestone.id: milestone.title for milestone in found.plan.milestones}
    reached = [f"{titles.get(name, name)} {day.isoformat()}" for name, day in half.reached.items()]
    help_ = f"{half.help}（{half.help_from}）" if half.help_from else half.help
    return [
        (gettext("本月完成"), half.done),
        (gettext("累计完成"), gettext("所写不是百分数") if half.percent is None else f"{half.percent}%"),
        (gettext("完成的里程碑"), "\n".join(reached)),
        *((title, money.yuan_text(Fen(amount))) for title, amount in _amounts(half, side, found, report)),
        (gettext("手续办理"), half.permits),
        (gettext("存在问题"), half.problems),
        (gettext("需要协调"), help_),
        (gettext("下月计划"), half.next),
        (gettext("填报人"), half.written_by),
        (gettext("审核人"), half.checked_by),
        (gettext("报送日期"), report.days[side].isoformat() if report and side in report.days else ""),
    ]


def _amounts(half: Half, side: str, found: OneProject, report: Report | None) -> list[tuple[str, int]]:
    """Return the money of a half: what the plan names for the year is read off the plan, nobody reports it again."""
    planned = month_tables.planned_amount(found.plan, side, int(report.month[:4])) if report else None
    named = (
        (gettext("本年度计划资金（元）"), planned),
        (gettext("资金累计到位（元）"), half.arrived_amount),
        (gettext("资金累计支付（元）"), half.paid_amount),
    )
    return [(title, amount) for title, amount in named if amount is not None]


def _faults(report: Report | None, found: OneProject, scene: Sides) -> list[str]:
    """Return in sentences why a month cannot be signed as it stands."""
    said = []
    for side, wrong in (checks.faults(report, found.plan) if report else {}).items():
        for one in wrong:
            facts = {"side": scene.name(side), "milestone": one}
            percent = gettext("%(side)s所报累计完成不在 0 至 100 之间；请退回，由该方改好后再会签。")
            stray = gettext("%(side)s所报里程碑“%(milestone)s”不在方案中；请退回，由该方改好后再会签。")
            said.append((percent if one == "percent" else stray) % facts)
    return said


def _doubles(reports: Sequence[Report], report: Report | None, scene: Sides) -> list[tuple[str, str]]:
    """Return what to do about reports of the same month that stand beside: who withdraws which."""
    beside = [
        one for one in reports if one.counts and not one.joint and not one.corrects and report and one.id != report.id
    ]
    said = gettext("双方同时开了本月月报；先开的一份有效，另一份由%(side)s撤回。")
    return [(said % {"side": scene.name(one.opener)}, one.id) for one in beside]


def _history(reports: Sequence[Report], report: Report | None) -> list[tuple[str, str]]:
    """Return other reports of the month, for those who want to look: corrected ones and withdrawn ones."""
    words = {"joint": gettext("双方已签"), "withdrawn": gettext("已撤回")}
    return [(one.id, words[one.state]) for one in reports if one.state in words and (report is None or one != report)]


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def report_month(request: PageRequest, plan: str, month: str) -> HttpResponse:
    """Write our half of a month."""
    return _written(request, project_of(plan, month), month, corrects=None)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def correct_month(request: PageRequest, plan: str, month: str) -> HttpResponse:
    """Open a correction of a month that both signed."""
    found = project_of(plan, month)
    signed = standing_reports(found.reports).get(month)
    if signed is None or not signed.joint:
        raise Http404
    return _written(request, found, month, corrects=signed)


def _written(request: PageRequest, found: OneProject, month: str, *, corrects: Report | None) -> HttpResponse:
    scene, day = sides_of(request), clock.day_of(request.at)
    report = corrects or queries.at_hand([one for one in found.reports if one.month == month])
    waiting = [one for one in found.plan.milestones if one.id not in found.facts.reached or corrects]
    corrected = corrects or next((one for one in found.reports if report and one.id == report.corrects), None)
    how = checks.reopening(month, found.reports) if corrected else None
    form = HalfForm(
        request.POST if request.method == "POST" else None,
        milestones=waiting,
        until=day,
        initial=_initial(found, report, month, scene.me),
        still=how is checks.Reopening.LIMITED,
    )
    photos = _photo_form(request, report, scene)
    half = _half(found, form, photos) if request.method == "POST" else None
    if half is not None:
        try:
            hand = hand_of(request, Right.ACT)
            actions.report_month(found.plan, month, half, corrects=corrects, by=hand)
        except Refused as refused:
            refuse_in(form, refused)
        else:
            messages.success(request, gettext("本方所报已签名，正在送达对方。"))
            return redirect("projects:month", found.plan.id, month)
    context = {
        "photos": photos,
        "project": found,
        "month": month,
        "form": form,
        "corrects": corrected,
        "how": how,
        "links": scene.links,
    }
    return render(request, "projects/report.html", context)


def _photo_form(request: PageRequest, report: Report | None, scene: Sides) -> PhotoForm | None:
    """Return the form of photographs; None where the kind that both signed knows none."""
    kind = kinds_of(scene).get("report")
    half = report.halves.get(scene.me) if report else None
    if kind is None or "photos" not in kind.fields["half"].members:
        return None
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return PhotoForm(*sent, held=half.photos if half else ())


def _half(found: OneProject, form: HalfForm, photos: PhotoForm | None) -> dict[str, Any] | None:
    """Return the half that was written, with its photographs; None where something does not fit, told in its field."""
    if not form.is_valid() or (photos is not None and not photos.is_valid()):
        return None
    listed = photos.photos(lambda data: actions.keep_photo(found.plan, data)) if photos is not None else []
    return None if listed is None else {**form.half(), **({"photos": listed} if listed else {})}


def _initial(found: OneProject, report: Report | None, month: str, me: str) -> Mapping[str, Any]:
    """Return what the form begins with: what we said already, else last month's plan and figure."""
    if report is not None and me in report.halves:
        return initial_of(report.halves[me])
    earlier: list[Half] = [
        one.halves[me] for name, one in standing_reports(found.reports).items() if name < month and me in one.halves
    ]
    return checks.draft_half(earlier[-1] if earlier else None)


@require_GET
@needs(Right.READ)
def find_report(request: PageRequest, report: str) -> HttpResponse:
    """Lead from a report's matter to the page of its month."""
    found = queries.report(report)
    if found is None:
        raise Http404
    return redirect(reverse("projects:month", args=[found.plan, found.month]))
