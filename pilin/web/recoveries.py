"""Recoveries that were done of late, for those who must know: the owner of the account, and everybody who inspects.

Two persons together can always open an account whose owner has lost everything; so they are named to him at every
sign-in for a month, whoever it was that signed in first, and to every inspector. Nothing makes these sentences go but
time: whoever took the account over could make anything else go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.web.languages import bracketed, several
from pilin.web.models import Approval, OneTimeLink
from pilin.web.templatetags.words import instant

TOLD_DAYS = 30
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Done:
    """One recovery that was done: of which account, when its link was used, and who approved when."""

    account: str
    name: str
    at: Instant
    approved: Sequence[tuple[str, Instant]]


def done(*, at: Instant, user: User | None = None) -> list[Done]:
    """Return the recoveries that were done within the last month, of one account or of all, newest first."""
    since = clock.after(at, seconds=-TOLD_DAYS * _DAY_SECONDS)
    used = OneTimeLink.objects.filter(purpose="recovery", used_at__gt=since)
    if user is not None:
        used = used.filter(user=user)
    links = list(used.order_by("-used_at").select_related("user").prefetch_related("recovery__approvals"))
    approvals = {
        link.pk: sorted(link.recovery.approvals.all(), key=_given_at) if link.recovery else [] for link in links
    }
    names = _names({one.account for given in approvals.values() for one in given})
    return [
        Done(
            account=link.user.get_username(),
            name=link.user.get_full_name() or link.user.get_username(),
            at=clock.instant(link.used_at or link.made_at),
            approved=[(names.get(one.account, one.account), clock.instant(one.at)) for one in approvals[link.pk]],
        )
        for link in links
    ]


def _given_at(approval: Approval) -> datetime:
    return approval.at


def _names(accounts: set[str]) -> Mapping[str, str]:
    """Return accounts with the names of their owners."""
    users = User.objects.filter(username__in=accounts) if accounts else ()
    return {user.username: bracketed(user.get_full_name() or user.username, user.username) for user in users}


def to_owner(user: User, *, at: Instant) -> list[str]:
    """Return in sentences how an account was recovered of late, for its owner."""
    text = gettext(
        "这个账号已于 %(when)s 找回：原来的密码和第二验证当时失效。同意的人：%(who)s。"
        "不是您本人办的，请立即告诉检查人员，并请同事锁定这个账号。"
    )
    return [text % _facts(one) for one in done(at=at, user=user)]


def to_inspectors(*, at: Instant) -> list[str]:
    """Return in sentences which accounts were recovered of late, for those who inspect."""
    text = gettext("%(name)s的账号已于 %(when)s 找回，同意的人：%(who)s。请向本人核实。")
    return [text % _facts(one) for one in done(at=at)]


def _facts(one: Done) -> dict[str, str]:
    who = several(f"{name} {instant(given_at)}" for name, given_at in one.approved)
    return {"name": bracketed(one.name, one.account), "when": instant(one.at), "who": who or gettext("没有记载")}
