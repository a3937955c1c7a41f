"""Who looks at a page and what he may do there: every page but the sign-in page asks for a right.

The right to sign counts only in a session that passed the second factor. It is taken away here, before any view sees
the visitor: so no view can forget it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Keeper, Right, Role, allows
from pilin.web import factors, logbook, sessions
from pilin.web.cards import Onlooker
from pilin.web.logbook import Event
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import spoken

P = ParamSpec("P")
STOP_ASKING = 286
"""The status that ends htmx's asking again and again."""
_FORBIDDEN = {WebRefusal.RIGHT_IS_NOT_HELD, WebRefusal.SECOND_FACTOR_IS_NEEDED}
_RIGHT_WORDS = {
    Right.READ: pgettext_lazy("right", "查看"),
    Right.ACT: pgettext_lazy("right", "办理"),
    Right.SIGN: pgettext_lazy("right", "签署"),
    Right.INSPECT: pgettext_lazy("right", "检查"),
}


@dataclass(frozen=True)
class Visitor:
    """Who looks: the account, the name shown, and the roles held today in offices that are in force.

    `lacks_second_factor`: he holds a role that may sign, but this session did not pass the second factor; the role
    then stands among `roles` as one that may act.
    """

    account: str
    name: str
    roles: tuple[Role, ...]
    lacks_second_factor: bool = False

    def may(self, right: Right) -> bool:
        """Tell whether any of the roles covers a right."""
        return any(allows(role.right, right) for role in self.roles)

    @property
    def rights(self) -> str:
        """Return the rights that count, as a session remembers them."""
        return ",".join(sorted({role.right for role in self.roles}))

    def offices(self, right: Right) -> tuple[str, ...]:
        """Return the offices in which a right is held."""
        return tuple(dict.fromkeys(role.office for role in self.roles if allows(role.right, right)))

    @cached_property
    def onlooker(self) -> Onlooker:
        """Return the visitor as one from whom rooms may keep something: by every office, whatever he may do there."""
        return Onlooker(self.account, tuple(dict.fromkeys(role.office for role in self.roles)))

    def keeper(self) -> Keeper:
        """Return the visitor as one who looks after accounts of others."""
        return Keeper(self.account, frozenset(role.right for role in self.roles))

    def refusal(self, right: Right) -> Refused:
        """Return why a right that does not count is missing: no role gives it, or the second factor was not passed."""
        if right is Right.SIGN and self.lacks_second_factor:
            return Refused(WebRefusal.SECOND_FACTOR_IS_NEEDED)
        return Refused(WebRefusal.RIGHT_IS_NOT_HELD, right=right_word(right))

    def must(self, right: Right) -> None:
        """Raise RIGHT_IS_NOT_HELD or SECOND_FACTOR_IS_NEEDED where a right does not count."""
        if not self.may(right):
            raise self.refusal(right)


class PageRequest(HttpRequest):
    """A request that passed the door: it knows its visitor and the one instant at which the page is made."""

    visitor: Visitor
    at: Instant


def right_word(right: Right) -> str:
    """Return what a right is called."""
    return str(_RIGHT_WORDS[right])


View = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def needs(right: Right | None) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let only those in who hold a right today; others sign in, or read which right is missing and who gives it.

    None asks for no right: the page of one's own account is open to everybody who is signed in. What was not let in is
    logged.

    A refusal that a view does not handle itself is shown as its sentence on a page of its own.
    """

    def wrapped(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            at = clock.now()
            if not request.user.is_authenticated:
                return _to_the_door(request)
            page = cast("PageRequest", request)
            page.at = at
            has_passed = factors.has_passed(request.session, request.user)
            page.visitor = visitor_of(request.user, at=page.at, has_passed=has_passed)
            sessions.rotate(request, rights=page.visitor.rights)
            try:
                if right is not None:
                    page.visitor.must(right)
                return view(page, *args, **kwargs)
            except Refused as refused:
                return _shown(page, refused)

        return checked

    return wrapped


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, which says why where a session has ended, and leads back; an open page asks no more."""
    if sessions.is_background(request):
        return HttpResponse(status=STOP_ASKING)
    wanted = request.get_full_path() if request.method == "GET" else reverse("web:home")
    why = getattr(request.session, "ended", "")
    door = reverse("web:sign_in")
    return redirect_to_login(wanted, f"{door}?{urlencode({'ended': why})}" if why else door)


def _shown(page: PageRequest, refused: Refused) -> HttpResponse:
    """Show a refusal on a page of its own; where a right was missing, the access log says who wanted what."""
    is_forbidden = refused.code in _FORBIDDEN
    if is_forbidden:
        logbook.note(page, Event.RIGHT_MISSING, at=page.at, subject=page.path, mode=str(page.method))
    return render(page, "web/refused.html", {"refusal": spoken(refused)}, status=403 if is_forbidden else 409)


def visitor_of(user: AbstractUser, *, at: Instant, has_passed: bool = False) -> Visitor:
    """Return a signed-in user with the roles that count today, as `organisations.may` counts them; one query.

    Unless his session has passed the second factor, a right to sign counts as one to act.
    """
    account = user.get_username()
    held = tuple(organisations.roles_in_force(day=clock.day_of(at), account=account))
    lacks = not has_passed and any(role.right is Right.SIGN for role in held)
    counted = tuple(replace(role, right=Right.ACT) if role.right is Right.SIGN else role for role in held)
    return Visitor(account, user.get_full_name() or account, counted if lacks else held, lacks)


def offices_with(right: Right, *, at: Instant) -> list[str]:
    """Return the names of our offices in force in which somebody holds a right today; one query."""
    return organisations.offices_with(right, day=clock.day_of(at))
