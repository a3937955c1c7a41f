"""People of our side: who they are, their roles and accounts; to invite, appoint, lock and recover."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base import clock
from pilin.base.refusal import Code, Refused
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Dismissal, Person, Right, Role
from pilin.web import codes
from pilin.web.access import PageRequest, needs, right_word
from pilin.web.accounts import keeping, links, listing, recovering
from pilin.web.accounts.forms import EndRoleForm, InvitationForm, RoleForm
from pilin.web.accounts.roles import office_names, roles_table, with_bodies
from pilin.web.models import Recovery
from pilin.web.sentences import refuse_in, say, spoken
from pilin.web.views import attempt


@dataclass(frozen=True)
class Known:
    """A person with his account, among all accounts and all roles of our side: locks are decided by all of them."""

    user: User
    name: str
    users: Sequence[User]
    everybody: Sequence[Role]

    @property
    def account(self) -> str:
        """Return the name of sign-in."""
        return self.user.get_username()

    @property
    def roles(self) -> list[Role]:
        """Return all roles that the person ever held."""
        return [role for role in self.everybody if role.account == self.account]

    @property
    def back(self) -> str:
        """Return the page of the person."""
        return reverse("web:person", args=[self.user.pk])


def _known(number: int) -> Known:
    users = listing.users()
    user = next((one for one in users if one.pk == number), None)
    person = next((one for one in organisations.people() if user and one.account == user.get_username()), None)
    if user is None or person is None:
        raise Http404
    return Known(user, person.display_name, users, organisations.roles())


@require_GET
@needs(Right.ACT)
def show_people(request: PageRequest) -> HttpResponse:
    """List everybody of our side, and the recoveries that wait for somebody."""
    waiting = [
        {"name": row.user.get_full_name() or row.user.get_username(), "number": row.user.pk, "row": row}
        for row in recovering.open_ones(request.at)
    ]
    context = {"people": listing.people_table(request.at), "waiting": waiting}
    return render(request, "web/accounts/people.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def invite(request: PageRequest) -> HttpResponse:
    """Invite a person: an account without a password, a first role, and a link that is shown once."""
    day = clock.day_of(request.at)
    sent = request.POST if request.method == "POST" else None
    form = InvitationForm(sent, offices=_offices(day), initial={"starts": day})
    if form.is_valid():
        said = form.cleaned_data
        person = Person(account=said["account"], display_name=said["name"])
        try:
            address = keeping.invite(request, person, form.appointment(person.account))
        except Refused as refused:
            refuse_in(form, refused)
        else:
            return _link(request, person.display_name, address, links.INVITATION)
    return render(request, "web/accounts/invite.html", {"form": form})


@require_GET
@needs(Right.ACT)
def show_person(request: PageRequest, number: int) -> HttpResponse:
    """Show one person: roles, account, and what the visitor may do about them."""
    known, day = _known(number), clock.day_of(request.at)
    account, names = listing.account(known.user), office_names(known.roles)
    recovery = recovering.open_of(known.user, at=request.at)
    ended = EndRoleForm(roles=_endable(known, names, day), initial={"ends": day}, auto_id="id_end_%s")
    context = {
        "known": known,
        "account": account,
        "state": account.light(request.at),
        "roles": roles_table(known.roles, names, day=day, caption=gettext("历任与现任")),
        "role_form": RoleForm(offices=_offices(day), initial={"starts": day}),
        "end_form": ended,
        "lock_refusal": _lock_refusal(request, known, account),
        "recovery": recovery,
        "approvals": list(recovery.approvals.all()) if recovery else [],
        "approval_refusal": _approval_refusal(request, known, recovery),
        "is_own": known.account == request.visitor.account,
    }
    return render(request, "web/accounts/person.html", context)


def _lock_refusal(request: PageRequest, known: Known, account: listing.Account) -> str:
    """Return why the visitor may not lock or unlock an account, in a sentence; empty where he may."""
    locked = [user.get_username() for user in known.users if not user.is_active]
    rule = rules.unlock_refusal if account.is_locked else rules.lock_refusal
    by, day = request.visitor.keeper(), clock.day_of(request.at)
    code: Code | None = rule(known.account, by=by, roles=known.everybody, locked=locked, day=day)
    return say(code.value).sentence if code is not None else ""


def _approval_refusal(request: PageRequest, known: Known, recovery: Recovery | None) -> str:
    """Return why the visitor may not approve a recovery, in a sentence; empty where he may."""
    if recovery is None:
        return ""
    locked = [user.get_username() for user in known.users if not user.is_active]
    asked = recovering.as_rules_know(recovery, roles=known.everybody, locked=locked, at=request.at)
    code = rules.approval_refusal(asked, by=request.visitor.keeper(), at=request.at)
    return say(code.value).sentence if code is not None else ""


def _offices(day: date) -> list[tuple[str, str]]:
    found = organisations.offices(side=settings.NODE.node.code, day=day)
    named = with_bodies(office.id for office in found)
    return [(office.id, named[office.id]) for office in found]


def _endable(known: Known, names: Mapping[str, str], day: date) -> list[tuple[str, str]]:
    """Return the roles that have not ended, each in a few words."""
    left = [role for role in known.roles if role.ends is None or role.ends > day]
    return [(role.id, f"{names.get(role.office, role.office)} {right_word(role.right)} {role.starts}") for role in left]


@require_POST
@needs(Right.ACT)
def appoint(request: PageRequest, number: int) -> HttpResponse:
    """Give the person a role."""
    known = _known(number)
    form = RoleForm(request.POST, offices=_offices(clock.day_of(request.at)))
    if not form.is_valid():
        return _not_read(request, known)
    verb = partial(keeping.appoint, request, form.appointment(known.account))
    return attempt(request, verb, done=gettext("已任命，并记入日志。"), back=known.back)


@require_POST
@needs(Right.ACT)
def end_role(request: PageRequest, number: int) -> HttpResponse:
    """End a role of the person."""
    known = _known(number)
    form = EndRoleForm(request.POST, roles=_endable(known, {}, clock.day_of(request.at)))
    if not form.is_valid():
        return _not_read(request, known)
    role = next(one for one in known.roles if one.id == form.cleaned_data["role"])
    verb = partial(keeping.end_role, request, role, Dismissal(role=role.id, ends=form.cleaned_data["ends"]))
    return attempt(request, verb, done=gettext("已写明止期，并记入日志。"), back=known.back)


def _not_read(request: PageRequest, known: Known) -> HttpResponse:
    messages.error(request, gettext("没有保存：请选岗位或任命，日期写成 2026-03-04 的样子。"))
    return redirect(known.back)


@require_POST
@needs(Right.ACT)
def lock(request: PageRequest, number: int) -> HttpResponse:
    """Lock the person's account."""
    return _kept(request, number, keeping.lock, gettext("账号已锁定，它的登录都已退出。"))


