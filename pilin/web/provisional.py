"""Provisional notes in sentences: what one side did alone, whose turn it is to answer, by when, and what it left.

A note never changes what both agreed on; so every page that shows the state of a matter says beside it what was noted.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext

from pilin.base import clock
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.queries.single import PROVISIONAL, Moment
from pilin.kernel.matters.rules.turning import pressing
from pilin.web.languages import several, titled


def sentences(
    view: MatterView, called: Mapping[str, str], *, day: date, story: Sequence[Moment] | None = None
) -> list[str]:
    """Return a sentence for each note that is not over yet: who noted what, how it stands, and who is to do what.

    `story` holds the notes where the view was read without its timeline.
    """
    if view.refused_by or view.kind.states[view.matter.state].final:
        return []
    told = view.timeline if story is None else story
    noted = [one for one in told if one.action == PROVISIONAL and not _is_over(view, one)]
    return [_sentence(view, one, called, day) for one in noted]


def _is_over(view: MatterView, told: Moment) -> bool:
    """Tell whether a note asks nothing of anybody: its step was taken, or it was taken back and the matter moved on."""
    done = view.matter.done.get(str(told.body.get("step")))
    if done is not None and done.day >= clock.day_of(told.at):
        return True
    return told.standing == "dropped" or (told.standing == "reversed" and told.body.get("base") != view.matter.head)


def _sentence(view: MatterView, told: Moment, called: Mapping[str, str], day: date) -> str:
    facts = {
        "by": called.get(told.author, told.author),
        "others": several(called.get(code, code) for code in view.parties if code != told.author),
        "day": clock.day_of(told.at).isoformat(),
        "step": titled(told.title),
        "state": titled(view.kind.states[view.matter.state].title),
        "until": _until(view, day),
    }
    if told.standing == "ratified":
        said = gettext(
            "%(by)s于 %(day)s 就“%(step)s”所作的代行记录已由%(others)s追认。轮到%(by)s正式办理这一步；%(until)s"
        )
    elif told.standing == "reversed":
        said = gettext(
            "%(by)s于 %(day)s 就“%(step)s”所作的代行记录已撤销：这一步没有办成，状态仍是“%(state)s”；%(until)s"
        )
    elif told.standing == "disputed":
        said = gettext(
            "%(by)s于 %(day)s 就“%(step)s”所作的代行记录，%(others)s不同意：这一步没有办成，状态仍是“%(state)s”。"
            "轮到%(by)s撤销记录或与%(others)s商定；%(until)s"
        )
    elif told.standing == "two_on_one_base":
        said = gettext(
            "%(by)s于 %(day)s 就“%(step)s”作了代行记录，%(others)s同时也作了，有争议：状态仍是“%(state)s”。"
            "轮到双方商定，由一方撤销自己的记录；%(until)s"
        )
    else:
        said = gettext(
            "%(by)s于 %(day)s 在%(others)s离线期间就“%(step)s”作了代行记录，只在%(by)s一侧有效，状态仍是“%(state)s”。"
            "轮到%(others)s追认或提出不同意见；%(until)s"
        )
    return said % facts


def _until(view: MatterView, day: date) -> str:
    """Return by when the matter is to move, by the clock that presses; no law sets a day for the answer to a note."""
    found = pressing(view.kind, view.matter)
    if found is None:
        return gettext("没有法定期限。")
    rule, state = found
    facts = {"day": state.rolled_end.isoformat(), "basis": f"{rule.statute} {rule.article}"}
    if state.rolled_end < day:
        return gettext("法定截止 %(day)s 已过（%(basis)s），请立即办理。") % facts
    return gettext("法定截止 %(day)s（%(basis)s）。") % facts
