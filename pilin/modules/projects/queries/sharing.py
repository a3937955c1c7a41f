"""Reads of the sharing of costs: formulas, lines and nettings, each one query."""

from collections.abc import Collection

from pilin.modules.projects import models
from pilin.modules.projects.queries.records import LISTED_MAX, read_all
from pilin.modules.projects.rules import netting, sharing
from pilin.modules.projects.rules.records import COST_FORMULA, JOINT_EXPENSE, NETTING, Record


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


def lines_to_net(netted: Collection[str]) -> list[Record]:
    """Return the lines that both agreed, without those in a netting, by age."""
    rows = models.Record.objects.filter(kind=JOINT_EXPENSE, state=sharing.AGREED).exclude(pk__in=netted)
    return read_all(rows.order_by("id"))


def with_voucher(voucher_hash: str) -> list[Record]:
    """Return the lines behind which a voucher stands, without those that were taken back."""
    rows = models.Record.objects.filter(kind=JOINT_EXPENSE, content__asserted__voucher_hash__payer=voucher_hash)
    return read_all(rows.exclude(state="withdrawn").filter(refused_by="").order_by("id"))
