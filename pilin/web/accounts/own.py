"""One's own account: which roles one holds and until when, the password, the second factor."""

from typing import cast

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations import queries as organisations
from pilin.web import codes, factors, guard, logbook, recoveries, strongbox
from pilin.web.access import PageRequest, needs
from pilin.web.accounts import links, recovering, sessions
from pilin.web.accounts.forms import ChangePasswordForm, SecondFactorForm
from pilin.web.accounts.roles import office_names, roles_table
from pilin.web.logbook import Event
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import refuse_in

_DRAFT = "second_factor_draft"


@require_GET
@needs(None)
def show_account(request: PageRequest) -> HttpResponse:
    """Show who one is here, one's roles, and how one signs in."""
    user, day = _user(request), clock.day_of(request.at)
    held = organisations.roles(account=user.get_username())
    context = {
        "visitor": request.visitor,
        "roles": roles_table(held, office_names(held), day=day, caption=gettext("我的任命")),
        "factor": factors.state(user),
        "recovery": recovering.open_of(user, at=request.at),
        "recovered": recoveries.to_owner(user, at=request.at),
    }
    return render(request, "web/accounts/own.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("old", "new", "again")
@needs(None)
def change_password(request: PageRequest) -> HttpResponse:
    """Change one's own password; all other sessions of the account end."""
    user = _user(request)
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            guard.confirm_password(user, form.cleaned_data["old"], at=request.at)
        except Refused as refused:
            refuse_in(form, refused, field="old")
        else:
            user.set_password(form.cleaned_data["new"])
            user.save(update_fields=["password"])
            update_session_auth_hash(request, user)
            sessions.end(user, but=request.session.session_key, at=request.at)
            links.withdraw(user)
            logbook.note(request, Event.PASSWORD_CHANGED, at=request.at)
            messages.success(request, gettext("密码已改好；这个账号在别处的登录都已退出。"))
            return redirect("web:account")
    return render(request, "web/accounts/password.html", {"form": form})


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code", "password")
@needs(None)
def set_up_second_factor(request: PageRequest) -> HttpResponse:
    """Show a new secret as a square code and as text, and take a code that proves it; then show ten spare codes once.

    Until a code proves it, the secret stands encrypted in the session. Raises SECOND_FACTOR_IS_NEEDED: who has a second
    factor replaces it only in a session that passed it. Whoever signs in at another provider has no password here to
    be asked for: he sets it up soon after he came from there, else SIGN_IN_IS_NOT_FRESH.
    """
    user = _user(request)
    if factors.has(user) and not factors.has_passed(request.session, user):
        raise Refused(WebRefusal.SECOND_FACTOR_IS_NEEDED)
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    if not user.has_usable_password():
        sessions.must_be_fresh(request)
        del form.fields["password"]
    secret = _draft(request, user)
    if form.is_valid():
        try:
            spare = _confirmed(request, user, secret, form)
        except Refused as refused:
            wrong = "code" if refused.code is WebRefusal.AUTHENTICATOR_DOES_NOT_FIT else "password"
            refuse_in(form, refused, field=wrong)
        else:
            shown = [codes.in_groups(code) for code in spare]
            return render(request, "web/accounts/spare_codes.html", {"codes": shown})
    context = {"form": form, "secret": codes.in_groups(secret), "picture": _picture(user, secret)}
    return render(request, "web/accounts/second_factor.html", context)


def _user(request: PageRequest) -> User:
    return cast("User", request.user)


def _draft(request: PageRequest, user: User) -> str:
    """Return the secret that this session is setting up; the first look makes it."""
    account = user.get_username()
    kept = request.session.get(_DRAFT)
    if kept is not None:
        return strongbox.unseal(bytes.fromhex(kept), account=account)
    secret = codes.new_secret()
    request.session[_DRAFT] = strongbox.seal(secret, account=account).hex()
    return secret


def _confirmed(request: PageRequest, user: User, secret: str, form: SecondFactorForm) -> list[str]:
    """Set up the second factor and return its spare codes; this session has passed it, all others end."""
    if "password" in form.fields:
        guard.confirm_password(user, form.cleaned_data["password"], at=request.at)
    spare = factors.set_up(user, secret, form.cleaned_data["code"], at=request.at)
    del request.session[_DRAFT]
    request.session.cycle_key()
    factors.mark(request.session, user)
    sessions.end(user, but=request.session.session_key, at=request.at)
    logbook.note(request, Event.FACTOR_SET, at=request.at)
    return spare


def _picture(user: User, secret: str) -> SafeString:
    """Return the square code as a drawing within the page: it loads nothing, and no other program sees the secret."""
    issuer = f"毗邻 {settings.NODE.node.name}"
    address = codes.provisioning(secret, account=user.get_username(), issuer=issuer)
    drawn = segno.make(address, micro=False).svg_inline(scale=5, border=4, light="#ffffff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from modules alone; no text of anybody is in it
