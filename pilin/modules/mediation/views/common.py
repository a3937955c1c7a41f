"""What the pages of mediation share: the visitor's hand, the kind, a case as its visitor sees it, and lights."""

from datetime import date

from django.http import Http404
from django.utils.translation import gettext

from pilin.base import clock
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Hands, MatterView
from pilin.kernel.matters.rules.kinds import NOBODY, Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.mediation.actions.committees import Hand
from pilin.modules.mediation.rules.cases import MEDIATION, Case
from pilin.web.access import PageRequest
from pilin.web.components import Light, Tone
from pilin.web.languages import titled
from pilin.web.sentences import spoken
from pilin.web.sides import Sides


def hand_of(request: PageRequest, right: Right = Right.ACT) -> Hand:
    """Return who acts, in the office that gives the right. Raises what is missing."""
    request.visitor.must(right)
    return Hand(request.visitor.account, request.visitor.offices(right)[0], request.at)


def lacking(request: PageRequest, right: Right) -> str:
    """Return in a sentence why a right does not count; empty where it does."""
    return "" if request.visitor.may(right) else spoken(request.visitor.refusal(right)).sentence


def kind_of(scene: Sides, name: str = MEDIATION) -> Kind | None:
    """Return the newest kind of a name on which we and another side agreed."""
    return next(
        (kind for kind, parties, _ in matters.kinds_agreed() if kind.name == name and scene.me in parties), None
    )


def view_of(request: PageRequest, scene: Sides, matter: str) -> MatterView:
    """Return a case as the visitor sees it, or 404."""
    hands = Hands(act=request.visitor.offices(Right.ACT), sign=request.visitor.offices(Right.SIGN))
    view = matters.matter(matter, me=scene.me, day=clock.day_of(request.at), hands=hands, related=False)
    if view is None or view.kind.name != MEDIATION:
        raise Http404
    return view


def state_light(case: Case, kind: Kind | None, day: date) -> Light:
    """Return how a case stands on a day, in the words of its kind."""
    if case.refused_by:
        return Light(Tone.IDLE, gettext("对方未接受"))
    state = kind.states.get(case.state) if kind else None
    word = titled(state.title) if state else case.state
    if case.is_over or (state is not None and state.awaits == NOBODY):
        return Light(Tone.DONE if state is not None and state.agreed else Tone.IDLE, word)
    if case.due is not None and case.due < day:
        return Light(Tone.LATE, word)
    near = case.warn_on is not None and case.warn_on <= day
    return Light(Tone.WARNING if near else Tone.NORMAL, word)
