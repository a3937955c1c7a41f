"""The ledger: positions, accounts, what is pending, and the statement of one account."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, pgettext
from django.views.decorators.http import require_GET

from pilin.base.money import Fen
from pilin.kernel.federation import queries as federated
from pilin.kernel.ledger.rules import AccountKind, Action, Entry, EntryKind, State
from pilin.kernel.organisations.rules import Right
from pilin.modules.desk import queries
from pilin.modules.desk.views.names import called_by
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table

_ACCOUNTS = {
    AccountKind.ASSET: gettext_noop("债权"),
    AccountKind.LIABILITY: gettext_noop("债务"),
    AccountKind.EQUITY: gettext_noop("权益"),
    AccountKind.INCOME: gettext_noop("收入"),
    AccountKind.EXPENSE: gettext_noop("支出"),
}
_ENTRIES: Mapping[EntryKind, str] = {
    State.POSTED: gettext_noop("入账"),
    State.PENDING: gettext_noop("待入账"),
    Action.POST: gettext_noop("转入账"),
    Action.VOID: gettext_noop("作废"),
}


@require_GET
@needs(Right.READ)
def show_ledger(request: PageRequest) -> HttpResponse:
    """Show the ledger: how we stand with each peer, every account, and what is pending."""
    links = federated.links_state(request.at)
    called, book = called_by(links), queries.book(at=request.at)
    tables = (_positions(book, called), _accounts(book, called), _pending(book))
    return render(request, "desk/ledger.html", {"tables": tables, "links": links})


def _positions(book: queries.Book, called: Mapping[str, str]) -> Table:
    titles = (gettext("对方应付我方"), gettext("待入账：我方应收"), gettext("待入账：我方应付"))
    columns = [Column(gettext("对方")), *(Column(title, "money") for title in titles)]
    rows = [
        (called.get(one.peer, one.peer), one.balance_fen, Fen(one.debits_pending_fen), Fen(one.credits_pending_fen))
        for one in book.positions
    ]
    empty = gettext("与对方尚无往来账；按协议条款开立账户并入账后，这里显示相互差额，负数为我方应付。")
    return Table(gettext("相互差额"), columns, rows, empty)


def _accounts(book: queries.Book, called: Mapping[str, str]) -> Table:
    titles = (gettext("借方"), gettext("贷方"), gettext("余额"))
    columns = [*(Column(title) for title in (pgettext("column", "账户"), gettext("类别"), gettext("对方")))]
    columns += [Column(title, "money") for title in titles]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(account.code, f"{reverse('desk:statement')}?{urlencode({'account': account.code})}"),
            gettext(_ACCOUNTS[account.kind]),
            called.get(account.peer, account.peer) or None,
            Fen(balance.debits_posted_fen),
            Fen(balance.credits_posted_fen),
            balance.balance_fen,
        )
        for account, balance in book.accounts.lines
    ]
    if rows:
        sums = book.accounts.totals
        posted = (Fen(sums.debits_posted_fen), Fen(sums.credits_posted_fen), sums.balance_fen)
        rows.append((gettext("合计（借贷必须相等）"), None, None, *posted))
    return Table(gettext("账户"), columns, rows, gettext("尚未开立账户；账户由有效的协议条款开立。"))


def _pending(book: queries.Book) -> Table:
    rows = [
        (one.entry.at, one.entry.subject, one.entry.debit, one.entry.credit, one.entry.amount_fen)
        for one in book.pending
    ]
    titles = (gettext("事由"), gettext("借"), gettext("贷"))
    columns = [
        Column(gettext("时间"), "instant"),
        *(Column(title) for title in titles),
        Column(gettext("金额"), "money"),
    ]
    return Table(gettext("待入账"), columns, rows, gettext("没有待入账的分录。"))


@require_GET
@needs(Right.READ)
def show_statement(request: PageRequest) -> HttpResponse:
    """Show what moved one account, newest first."""
    code = request.GET.get("account", "")
    found = queries.statement(code, before=request.GET.get("before", ""))
    if found is None:
        raise Http404
    titles = (gettext("种类"), gettext("事由"), gettext("对方账户"), gettext("依据"))
    columns = [Column(gettext("时间"), "instant"), *(Column(title) for title in titles)]
    columns += [Column(gettext("借方"), "money"), Column(gettext("贷方"), "money")]
    following = f"?{urlencode({'account': code, 'before': found.before})}" if found.before else ""
    rows = [_moved(entry, code) for entry in found.entries]
    table = Table(code, columns, rows, gettext("尚无分录。"), following, is_story=True)
    context = {"account": found.account, "kind": gettext(_ACCOUNTS[found.account.kind]), "balance": found.balance}
    return render(request, "desk/statement.html", {**context, "table": table})


def _moved(entry: Entry, account: str) -> Sequence[Cell]:
    is_debit = entry.debit == account
    kind = gettext("更正") if entry.reverses else gettext(_ENTRIES[entry.kind])
    other = entry.credit if is_debit else entry.debit
    sums = (entry.amount_fen, None) if is_debit else (None, entry.amount_fen)
    return (entry.at, kind, entry.subject, other, entry.basis, *sums)
