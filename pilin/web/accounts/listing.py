"""People of our side as pages show them: roles of today, how the account stands, whether it has a second factor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from pilin.base import clock
from pilin.base.clock import Instant, instant
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Person, Right, Role
from pilin.web.access import right_word
from pilin.web.accounts.roles import office_names
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.models import OneTimeLink, SecondFactor


@dataclass(frozen=True)
class Account:
    """How an account stands: locked or not, with a password or not yet, its open link, its second factor."""

    number: int
    name: str
    is_locked: bool
    has_password: bool
    has_factor: bool
    link_until: Instant | None

    def light(self, at: Instant) -> Light:
        """Return its state as a light."""
        if self.is_locked:
            return Light(Tone.LATE, gettext("已锁定"))
        if self.has_password:
            return Light(Tone.NORMAL, gettext("在用"))
        is_open = self.link_until is not None and self.link_until > at
        return Light(Tone.IDLE, gettext("已邀请")) if is_open else Light(Tone.WARNING, gettext("邀请已过期"))


def users() -> list[User]:
    """Return all accounts with what `account` needs to know of them; one query."""
    waiting = OneTimeLink.objects.filter(user=OuterRef("pk"), used_at=None)
    found = User.objects.annotate(
        has_factor=Exists(SecondFactor.objects.filter(pk=OuterRef("pk"))),
        link_until=Subquery(waiting.values("expires_at")[:1]),
    )
    return list(found.order_by("pk"))


def account(user: User) -> Account:
    """Return how an account stands; the user is one of `users`."""
    has_factor, link_until = (getattr(user, name) for name in ("has_factor", "link_until"))
    return Account(
        number=user.pk,
        name=user.username,
        is_locked=not user.is_active,
        has_password=user.has_usable_password(),
        has_factor=has_factor,
        link_until=instant(link_until) if link_until else None,
    )


def people_table(at: Instant) -> Table:
    """Return everybody of our side, by account; four queries."""
    day, known = clock.day_of(at), {user.username: account(user) for user in users()}
    held: dict[str, list[Role]] = {}
    for role in organisations.roles(day=day):
        held.setdefault(role.account, []).append(role)
    names = office_names([role for roles in held.values() for role in roles])
    columns = [
        Column(gettext("姓名")),
        Column(gettext("账号")),
        Column(pgettext("column", "现任")),
        Column(gettext("账号状态")),
        Column(gettext("第二验证")),
    ]
    rows = [
        _row(person, known.get(person.account), held.get(person.account, []), names, at)
        for person in organisations.people()
    ]
    empty = gettext("这里将列出本方人员：由有权的人邀请，各有岗位、权限和起止日期。")
    return Table(gettext("本方人员"), columns, rows, empty)


def _row(
    person: Person, account: Account | None, held: Sequence[Role], names: Mapping[str, str], at: Instant
) -> Sequence[Cell]:
    name: Cell = person.display_name
    if account is not None:
        name = LinkTo(person.display_name, reverse("web:person", args=[account.number]))
    state = account.light(at) if account else Light(Tone.IDLE, gettext("没有账号"))
    roles = gettext("；").join(_held(role, names) for role in held) or gettext("无任命")
    signs = any(role.right is Right.SIGN for role in held)
    return (name, person.account, roles, state, _factor(account, signs=signs))


def _held(role: Role, names: Mapping[str, str]) -> str:
    """Return a role in a few words: office, right, and until when."""
    until = gettext("至 {day}").format(day=role.ends) if role.ends else gettext("无止期")
    return f"{names.get(role.office, role.office)} {right_word(role.right)} {until}"


def _factor(account: Account | None, *, signs: bool) -> Light:
    if account is not None and account.has_factor:
        return Light(Tone.NORMAL, gettext("已设置"))
    return Light(Tone.WARNING, gettext("未设置，不能签署")) if signs else Light(Tone.IDLE, gettext("未设置"))
