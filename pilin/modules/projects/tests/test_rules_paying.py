"""What a netting came to is paid once and whole by who owes it, and both ledgers are back at zero."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.ledger.rules import AccountKind
from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import OTHER, Case
from pilin.modules.projects.rules import netting, paying, records
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_sharing_kinds import opened

ID = "019d0000-0000-7000-8000-00000000000{}"
DAY = date(2026, 4, 20)
PAYMENT: dict[str, Any] = {
    "title": "2026-Q1 轧差付款",
    "netting": OTHER,
    "paid_on": "2026-04-15",
    "amount": 400_00,
    "voucher": "付-0415",
    "voucher_hash": "c" * 64,
}


def netted(**changes: Any) -> Record:
    """Return a netting by which 金山 owes 400 yuan to 平湖, signed by both on 8 April."""
    case = opened("netting", **changes).on("2026-04-08").take("sign", "responder").take("sign", "initiator")
    return replace(records.record_of(case.matter, case.kind), id=ID.format(1))


def told(**changes: Any) -> Case:
    """Return a payment that 金山 told."""
    case = Case(kit.kind("netting_payment"), nodes={"payer": JINSHAN, "payee": PINGHU})
    found = fold.opened(case.kind, case.opening(fields={**PAYMENT, **changes}), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


def payment(case: Case, number: int = 2) -> Record:
    return replace(records.record_of(case.matter, case.kind), id=ID.format(number))


def test_the_kind_is_sound_and_titled_in_both_languages() -> None:
    kind = told().kind
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("role", ["payer", "payee"])
def test_no_side_alone_confirms_a_payment(role: str) -> None:
    assert "confirmed" not in alone.states_reached(told(), role)


def test_it_is_contested_answered_and_confirmed() -> None:
    case = told().take("contest", "payee", fields={"reason": "账上未见"})
    assert payment(case).holder == PINGHU
    case.take("answer_contest", "payer", fields={"answer": "四月十六日到账"})
    case.take("contest", "payee", fields={"reason": "金额不符"}).take("drop_contest", "payee")
    case.take("confirm", "payee").take("confirm", "payer")
    assert (case.matter.state, payment(case).is_over) == ("confirmed", True)


def test_only_who_owes_pays_and_only_what_both_signed() -> None:
    assert paying.owed(netted(), JINSHAN) == 400_00
    assert paying.owed(netted(), PINGHU) == paying.owed(netted(), "330421") == paying.owed(None, JINSHAN) == 0
    unsigned = opened("netting")
    assert paying.owed(records.record_of(unsigned.matter, unsigned.kind), JINSHAN) == 0
    assert paying.owed(replace(netted(), refused_by=PINGHU), JINSHAN) == 0


def check(changes: dict[str, Any], *, payer: str = JINSHAN, others: tuple[Record, ...] = ()) -> None:
    paying.check_payment({**PAYMENT, **changes}, netted(), others, payer=payer, day=DAY)


@pytest.mark.parametrize("day", ["2026-04-08", "2026-04-20"])
def test_a_payment_of_the_whole_between_signing_and_today_is_taken(day: str) -> None:
    check({"paid_on": day})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 399_99}, SharingRefusal.PAYMENT_IS_NOT_WHAT_IS_OWED),
        ({"paid_on": "2026-04-07"}, SharingRefusal.PAYMENT_DAY_DOES_NOT_FIT),
        ({"paid_on": "2026-04-21"}, SharingRefusal.PAYMENT_DAY_DOES_NOT_FIT),
        ({"voucher_hash": "c" * 63}, SharingRefusal.VOUCHER_HASH_IS_NOT_ONE),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], code: SharingRefusal) -> None:
    with pytest.raises(Refused) as refusal:
        check(changes)
    assert refusal.value.code is code


def test_who_is_owed_pays_nothing_and_nothing_is_paid_twice() -> None:
    with pytest.raises(Refused) as refusal:
        check({}, payer=PINGHU)
    assert refusal.value.code is SharingRefusal.NOTHING_IS_TO_BE_PAID
    with pytest.raises(Refused) as refusal:
        check({}, others=(payment(told()),))
    assert refusal.value.code is SharingRefusal.NETTING_WAS_PAID


def test_of_two_that_were_told_the_first_is_confirmed() -> None:
    first, second = payment(told(), 2), payment(told(), 3)
    assert paying.standing([first, second], JINSHAN, but=first.id) == []
    assert paying.standing([first, second], JINSHAN, but=second.id) == [first]
    withdrawn = replace(first, state="withdrawn")
    assert paying.standing([withdrawn, replace(first, refused_by=PINGHU)], JINSHAN) == []
    assert paying.standing([first], PINGHU) == []  # what the side that is owed tells by mistake bars nobody


def test_both_ledgers_are_back_at_zero() -> None:
    owed, paid = netted(), payment(told())
    for me, peer in ((PINGHU, JINSHAN), (JINSHAN, PINGHU)):
        moved: dict[str, int] = {}
        made = [one.booked(of, me=me, basis="b", event_hash="") for one, of in ((netting, owed), (paying, paid))]
        for posting in (one.posting for one in made):
            moved[posting.debit] = moved.get(posting.debit, 0) + posting.amount_fen
            moved[posting.credit] = moved.get(posting.credit, 0) - posting.amount_fen
        assert {left for code, left in moved.items() if code.startswith(f"peer/{peer}/")} == {0}
        assert moved["shares/money"] == (400_00 if me == PINGHU else -400_00)
        assert all(account.kind is AccountKind.ASSET for account in made[1].accounts if account.code == "shares/money")


def test_a_posting_bears_an_id_of_its_own() -> None:
    paid = payment(told())
    booked = paying.booked(paid, me=PINGHU, basis="b", event_hash="e")
    assert booked.posting.id == paying.posting_id(paid.id) != netting.posting_id(paid.id)
    assert booked.posting.amount_fen == Fen(400_00)
