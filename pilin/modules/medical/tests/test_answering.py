"""A message is answered once: what is kept of it, what is forgotten, and what is forbidden before it comes."""

from dataclasses import replace

import pytest

from pilin.base import ids
from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import answering
from pilin.modules.medical.actions.answering import Key
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.hospital import CODE, contract
from pilin.web.refusals import WebRefusal
from tests.support.neighbour import Neighbour

KEY = Key(CODE, "M-1", "2207", "a" * 64)
REPLY = b'{"psn_no": "P-0001"}'


@pytest.fixture
def at(neighbour: Neighbour) -> Instant:
    return Instant(neighbour.now)


def refusal(key: Key, at: Instant) -> object:
    with pytest.raises(Refused) as caught:
        answering.begin(key=key, at=at)
    return caught.value.code


def asked(at: Instant, key: Key = KEY) -> models.CareSettlement:
    """Write down that the message asked another agency for something."""
    institution = contract()
    visit = models.CareVisit.objects.create(
        number="V", institution=institution, own_number="1", msgid="M-0", person="P", insured="310116",
        insurance="310", inpatient=False, begun_at=at, state="open",
    )  # fmt: skip
    return models.CareSettlement.objects.create(
        settlement=ids.new_id(at), number="S", visit=visit, institution=institution, msgid=key.msgid, asked_at=at
    )


def test_a_new_message_is_taken_up_and_then_answered_by_the_same_bytes(at: Instant) -> None:
    assert answering.begin(key=KEY, at=at) is None
    answering.end(key=KEY, reply=REPLY)
    for _ in range(2):
        assert answering.begin(key=KEY, at=after(at, seconds=10_000)) == REPLY
    assert models.Answered.objects.count() == 1


def test_the_same_id_of_another_institution_is_another_message(at: Instant) -> None:
    answering.begin(key=KEY, at=at)
    answering.end(key=KEY, reply=REPLY)
    assert answering.begin(key=replace(KEY, institution="H33048200002"), at=at) is None
    assert answering.begin(key=replace(KEY, msgid="M-2"), at=at) is None


def test_another_body_is_refused_whether_it_was_answered_or_not(at: Instant) -> None:
    other = replace(KEY, fingerprint="b" * 64)
    answering.begin(key=KEY, at=at)
    assert refusal(other, at) is MedicalRefusal.MESSAGE_HAS_ANOTHER_BODY
    answering.end(key=KEY, reply=REPLY)
    assert refusal(other, at) is MedicalRefusal.MESSAGE_HAS_ANOTHER_BODY


def test_a_message_is_worked_on_by_one_until_he_must_have_stopped(at: Instant) -> None:
    answering.begin(key=KEY, at=at)
    assert refusal(KEY, at) is MedicalRefusal.MESSAGE_IS_WORKED_ON
    limit = answering.WORKED_ON_SECONDS
    assert refusal(KEY, after(at, seconds=limit - 1)) is MedicalRefusal.MESSAGE_IS_WORKED_ON
    later = after(at, seconds=limit)
    assert answering.begin(key=KEY, at=later) is None
    assert refusal(KEY, after(later, seconds=1)) is MedicalRefusal.MESSAGE_IS_WORKED_ON


def test_a_refusal_that_asked_nobody_is_forgotten(at: Instant) -> None:
    answering.begin(key=KEY, at=at)
    answering.end_refused(key=KEY, reply=b"no")
    assert models.Answered.objects.count() == 0
    assert answering.begin(key=replace(KEY, fingerprint="b" * 64), at=at) is None


def test_a_refusal_after_another_agency_was_asked_is_kept(at: Instant) -> None:
    asked(at)
    answering.begin(key=KEY, at=at)
    answering.end_refused(key=KEY, reply=b"no")
    assert answering.begin(key=KEY, at=at) == b"no"


def test_a_message_that_was_reversed_meanwhile_is_not_forgotten_when_it_is_refused(at: Instant) -> None:
    answering.begin(key=KEY, at=at)
    answering.forbid(key=KEY, at=at)
    answering.end_refused(key=KEY, reply=b"no")
    assert refusal(KEY, at) is MedicalRefusal.MESSAGE_WAS_REVERSED


def test_what_is_forbidden_before_it_came_stays_so_from_the_first_time_on(at: Instant) -> None:
    for seconds in (0, 60):
        answering.forbid(key=replace(KEY, fingerprint=""), at=after(at, seconds=seconds))
    row = models.Answered.objects.get()
    assert (row.reversed_at, row.came_at, row.body_hash, row.reply) == (at, at, "", None)
    assert refusal(KEY, after(at, seconds=90)) is MedicalRefusal.MESSAGE_WAS_REVERSED


def test_what_was_answered_is_refused_once_it_is_reversed(at: Instant) -> None:
    answering.begin(key=KEY, at=at)
    answering.end(key=KEY, reply=REPLY)
    answering.forbid(key=KEY, at=at)
    assert refusal(KEY, at) is MedicalRefusal.MESSAGE_WAS_REVERSED


def test_only_the_transaction_that_came_is_forbidden(at: Instant) -> None:
    answering.begin(key=KEY, at=at)
    with pytest.raises(Refused) as caught:
        answering.forbid(key=replace(KEY, infno="2304"), at=at)
    assert caught.value.code is MedicalRefusal.REVERSAL_NAMES_ANOTHER_TRANSACTION
    assert models.Answered.objects.get().reversed_at is None


def test_a_reply_is_sealed_for_its_message_and_opens_for_no_other(at: Instant) -> None:
    for key in (KEY, replace(KEY, msgid="M-2")):
        answering.begin(key=key, at=at)
        answering.end(key=key, reply=REPLY)
    first, second = models.Answered.objects.order_by("msgid")
    assert first.reply is not None
    assert b"P-0001" not in bytes(first.reply)
    second.reply = first.reply
    second.save()
    with pytest.raises(Refused) as caught:
        answering.begin(key=replace(KEY, msgid="M-2"), at=at)
    assert caught.value.code is WebRefusal.SEALED_DATA_CANNOT_BE_READ
