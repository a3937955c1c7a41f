"""Reads of the sharing of costs: formulas, lines and nettings, each one query."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from pilin.base.money import Fen
from pilin.kernel.ledger import queries as books
from pilin.modules.projects import models
from pilin.modules.projects.queries.records import LISTED_MAX, read_all
from pilin.modules.projects.rules import netting, paying, sharing
from pilin.modules.projects.rules.records import COST_FORMULA, JOINT_EXPENSE, NETTING, NETTING_PAYMENT, Record


def formulas() -> list[Record]:
    """Return the formulas on the table and those that both signed, the newest first."""
    rows = models.Record.objects.filter(kind=COST_FORMULA, is_over=False).order_by("-id")
    return read_all(rows[:LISTED_MAX])


def open_expenses() -> list[Record]:
    """Return the lines to be agreed and those disputed, what ends first first."""
    rows = models.Record.objects.filter(kind=JOINT_EXPENSE, state__in=sharing.OPEN, is_over=False)
    return read_all(rows.order_by("day", "id")[:LISTED_MAX])


def nettings() -> list[Record]:
    """Return the nettings on the table and those that both signed, the latest first."""
    rows = models.Record.objects.filter(kind=NETTING, state__in=netting.STANDING, refused_by="")
    return read_all(rows.order_by("-id"))


def payments(netted: str = "") -> list[Record]:
    """Return the payments that stand, the latest first; of one netting only, where it is named."""
    return read_all(models.Record.objects.filter(_payments(netted)).order_by("-id"))


def beside_netting(netted: str, lines: Collection[str]) -> tuple[dict[str, Record], list[Record]]:
    """Return of a netting the lines of it that we hold, by id, and its payments that stand, the latest first."""
    found = read_all(models.Record.objects.filter(Q(pk__in=lines) | _payments(netted)).order_by("-id"))
    held = {one.id: one for one in found if one.kind != NETTING_PAYMENT}
    return held, [one for one in found if one.kind == NETTING_PAYMENT]


def _payments(netted: str) -> Q:
    standing = Q(kind=NETTING_PAYMENT, state__in=paying.STANDING, refused_by="")
    return standing & Q(content__asserted__netting__payer=netted) if netted else standing


def lines_to_net(netted: Collection[str]) -> list[Record]:
    """Return the lines that both agreed, without those in a netting, by age."""
    rows = models.Record.objects.filter(kind=JOINT_EXPENSE, state=sharing.AGREED).exclude(pk__in=netted)
    return read_all(rows.order_by("id"))


def with_voucher(voucher_hash: str) -> list[Record]:
    """Return the lines behind which a voucher stands, without those that were taken back."""
    rows = models.Record.objects.filter(kind=JOINT_EXPENSE, content__asserted__voucher_hash__payer=voucher_hash)
    return read_all(rows.exclude(state="withdrawn").filter(refused_by="").order_by("id"))


def positions_with(peers: Iterable[str]) -> dict[str, Fen]:
    """Return what peers owe us for shared costs less what we owe them, by our ledger, where it ever moved."""
    accounts = {peer: [one.code for one in netting.accounts_with(peer)] for peer in peers}
    held = books.balances(codes=[code for codes in accounts.values() for code in codes])
    return {
        peer: Fen(sum(held[code].balance_fen for code in codes if code in held))
        for peer, codes in accounts.items()
        if any(code in held for code in codes)
    }
