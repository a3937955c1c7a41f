"""信息资源联享 with plain values: what may be asked, by when it is answered, receipts, who was late, who refused."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.kit import CALENDAR
from pilin.modules.border.rules import sharing
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import CATALOGUE, DRILL, REQUEST, Record
from pilin.modules.border.rules.sharing import Receipt, Tally
from pilin.modules.border.tests.samples import JINSHAN, PINGHU
from pilin.modules.border.tests.sharing_samples import FIELDS, RECEIPT, record

TODAY = date(2026, 3, 2)


def code(check: Any, *args: Any, **members: Any) -> Any:
    """Return the code with which something is refused; None where it is not."""
    try:
        check(*args, **members)
    except Refused as refused:
        return refused.code
    return None


def an_item(**changes: Any) -> Record:
    return record(CATALOGUE, by=JINSHAN, **changes)


@pytest.mark.parametrize(
    "text",
    [
        "上海市数据条例第 39 条",
        "上海市数据条例 39",
        "《政务数据共享条例》第十二条",
        "第百零二条",
        "Data Regulation, art. 39",
    ],
)
def test_a_ground_names_an_article(text: str) -> None:
    assert code(sharing.check_article, text) is None


@pytest.mark.parametrize("text", ["依法", "有关规定", "上海市数据条例", "", "一般要求", "条例"])
def test_by_law_alone_is_no_ground(text: str) -> None:
    """上海市数据条例 39: who asks names the scene and the ground."""
    assert code(sharing.check_article, text) is BorderRefusal.ARTICLE_HAS_NO_NUMBER


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"days": 1}, None),
        ({"days": 30}, None),
        ({"days": 0}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"days": -5}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"days": 31}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"article": "依法"}, BorderRefusal.ARTICLE_HAS_NO_NUMBER),
    ],
)
def test_an_item_is_answered_in_some_days_and_on_a_ground(change: dict[str, Any], expected: Any) -> None:
    assert code(sharing.check_item, {**FIELDS[CATALOGUE], **change}) is expected


def test_an_amendment_is_judged_by_what_it_says() -> None:
    assert code(sharing.check_item, {"rhythm": "每季"}) is None
    assert code(sharing.check_item, {"days": 99}) is BorderRefusal.NUMBER_IS_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (an_item(), None),
        (an_item(said={"category": "open"}), None),
        (None, BorderRefusal.ITEM_IS_NOT_OF_THE_OTHER_SIDE),
        (record(DRILL, by=JINSHAN), BorderRefusal.ITEM_IS_NOT_OF_THE_OTHER_SIDE),
        (record(CATALOGUE, by=PINGHU), BorderRefusal.ITEM_IS_NOT_OF_THE_OTHER_SIDE),
        (an_item(refused_by=PINGHU), BorderRefusal.ITEM_IS_NOT_OF_THE_OTHER_SIDE),
        (an_item(is_over=True, state="ended"), BorderRefusal.ITEM_IS_WITHDRAWN),
        (an_item(said={"category": "closed"}), BorderRefusal.ITEM_IS_NOT_SHARED),
    ],
    ids=["listed", "open", "unknown", "other kind", "our own", "not accepted", "withdrawn", "closed"],
)
def test_only_what_the_other_side_lists_and_shares_is_asked_for(item: Record | None, expected: Any) -> None:
    assert code(sharing.check_asked_for, item, holder=JINSHAN) is expected


def test_who_asks_for_what_was_withdrawn_reads_why() -> None:
    gone = an_item(is_over=True, asserted={"reason": {"owner": "台账停用"}})
    with pytest.raises(Refused) as caught:
        sharing.check_asked_for(gone, holder=JINSHAN)
    assert caught.value.facts == {"item": "河道保洁台账", "why": "台账停用"}


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-03-02", 2, "2026-03-04"),
        ("2026-03-02", 5, "2026-03-09"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-02-27", 5, "2026-03-05"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-25", 5, "2026-10-09"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-02", 0, "2026-03-03"),
        ("2026-03-02", -4, "2026-03-03"),
    ],
)
def test_the_day_of_the_answer_is_counted_in_working_days(start: str, days: int, expected: str) -> None:
    """民法典 201: the first day is not counted; make-up workdays are, holidays are not (governance.md 2.0)."""
    assert sharing.answer_day(days, CALENDAR, date.fromisoformat(start)).isoformat() == expected


def test_an_item_that_gives_ages_is_answered_within_the_bound() -> None:
    longest = sharing.answer_day(sharing.DAYS_MAX, CALENDAR, TODAY)
    assert sharing.answer_day(10_000, CALENDAR, TODAY) == longest


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("2026-12-31", None),
        ("2026-03-02", None),
        ("2027-01-01", BorderRefusal.KEPT_LONGER_THAN_ASKED),
        ("2026-03-01", BorderRefusal.DAY_HAS_PASSED),
    ],
)
def test_nothing_is_given_for_longer_than_it_was_asked_for(kept: str, expected: Any) -> None:
    """上海市数据条例 39: no more than the scene needs."""
    fields = {**RECEIPT, "kept_until": kept}
    assert code(sharing.check_receipt, fields, until="2026-12-31", today=TODAY) is expected


def test_where_no_day_was_asked_for_the_receipt_says_its_own() -> None:
    assert code(sharing.check_receipt, RECEIPT, until="", today=TODAY) is None


@pytest.mark.parametrize("state", sharing.GIVEN)
def test_a_receipt_says_what_why_until_when_and_by_whom(state: str) -> None:
    found = sharing.receipt_of(record(REQUEST, state=state, agreed=RECEIPT))
    assert found == Receipt(RECEIPT["given"], RECEIPT["why"], date(2026, 6, 30), RECEIPT["given_by"])


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "delivered"},
        {"state": "refused", "is_over": True},
        {"state": "in_use", "agreed": {**RECEIPT, "kept_until": "never"}},
        {"state": "in_use", "agreed": {}},
    ],
    ids=["delivered", "refused", "no day", "nothing"],
)
def test_there_is_no_receipt_before_both_signed_one(changes: dict[str, Any]) -> None:
    """上海市数据条例 40(2): nothing counts as given without the purpose for which it was."""
    assert sharing.receipt_of(record(REQUEST, **changes)) is None
    assert sharing.receipt_of(record(DRILL, state="in_use", agreed=RECEIPT)) is None


@pytest.mark.parametrize(
    ("state", "done", "late"),
    [
        ("asked", {}, False),
        ("granted", {"grant": "2026-03-09"}, False),
        ("granted", {"grant": "2026-03-10"}, True),
        ("refused", {"refuse": "2026-03-09"}, False),
        ("refused", {"refuse": "2026-03-12"}, True),
        ("unanswered", {}, True),
        ("ended", {"grant": "2026-03-03", "confirm_ended": "2026-07-09"}, False),
    ],
)
def test_a_request_is_late_when_its_day_went_by_without_an_answer(state: str, done: dict[str, str], late: bool) -> None:
    assert sharing.is_late(record(REQUEST, state=state, done=done)) is late


def test_a_request_without_a_day_is_late_only_when_its_clock_ran_out() -> None:
    bare = record(REQUEST, said={"answer_by": ""}, state="granted", done={"grant": "2027-01-01"})
    assert not sharing.is_late(bare)
    assert sharing.answered_on(bare) == date(2027, 1, 1)
    assert sharing.answered_on(record(REQUEST)) is None


def test_each_side_sees_what_it_asked_and_how_it_answered() -> None:
    told = [
        record(REQUEST, state="in_use", done={"grant": "2026-03-04"}),
        record(REQUEST, state="refused", done={"refuse": "2026-03-12"}),
        record(REQUEST, state="unanswered"),
        record(REQUEST, state="overdue", done={"grant": "2026-03-05"}),
        record(REQUEST, by=JINSHAN, state="asked"),
    ]
    found = sharing.tallies(told, [PINGHU, JINSHAN])
    assert found[PINGHU] == Tally(asked=4, received=1, in_use=1, overdue=1)
    assert found[JINSHAN] == Tally(asked=1, received=4, granted=2, refused=1, late=2)


def test_what_a_side_did_not_accept_at_all_is_no_refusal_of_the_holder() -> None:
    found = sharing.tallies([record(REQUEST, refused_by=JINSHAN)], [PINGHU, JINSHAN])
    assert (found[PINGHU].asked, found[JINSHAN].received) == (1, 0)


def test_a_side_without_requests_has_noughts() -> None:
    assert sharing.tallies([], [PINGHU]) == {PINGHU: Tally()}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2026-03-02", TODAY), (None, None), ("", None), ("2026-02-30", None), (7, None), ("never", None)],
)
def test_a_day_is_read_where_it_is_one(value: object, expected: date | None) -> None:
    assert sharing.day_of(value) == expected


def test_a_day_that_has_passed_is_refused_and_todays_is_not() -> None:
    assert code(sharing.check_day, "2026-03-02", TODAY) is None
    assert code(sharing.check_day, "2026-03-01", TODAY) is BorderRefusal.DAY_HAS_PASSED
