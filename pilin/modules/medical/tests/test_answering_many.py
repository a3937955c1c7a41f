"""Messages of a batch as they are remembered: new or known, taken up, answered by one statement, forgotten."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import CHINA, after, instant
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import answering, institutions, signing
from pilin.modules.medical.actions.answering import Key
from pilin.modules.medical.actions.visiting import Said, agency_of
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.hospital import CODE, contract

AT = instant(datetime(2026, 3, 4, 10, 0, tzinfo=CHINA))
KEYS = [Key(CODE, f"{CODE}2026030410000{number:04}", "2207", f"{number:064x}") for number in range(4)]

pytestmark = pytest.mark.django_db


def code_of(key: Key) -> str:
    """Return with which code a message is refused that comes again."""
    with pytest.raises(Refused) as caught:
        answering.begin(key=key, at=AT)
    return str(caught.value.code)


def test_what_never_came_is_new_and_of_two_alike_the_first() -> None:
    answering.take_up(KEYS[:1], at=AT)
    assert answering.unknown([KEYS[0], KEYS[1], KEYS[2], KEYS[1]]) == [KEYS[1], KEYS[2]]
    assert answering.unknown([]) == []


def test_the_same_number_of_another_hospital_is_another_message() -> None:
    answering.take_up(KEYS[:1], at=AT)
    other = replace(KEYS[0], institution="H31011600001")
    assert answering.unknown([other]) == [other]


def test_what_was_forbidden_before_it_came_is_not_new() -> None:
    answering.forbid(key=KEYS[0], at=AT)
    assert answering.unknown(KEYS[:2]) == [KEYS[1]]


def test_a_message_that_came_by_another_way_meanwhile_stops_the_batch() -> None:
    assert answering.begin(key=KEYS[1], at=AT) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        answering.take_up(KEYS, at=AT)
    assert models.Answered.objects.count() == 1


def test_a_batch_is_answered_by_one_statement_and_each_by_its_own_bytes() -> None:
    answering.take_up(KEYS, at=AT)
    assert code_of(KEYS[0]) == MedicalRefusal.MESSAGE_IS_WORKED_ON
    with CaptureQueriesContext(connection) as told:
        answering.end_all([(key, key.msgid.encode()) for key in KEYS], at=AT)
    assert len([one for one in told if "INSERT" in one["sql"]]) == 1
    assert [answering.begin(key=key, at=AT) for key in KEYS] == [key.msgid.encode() for key in KEYS]
    assert code_of(replace(KEYS[0], fingerprint="f" * 64)) == MedicalRefusal.MESSAGE_HAS_ANOTHER_BODY


def test_an_answer_does_not_undo_that_a_message_was_reversed() -> None:
    answering.take_up(KEYS[:1], at=AT)
    answering.forbid(key=KEYS[0], at=AT)
    answering.end_all([(KEYS[0], b"{}")], at=after(AT, seconds=5))
    row = models.Answered.objects.get()
    assert (row.reversed_at, row.came_at) == (AT, AT)
    assert code_of(KEYS[0]) == MedicalRefusal.MESSAGE_WAS_REVERSED


def test_what_came_to_nothing_is_forgotten_unless_it_was_reversed() -> None:
    answering.take_up(KEYS[:2], at=AT)
    answering.forbid(key=KEYS[1], at=AT)
    answering.forget(KEYS[:2])
    assert answering.begin(key=KEYS[0], at=AT) is None
    assert code_of(KEYS[1]) == MedicalRefusal.MESSAGE_WAS_REVERSED


def test_a_new_message_is_taken_up_by_one_statement() -> None:
    with CaptureQueriesContext(connection) as told:
        assert answering.begin(key=KEYS[0], at=AT) is None
    assert ["INSERT INTO" in one["sql"] for one in told] == [True]
    row = models.Answered.objects.get()
    assert (row.msgid, row.body_hash, row.came_at, row.reply) == (KEYS[0].msgid, KEYS[0].fingerprint, AT, None)
    assert code_of(KEYS[0]) == MedicalRefusal.MESSAGE_IS_WORKED_ON
    answering.end(key=KEYS[0], reply=b"{}")
    assert answering.begin(key=KEYS[0], at=AT) == b"{}"


def test_a_message_that_nobody_worked_on_any_more_is_taken_up_again() -> None:
    answering.begin(key=KEYS[0], at=AT)
    later = after(AT, seconds=answering.WORKED_ON_SECONDS + 1)
    assert answering.begin(key=KEYS[0], at=later) is None
    assert models.Answered.objects.get().came_at == later


# Who says it


def said(session: str = "", where: models.Institution | None = None) -> Said:
    return Said(where or contract(), "310116", "M1", AT, "op-1", "操作员", session)


def test_who_bears_no_number_needs_none() -> None:
    assert signing.unsigned([said()]) == []


def test_several_sessions_are_looked_at_by_one_query() -> None:
    here = contract()
    good = [signing.sign_in(said=said(where=here), operator=f"op-{number}") for number in range(3)]
    ended = signing.sign_in(said=said(where=here), operator="op-9")
    signing.sign_out(said=said(where=here), session=ended, operator="op-9")
    several = [said(session, here) for session in [*good, ended, "nobody's"]]
    with CaptureQueriesContext(connection) as told:
        found = signing.unsigned(several)
    assert [one.session for one in found] == [ended, "nobody's"]
    assert len(told) == 1


def test_a_session_is_over_after_a_day() -> None:
    here = contract()
    session = signing.sign_in(said=said(where=here), operator="op-1")
    later = replace(said(session, here), at=after(AT, seconds=signing.HOLDS_SECONDS))
    assert signing.unsigned([later]) == [later]
    assert signing.unsigned([replace(later, at=after(AT, seconds=signing.HOLDS_SECONDS - 1))]) == []


def test_institutions_of_a_batch_are_read_at_once() -> None:
    here = contract()
    with CaptureQueriesContext(connection) as told:
        held = institutions.contracts(codes=[CODE, "H31011600001"], day=date(2026, 3, 4))
    assert (list(held), len(told)) == ([CODE], 1)
    assert institutions.contracted(held, CODE) == here
    with pytest.raises(Refused) as caught:
        institutions.contracted(held, "H31011600001")
    assert caught.value.code is MedicalRefusal.INSTITUTION_HAS_NO_CONTRACT
    assert institutions.contracts(codes=[CODE], day=date(2028, 1, 1)) == {}


def test_a_contract_holds_from_its_first_day_until_its_last() -> None:
    here = contract()
    here.until_day = date(2026, 6, 30)
    here.save()
    days = [here.from_day - timedelta(days=1), here.from_day, here.until_day, date(2026, 7, 1)]
    assert [CODE in institutions.contracts(codes=[CODE], day=day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("place", "agency"), [("310116", "310116"), ("310117", "310116"), ("330482", "330482")])
def test_the_agency_of_a_place_is_found_among_known_nodes(place: str, agency: str) -> None:
    with CaptureQueriesContext(connection) as told:
        assert agency_of(place, ["330482", "310116"]) == agency
    assert len(told) == 0


def test_a_place_of_no_agency_is_told() -> None:
    with pytest.raises(Refused) as caught:
        agency_of("440100", ["330482", "310116"])
    assert caught.value.code is MedicalRefusal.INSURED_PLACE_HAS_NO_AGENCY
