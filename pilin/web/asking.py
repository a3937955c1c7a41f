"""Asking again (催办) on pages: who has asked since the last event of a matter, how often and when; who may ask."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from pilin.base.clock import day_of
from pilin.kernel.matters.queries import AskedAgain, MatterView
from pilin.kernel.matters.queries.single import Moment
from pilin.web.languages import labelled

NOTE = "matters.note"


def is_asking(told: Moment) -> bool:
    """Tell whether a line of the timeline asks again."""
    return told.action == NOTE and "asks" in told.body


def in_a_list(found: Sequence[AskedAgain], called: Mapping[str, str]) -> list[str]:
    """Return, for each party that has asked again since the last event, how often and when last."""
    facts = [
        {"who": called.get(one.by, one.by), "times": one.times, "day": day_of(one.last_at).isoformat()} for one in found
    ]
    return [gettext("%(who)s催办 %(times)d 次，最近 %(day)s") % fact for fact in facts]


def sentences(view: MatterView, called: Mapping[str, str]) -> list[str]:
    """Return a sentence for each party that has asked again since the last event: how often, when last, its words."""
    found: dict[str, list[Moment]] = {}
    for told in view.timeline:
        if is_asking(told) and told.body["asks"] == view.matter.head:
            found.setdefault(told.author, []).append(told)
    return [_sentence(called.get(author, author), asked) for author, asked in found.items()]


def _sentence(who: str, asked: Sequence[Moment]) -> str:
    facts = {"who": who, "times": len(asked), "day": day_of(asked[-1].at).isoformat()}
    said = gettext("%(who)s已催办 %(times)d 次，最近一次在 %(day)s") % facts
    words = str(asked[-1].body.get("text", ""))
    return labelled(said, words) if words else said


def may_ask(view: MatterView, *, me: str) -> bool:
    """Tell whether there is somebody to ask again: another party may act now."""
    return not view.refused_by and any(code != me for code in view.turn)
