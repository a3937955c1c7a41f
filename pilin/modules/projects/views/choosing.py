"""What can be chosen in the steps of a plan: its milestones by name, and the pairs of the directory."""

from datetime import date

from pilin.kernel.matters.queries import MatterView
from pilin.modules.projects import queries
from pilin.modules.projects.rules.facts import NAMES_A_MILESTONE, plan_of, spoken_of
from pilin.modules.projects.views.listing import pair_names
from pilin.web.choosing import Choices

PAIR = "particulars.pair"


def choices(view: MatterView, step: str, *, day: date) -> Choices:
    """Return the milestones of which a step may speak, and the pairs where it may name one."""
    plan = plan_of(view.matter)
    if step in NAMES_A_MILESTONE:
        said = [(one.id, f"{one.id} {one.title}") for one in spoken_of(plan)]
        return {NAMES_A_MILESTONE[step]: said}
    rule = next(rule for rule in view.kind.steps if rule.name == step)
    if "particulars" not in (*rule.needs_fields, *rule.takes):
        return {}
    return {PAIR: pairs(day, held=str(plan.particulars.get("pair", "")))}


def pairs(day: date, *, held: str = "") -> list[tuple[str, str]]:
    """Return the pairs in force by the names of their members, and the one that a plan holds, though it has ended."""
    in_force = queries.pairs_in_force(day)
    return list(pair_names([*in_force, *([held] if held and held not in in_force else [])], day).items())
