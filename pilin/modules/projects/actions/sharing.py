"""责任共担: formulas are offered, lines entered with their shares, quarters netted; what both signed is booked here."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import queries as books
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import netting, records, sharing
from pilin.modules.projects.rules.records import COST_FORMULA, JOINT_EXPENSE, NETTING, Record


def offer_formula(fields: Mapping[str, Any], *, peer: str, by: Hand) -> str:
    """Offer a formula of sharing to a peer; return its id. Raises what `sharing` has against it."""
    sharing.check_formula(fields, replaced=_one(fields.get("replaces")))
    return open_under_a_clause(COST_FORMULA, fields, peer=peer, by=by)


def object_to_formula(attempt: Attempt, _at: Instant) -> None:
    """Refuse to sign weights that do not fit, or a second edition in the place of one."""
    if attempt.step == "sign":
        record = records.record_of(attempt.matter, attempt.kind)
        fields = {name: record.value(name) for name in ("method", "weights", "from_day", "replaces")}
        sharing.check_formula(fields, replaced=_one(fields["replaces"]))
        sharing.check_only_edition(record, queries.formulas())


@telling.alone()
def enter_expense(fields: Mapping[str, Any], *, by: Hand) -> str:
    """Enter a line that we paid, with the shares that its formula says; return its id. Raises what is against it."""
    me = federation.me()
    formula = _formula(fields, payer=me, day=day_of(by.at))
    peer = next(code for code in formula.roles.values() if code != me)
    sharing.check_voucher(fields, queries.with_voucher(fields["voucher_hash"]))
    sharing.check_correction(fields, _one(fields.get("corrects")), payer=me)
    shares = sharing.shares_by_role(fields, formula, {"payer": me, "sharer": peer})
    return open_under_a_clause(JOINT_EXPENSE, {**fields, "shares": shares}, peer=peer, by=by)


def object_to_expense(attempt: Attempt, at: Instant) -> None:
    """Refuse to agree to a line that does not fit its formula, its voucher, or the line that it corrects."""
    if attempt.step != "agree":
        return
    line = records.record_of(attempt.matter, attempt.kind)
    names = ("formula", "paid_on", "amount", "use", "voucher_hash", "corrects")
    fields = {name: line.value(name) for name in names}
    payer = line.roles["payer"]
    formula = _formula(fields, payer=payer, day=day_of(at))
    earlier = [one for one in queries.with_voucher(fields["voucher_hash"]) if one.id < line.id]
    sharing.check_voucher(fields, earlier)
    sharing.check_correction(fields, _one(fields["corrects"]), payer=payer)
    sharing.check_shares(line, formula)


def _formula(fields: Mapping[str, Any], *, payer: str, day: date) -> Record:
    """Return the formula of a line. Raises what `check_expense` has against them."""
    formula = _one(fields["formula"])
    sharing.check_expense(fields, formula, queries.formulas(), payer=payer, day=day)
    assert formula is not None, "a line without a formula was refused"
    return formula


def _one(matter: Any) -> Record | None:
    return queries.records([str(matter)]).get(str(matter)) if matter else None


@telling.alone()
def offer_netting(title: str, quarter: str, cut_off: date, *, peer: str, by: Hand) -> str:
    """Offer the netting of a quarter to a peer, under a title; return its id. Raises what `netting` has against it."""
    roles = {"initiator": federation.me(), "responder": peer}
    said = _worked_out(quarter, cut_off, roles, day=day_of(by.at))
    fields = {"title": title, "quarter": quarter, "cut_off": cut_off.isoformat(), **said}
    return open_under_a_clause(NETTING, fields, peer=peer, by=by)


def object_to_netting(attempt: Attempt, at: Instant) -> None:
    """Refuse to sign a netting that is not what we work out ourselves."""
    if attempt.step == "sign":
        record = records.record_of(attempt.matter, attempt.kind)
        cut_off = date.fromisoformat(record.text("cut_off"))
        ours = _worked_out(record.quarter, cut_off, record.roles, day=day_of(at), but=record.id)
        netting.check_same(record, ours)


def _worked_out(
    quarter: str, cut_off: date, roles: Mapping[str, str], *, day: date, but: str = ""
) -> Mapping[str, Any]:
    """Return what our own node says of a quarter between two sides."""
    sides = {*roles.values()}
    others = netting.standing(queries.nettings(), sides, but=but)
    netting.check_quarter(quarter, cut_off, others, day=day)
    taken = {line.expense for one in others for line in netting.netted_lines(one)}
    return netting.written(netting.lines_of(queries.lines_to_net(taken), sides, cut_off=cut_off), roles)


def book_nettings(*, at: Instant) -> int:
    """Book what was netted and does not stand in our ledger yet; return how many. The worker calls it.

    What is booked bears an id that follows from the netting: it is booked once, however often this is called.
    """
    found = [one for one in queries.nettings() if one.state == netting.NETTED and one.value("net") != 0]
    signed = {netting.posting_id(one.id): one for one in found}
    missing = sorted(signed.keys() - books.entries(ids=signed).keys()) if signed else []
    for name in missing:
        view = matters.matter(signed[name].id, me=federation.me(), day=day_of(at), related=False, story=False)
        assert view is not None, "a record has its matter"
        booked = netting.booked(signed[name], me=federation.me(), basis=view.basis, event_hash=view.matter.head)
        ledger.open_accounts(accounts=booked.accounts, at=at)
        ledger.post(postings=[booked.posting], at=at)
    return len(missing)
