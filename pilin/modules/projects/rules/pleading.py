"""What may be pleaded at a light: a reason for what is red now and was not excused before; a reading that differs."""

from collections.abc import Sequence
from datetime import date, timedelta

from pilin.base.refusal import Refused
from pilin.modules.projects.rules.beside import Excuse
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.lights import Colour, Light, Rule, Trigger

READINGS = (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.NOT_STARTED)
"""The colours as which a light may be read; the others are states of the plan, which both signed."""


def excusable(light: Light, excuses: Sequence[Excuse], rule: Rule) -> list[Trigger]:
    """Return the red triggers for which a reason may still be given: each once, where a signed rule allows it."""
    if not (rule.signed and rule.excuse_days_max):
        return []
    spent = {(one.trigger, one.item) for one in excuses}
    return [one for one in light.triggers if one.colour is Colour.RED and (one.name, one.item) not in spent]


def check_excuse(asked: Excuse, light: Light, excuses: Sequence[Excuse], rule: Rule, day: date) -> None:
    """Refuse a reason for what is not red, for what was excused before, or until a day past the rule's longest time."""
    if not (rule.signed and rule.excuse_days_max):
        raise Refused(ProjectRefusal.RULE_KNOWS_NO_EXCUSE)
    if any((one.trigger, one.item) == (asked.trigger, asked.item) for one in excuses):
        raise Refused(ProjectRefusal.EXCUSE_IS_SPENT)
    if (asked.trigger, asked.item) not in {(one.name, one.item) for one in excusable(light, excuses, rule)}:
        raise Refused(ProjectRefusal.LIGHT_IS_NOT_RED_FOR_THIS)
    last = day + timedelta(days=rule.excuse_days_max)
    if not day <= asked.until <= last:
        raise Refused(ProjectRefusal.EXCUSE_DAY_DOES_NOT_FIT, last=last.isoformat())


def check_contest(reading: str, light: Light, *, side: str, review_on: date, day: date) -> None:
    """Refuse a reading that is the light's own, a second one of a side, and a review on a day that is past."""
    if light.colour not in READINGS or reading == light.colour:
        raise Refused(ProjectRefusal.READING_DOES_NOT_DIFFER)
    if any(one.side == side for one in light.readings):
        raise Refused(ProjectRefusal.LIGHT_IS_CONTESTED_ALREADY)
    if review_on < day:
        raise Refused(ProjectRefusal.REVIEW_DAY_IS_PAST)
