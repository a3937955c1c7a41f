"""What lights, reasons, fields and sides are called on the pages of projects."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.kinds import Kind
from pilin.modules.projects.rules.columns import Yardstick
from pilin.modules.projects.rules.lights import Light, Trigger
from pilin.web import components
from pilin.web.lamps import lamp
from pilin.web.languages import bracketed, labelled, several, titled
from pilin.web.sides import Sides


def light_of(light: Light, scene: Sides | None = None) -> components.Light:
    """Return a light as pages show it; a contested one with the first reading that differs, and whose it is."""
    other = next((one for one in light.readings if one.colour != light.colour), None)
    if other is None:
        return colour_light(light.colour)
    side = scene.name(other.side) if scene else ""
    return lamp(light.colour, against=colour_light(other.colour), against_by=side)


def colour_light(colour: str) -> components.Light:
    """Return the light of a colour."""
    return lamp(colour)


@dataclass(frozen=True)
class Reason:
    """A reason of a light: what it turns the light to, in a sentence, by which line of the rule."""

    light: components.Light
    sentence: str
    number: str


def reasons(light: Light, scene: Sides) -> list[Reason]:
    """Return the reasons of a light in words."""
    return [Reason(colour_light(one.colour), sentence(one, scene), one.number) for one in light.triggers]


def sentence(trigger: Trigger, scene: Sides) -> str:
    """Return a reason of a light as a sentence, and that it was lowered where it was."""
    said = {
        "milestone_late": _milestone_late,
        "progress_behind": _progress_behind,
        "months_missing": _months_missing,
        "help_wanted": _help_wanted,
        "milestone_made_up": _made_up,
        "paper_overdue": _paper_overdue,
    }
    return _excused(trigger, said[trigger.name](trigger, scene), scene)


def unsigned_rules(yardstick: Yardstick, scene: Sides) -> list[str]:
    """Say of each rule of lights that lies on the table that it has no effect, and who offered it."""
    said = gettext("%(side)s提出的灯规则第 %(version)s 版尚未由双方签署，不起作用；灯仍按此处写明的规则计算。")
    return [said % {"side": scene.name(side), "version": version} for side, version in yardstick.unsigned]


def _excused(trigger: Trigger, sentence: str, scene: Sides) -> str:
    """Add to a reason that it was lowered, until when, and whose reason both accepted."""
    excuse = trigger.about.get("excuse")
    if excuse is None:
        return sentence
    facts = {"until": excuse["until"], "side": scene.name(excuse["side"])}
    return bracketed(sentence, gettext("双方认可%(side)s说明的理由，由红转黄一次，到 %(until)s 为止") % facts)


def _made_up(trigger: Trigger, _scene: Sides) -> str:
    facts = {**trigger.about, "days": trigger.value}
    return gettext("里程碑“%(title)s”超期 %(days)s 天后补上（%(reached)s），黄灯保留到 %(until)s") % facts


def _paper_overdue(trigger: Trigger, scene: Sides) -> str:
    facts = {**trigger.about, "side": scene.name(trigger.about["side"]), "days": trigger.value}
    return gettext("督办单“%(title)s”由%(side)s承办，超过时限 %(days)s 天") % facts


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
    said = gettext("月报逾期未报未签 %(count)s 个月") % {"count": trigger.value}
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
