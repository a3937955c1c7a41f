"""What a hospital is told of settlements that a clearing batch holds: 2601 is refused, a cancel is late."""

from datetime import date
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import clearing
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.terms import Terms, read_terms
from pilin.modules.medical.tests.hospital import THEIRS, Hospital
from pilin.modules.medical.tests.test_counter import OWED, balances, next_door, posted, visitor
from pilin.modules.medical.tests.test_rules_clearing import document
from tests.support.neighbour import US, Neighbour

__all__ = ["next_door", "visitor"]
MSGID = "M-TO-BE-REVERSED"


def holds(neighbour: Neighbour, state: str = clearing.CONFIRMED) -> models.Batch:
    """Let a batch of the month hold everything that is posted."""
    day = day_of(neighbour.now)
    batch = models.Batch.objects.create(
        id=ids.new_id(neighbour.now), peer=THEIRS, month=day.isoformat()[:7], until=day, state=state, initiator=US,
        confirm_by=day, pay_by=day, basis="clause:a/8",
    )  # fmt: skip
    models.Settlement.objects.update(batch=batch.pk)
    return batch


def signed(monkeypatch: pytest.MonkeyPatch, **members: Any) -> None:
    """Let both sides have signed terms."""

    def terms_with(_peer: str, _day: date) -> Terms:
        return read_terms(document(**members))

    monkeypatch.setattr(queries, "terms_with", terms_with)


@pytest.mark.parametrize("state", clearing.HOLDS)
def test_what_a_confirmed_batch_holds_is_not_reversed(visitor: Hospital, neighbour: Neighbour, state: str) -> None:
    visitor.settles(MSGID)
    holds(neighbour, state)
    refused = visitor.reverses(MSGID)
    assert refused.no(MedicalRefusal.BATCH_HOLDS_SETTLEMENT.value)
    assert balances() == posted()
    assert visitor.settles(MSGID).head.succeeded, "the message is not forbidden: it stands"


@pytest.mark.parametrize("state", [clearing.OPEN, clearing.GENERATED, clearing.WITHDRAWN])
def test_until_both_confirmed_it_is_reversed(visitor: Hospital, neighbour: Neighbour, state: str) -> None:
    visitor.settles(MSGID)
    holds(neighbour, state)
    assert visitor.reverses(MSGID).head.succeeded
    assert balances() == {}


def test_a_cancel_that_a_batch_holds_is_not_reversed_either(visitor: Hospital, neighbour: Neighbour) -> None:
    number = visitor.settles().output.setlinfo.setl_id
    visitor.cancels(number, MSGID)
    holds(neighbour)
    assert visitor.reverses(MSGID, "2208").no(MedicalRefusal.BATCH_HOLDS_SETTLEMENT.value)
    assert balances() == {}


def test_a_cancel_of_what_a_batch_holds_goes_into_the_next_one(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(monkeypatch)
    number = visitor.settles().output.setlinfo.setl_id
    batch = holds(neighbour)
    assert visitor.cancels(number).head.succeeded
    (late,) = queries.clearable(THEIRS, batch.until)
    assert (late.payer, late.fund_fen + late.account_fen) == (THEIRS, -OWED)
    assert [one.fund_fen + one.account_fen for one in queries.cleared_in(batch.pk)] == [OWED]


def test_where_the_terms_say_so_it_is_refused(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(monkeypatch, late_cancels="refused")
    number = visitor.settles().output.setlinfo.setl_id
    holds(neighbour)
    assert visitor.cancels(number).no(MedicalRefusal.BATCH_HOLDS_SETTLEMENT.value)
    assert balances() == posted()
    models.Batch.objects.update(state=clearing.GENERATED)
    assert visitor.cancels(number).head.succeeded
