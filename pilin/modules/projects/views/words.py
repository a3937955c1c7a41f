"""What lights, reasons, fields and sides are called on the pages of projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, gettext_noop

from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.kinds import Kind
from pilin.modules.projects.rules.lights import Colour, Light, Trigger
from pilin.web import components
from pilin.web.components import Tone
from pilin.web.languages import bracketed, labelled, several, titled
from pilin.web.sides import Sides

COLOURS: Mapping[Colour, tuple[Tone, str]] = {
    Colour.RED: (Tone.LATE, gettext_noop("滞后")),
    Colour.YELLOW: (Tone.WARNING, gettext_noop("预警")),
    Colour.GREEN: (Tone.NORMAL, gettext_noop("正常")),
    Colour.NOT_STARTED: (Tone.IDLE, gettext_noop("未启动")),
    Colour.UNDATED: (Tone.IDLE, gettext_noop("未定期")),
    Colour.OFFERED: (Tone.IDLE, gettext_noop("待会签")),
    Colour.PAUSED: (Tone.PAUSED, gettext_noop("暂停")),
    Colour.DONE: (Tone.DONE, gettext_noop("已完成")),
    Colour.ENDED: (Tone.IDLE, gettext_noop("已终止")),
}


def light_of(light: Light) -> components.Light:
    """Return a light as pages show it: colour, shape and word."""
    return colour_light(light.colour)


def colour_light(colour: Colour) -> components.Light:
    """Return the light of a colour."""
    tone, word = COLOURS[colour]
    return components.Light(tone, gettext(word))


@dataclass(frozen=True)
class Reason:
    """A reason of a light: what it turns the light to, in a sentence, by which line of the rule."""

    light: components.Light
    sentence: str
    number: str


def reasons(light: Light, scene: Sides) -> list[Reason]:
    """Return the reasons of a light in words."""
    said = {
        "milestone_late": _milestone_late,
        "progress_behind": _progress_behind,
        "months_missing": _months_missing,
        "help_wanted": _help_wanted,
    }
    return [Reason(colour_light(one.colour), said[one.name](one, scene), one.number) for one in light.triggers]


def _milestone_late(trigger: Trigger, scene: Sides) -> str:
    facts = {"title": trigger.about["title"], "days": trigger.value}
    late = gettext("里程碑“%(title)s”超期 %(days)s 天") % facts
    sides = trigger.about["said_by"]
    said = gettext("%(sides)s已报完成，待双方会签当月") % {"sides": scene.names(sides)} if sides else ""
    return bracketed(late, said)


def _progress_behind(trigger: Trigger, scene: Sides) -> str:
    facts = {**trigger.about, "side": scene.name(trigger.about["side"]), "points": trigger.value}
    return gettext("%(month)s 末计划 %(planned)s%%，%(side)s报 %(reported)s%%，落后 %(points)s 个百分点") % facts


def _months_missing(trigger: Trigger, scene: Sides) -> str:
    silent = [labelled(one["month"], scene.names(one["sides"])) for one in trigger.about["months"]]
    shown, more = silent[-6:], len(silent) - 6
    said = gettext("月报逾期未报 %(count)s 个月") % {"count": trigger.value}
    named = several(shown) + (gettext("，另有更早的 %(more)s 个月") % {"more": more} if more > 0 else "")
    return bracketed(said, named)


def _help_wanted(trigger: Trigger, scene: Sides) -> str:
    facts = {**trigger.about, "side": scene.name(trigger.about["side"])}
    said = gettext("%(side)s请求协调：%(what)s") % facts
    return bracketed(said, gettext("请%(of)s协调") % facts if facts["of"] else "")


def plan_kind(scene: Sides) -> Kind | None:
    """Return the newest kind of plans that we and some other side agreed on; it names fields and domains."""
    found = (kind for kind, parties, _basis in matters.kinds_agreed() if kind.name == "plan" and scene.me in parties)
    return next(found, None)


def choices_of(kind: Kind | None, *path: str) -> dict[str, str]:
    """Return the words of a choice of a kind, by field and member."""
    rule = kind.fields.get(path[0]) if kind else None
    for name in path[1:]:
        rule = rule.members.get(name) if rule else None
    return {value: titled(title) for value, title in rule.choices.items()} if rule else {}


def days_to(due: date | None, day: date) -> str:
    """Return how far a day is, in words."""
    if due is None:
        return gettext("未定期")
    days = (due - day).days
    if days < 0:
        return gettext("超期 %(days)s 天") % {"days": -days}
    return gettext("还有 %(days)s 天") % {"days": days} if days else gettext("今天")