@require_POST
@needs(Right.ACT)
def unlock(request: PageRequest, number: int) -> HttpResponse:
    """Unlock the person's account."""
    return _kept(request, number, keeping.unlock, gettext("账号已解锁，本人可以重新登录。"))


@require_POST
@needs(None)
def refuse_recovery(request: PageRequest, number: int) -> HttpResponse:
    """End a recovery without a link; its owner comes back to his own account."""
    return _kept(request, number, recovering.refuse, gettext("这次账号找回已撤销。"))


def _kept(request: PageRequest, number: int, verb: Callable[[PageRequest, User], None], done: str) -> HttpResponse:
    """Do what needs nothing but the account, and go back to its page."""
    known = _known(number)
    back = reverse("web:account") if known.account == request.visitor.account else known.back
    return attempt(request, partial(verb, request, known.user), done=done, back=back)


@require_POST
@needs(Right.ACT)
def invite_again(request: PageRequest, number: int) -> HttpResponse:
    """Make a new invitation in the place of one that was lost or ran out."""
    known = _known(number)
    try:
        address = keeping.invite_again(request, known.user)
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
        return redirect(known.back)
    return _link(request, known.name, address, links.INVITATION)


@require_POST
@needs(Right.ACT)
def approve_recovery(request: PageRequest, number: int) -> HttpResponse:
    """Ask for the recovery of the person's account, or approve it."""
    known = _known(number)
    try:
        given = recovering.approve(request, known.user)
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
        return redirect(known.back)
    if given.address:
        return _link(request, known.name, given.address, links.RECOVERY)
    if given.word:
        context = {"name": known.name, "number": number, "word": codes.in_groups(given.word)}
        return render(request, "web/accounts/word.html", context)
    messages.success(request, gettext("已记下您的同意；还需要另一位同事同意，两人中至少一位有“签署”权限。"))
    return redirect(known.back)


def _link(request: PageRequest, name: str, address: str, purpose: str) -> HttpResponse:
    context = {"name": name, "address": address, "is_invitation": purpose == links.INVITATION}
    return render(request, "web/accounts/link.html", context)
