"""法治宣传联谊 with plain values: numbers that can be, materials, questions without names, what everybody may see."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.border.rules import law, public
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.law import Asked
from pilin.modules.border.rules.public import LawEvent, LawStop
from pilin.modules.border.rules.records import DRILL, LAW_EVENT, LAW_STOP
from pilin.modules.border.tests.sharing_samples import FIELDS, QUESTIONS, REPORT, record
from pilin.modules.border.tests.test_rules_sharing import code
from pilin.web.public.fields import FieldIsNotPublicError, only

TODAY = date(2026, 3, 2)
STOP: dict[str, Any] = {"title": "甲", "village": "兴旺村", "chainage_m": 900, "shows": "图"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"attendance": 0, "questions": 2, "answered": 1}, None),
        ({"attendance": 50_000}, None),
        ({"attendance": -1}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"attendance": 1_000_000}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"questions": -1}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"questions": 5_001}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"answered": -1}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"answered": 10}, BorderRefusal.MORE_ANSWERS_THAN_QUESTIONS),
        ({"questions": 1, "answered": 1}, BorderRefusal.MORE_ANSWERS_THAN_QUESTIONS),
        ({"answered": 0}, BorderRefusal.MORE_ANSWERS_THAN_QUESTIONS),
        ({"asked": [], "questions": 0, "answered": 0}, None),
        ({"asked": None}, None),
        ({"materials": [{"id": "m1", "title": "手册", "hash": "ABC"}]}, BorderRefusal.HASH_OF_MATERIAL_IS_NONE),
    ],
)
def test_numbers_that_no_event_has_are_refused(change: dict[str, Any], expected: Any) -> None:
    assert code(law.check_report, {**REPORT, **change}) is expected


def test_a_refusal_names_the_number_and_its_bounds() -> None:
    with pytest.raises(Refused) as caught:
        law.check_report({**REPORT, "attendance": 1_000_000})
    assert caught.value.facts == {"field": "attendance", "least": 0, "most": law.ATTENDANCE_MAX}


@pytest.mark.parametrize(
    ("digest", "expected"),
    [
        ("a" * 64, None),
        ("0123456789abcdef" * 4, None),
        ("A" * 64, BorderRefusal.HASH_OF_MATERIAL_IS_NONE),
        ("a" * 63, BorderRefusal.HASH_OF_MATERIAL_IS_NONE),
        ("https://example.org/a.pdf", BorderRefusal.HASH_OF_MATERIAL_IS_NONE),
        ("", BorderRefusal.HASH_OF_MATERIAL_IS_NONE),
    ],
)
def test_a_material_bears_a_title_and_perhaps_the_hash_of_its_file(digest: str, expected: Any) -> None:
    told = {"materials": [{"id": "m1", "title": "手册"}, {"id": "m2", "title": "图册", "hash": digest}]}
    assert code(law.check_materials, told) is expected


@pytest.mark.parametrize("said", [{}, {"materials": []}, {"materials": None}])
def test_an_event_may_have_no_materials(said: dict[str, Any]) -> None:
    assert code(law.check_materials, said) is None
    assert law.materials_of(record(LAW_EVENT, said=said or {"materials": None})) == []


def test_an_event_lies_ahead() -> None:
    assert code(law.check_event, FIELDS[LAW_EVENT], today=date(2026, 3, 20)) is None
    assert code(law.check_event, FIELDS[LAW_EVENT], today=date(2026, 3, 21)) is BorderRefusal.DAY_HAS_PASSED


@pytest.mark.parametrize(("at_m", "fits"), [(0, True), (58_000, True), (58_001, False), (-1, False)])
def test_a_stop_lies_on_the_line(at_m: int, fits: bool) -> None:
    expected = None if fits else BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE
    assert code(law.check_stop, {"chainage_m": at_m}, length_m=58_000) is expected


def test_an_amended_stop_that_does_not_move_stays_where_it_is() -> None:
    assert code(law.check_stop, {"shows": "新图"}, length_m=58_000) is None


def test_numbers_count_when_both_confirmed_them() -> None:
    held = record(LAW_EVENT, state="held", agreed=REPORT)
    assert law.numbers_of(held) == {"attendance": 120, "questions": 9, "answered": 8}
    for other in (record(LAW_EVENT, state="reported", agreed=REPORT), record(DRILL, state="held", agreed=REPORT)):
        assert law.numbers_of(other) == {}
    assert law.total([held, held, record(LAW_EVENT)]) == {"attendance": 240, "questions": 18, "answered": 16}
    assert law.total([]) == {"attendance": 0, "questions": 0, "answered": 0}


def test_questions_stand_with_their_answers_once_both_confirmed_them() -> None:
    held = record(LAW_EVENT, state="held", agreed=REPORT)
    assert law.asked_of(held) == [Asked("宅基地能否出租", "可以，依民法典"), Asked("土路归谁修", "")]
    assert law.asked_of(record(LAW_EVENT, state="reported", asserted={"asked": {"host": QUESTIONS}})) == []
    assert law.asked_of(record(LAW_EVENT, state="held", agreed={**REPORT, "asked": None})) == []


def test_materials_stand_by_title_and_hash() -> None:
    assert law.materials_of(record(LAW_EVENT)) == [("反诈手册", "a" * 64), ("相邻关系十问", "")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "joined"}, True),
        ({"state": "joined", "on": TODAY}, True),
        ({"state": "joined", "on": date(2026, 3, 1)}, False),
        ({"state": "planned"}, False),
        ({"state": "reported"}, False),
        ({"state": "cancelled"}, False),
        ({"state": "joined", "refused_by": "310116"}, False),
    ],
)
def test_an_event_is_coming_that_both_join(changes: dict[str, Any], expected: bool) -> None:
    assert law.is_coming(record(LAW_EVENT, **changes), TODAY) is expected


def test_the_public_sees_stops_that_both_signed_along_the_line() -> None:
    first = record(LAW_STOP, state="standing", agreed=STOP)
    second = record(LAW_STOP, state="standing", agreed={**STOP, "title": "乙", "chainage_m": 100})
    offered, retired = record(LAW_STOP, state="proposed"), record(LAW_STOP, state="retired", agreed=STOP)
    assert [one.title for one in public.stops_of([first, offered, second, retired])] == ["乙", "甲"]


def test_a_stop_is_public_as_it_was_signed_and_not_as_it_is_told_since() -> None:
    told = record(LAW_STOP, state="standing", agreed=STOP, asserted={"title": {"host": "改了"}})
    assert public.stops_of([told])[0].title == "甲"


def test_the_public_sees_the_next_event_first() -> None:
    later = record(LAW_EVENT, state="joined", title="后", on=date(2026, 5, 1))
    found = public.events_of([later, record(LAW_EVENT, state="joined"), record(LAW_EVENT, state="held")], TODAY)
    assert [one.title for one in found] == ["反诈宣讲", "后"]
    assert found[0] == LawEvent("反诈宣讲", date(2026, 3, 20), "兴旺村礼堂", "反诈、邻里纠纷")


def test_no_other_field_of_a_stop_leaves() -> None:
    stop = only(LawStop("甲", "兴旺村", 1, "图"), public.PUBLIC_FIELDS)
    assert stop.title == "甲"
    with pytest.raises(FieldIsNotPublicError):
        str(stop)
