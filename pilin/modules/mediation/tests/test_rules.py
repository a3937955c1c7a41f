"""The rules of mediation, article by article, with plain values."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests import kit
from pilin.modules.mediation.rules import agreement, cases, committees, steps, texts
from pilin.modules.mediation.rules.cases import Case
from pilin.modules.mediation.rules.committees import Member
from pilin.modules.mediation.rules.periods import periods
from pilin.modules.mediation.rules.refusals import MediationRefusal
from pilin.modules.mediation.tests.samples import DAYS, DRAFT, OPENING, THEM, US

DAY = date(2026, 3, 2)
IDENTITY, MOBILE, PLATE = "11010519491231002X", "13800138000", "浙F12345"


def a_case(**changes: Any) -> Case:
    """Return a case with an agreement in effect."""
    agreed = {**{name: DRAFT[name] for name in ("form", "obligations", "signatures")}, **DAYS}
    said = Case(
        id="019d0000-0000-7000-8000-000000000001",
        code="",
        title="",
        state="effective",
        is_over=False,
        roles={"initiator": US, "responder": THEM},
        asserted={"category": {"initiator": "water"}},
        agreed=agreed,
        opener="initiator",
        opened_on=DAY,
    )
    return replace(said, **changes)


def a_committee(count: int, *, chairs: int = 1, women: int = 1) -> list[Member]:
    return [Member(f"委员{n}", is_chair=n < chairs, is_woman=n >= count - women) for n in range(count)]


@pytest.mark.parametrize("count", [3, 4, 9])
def test_a_committee_has_three_to_nine_members(count: int) -> None:
    assert committees.findings(a_committee(count)) == []


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (a_committee(2), MediationRefusal.COMMITTEE_SIZE_IS_NOT_LAWFUL),
        (a_committee(10), MediationRefusal.COMMITTEE_SIZE_IS_NOT_LAWFUL),
        (a_committee(5, chairs=0), MediationRefusal.COMMITTEE_NEEDS_ONE_CHAIR),
        (a_committee(5, chairs=2), MediationRefusal.COMMITTEE_NEEDS_ONE_CHAIR),
        (a_committee(5, women=0), MediationRefusal.COMMITTEE_NEEDS_A_WOMAN),
    ],
    ids=["two", "ten", "no-chair", "two-chairs", "no-woman"],
)
def test_a_committee_against_the_law_is_found(members: list[Member], code: MediationRefusal) -> None:
    assert [finding.code for finding in committees.findings(members)] == [code]


def test_all_that_is_wrong_with_a_committee_is_said_at_once() -> None:
    assert len(committees.findings([])) == 3


@pytest.mark.parametrize(("account", "opens"), [("zhao", True), ("wu", True), ("li", False), ("", False)])
def test_mediators_in_charge_and_the_chair_read(account: str, *, opens: bool) -> None:
    assert committees.may_open(account, assigned=["zhao", ""], chairs=["wu"]) is opens


def test_a_written_agreement_holds_from_the_last_signature() -> None:
    assert agreement.derived(DRAFT) == DAYS
    later = {**DRAFT, "signatures": {**DRAFT["signatures"], "mediators": "2026-03-05"}}
    assert agreement.derived(later)["effective_on"] == "2026-03-05"
    assert agreement.derived(later)["confirm_until"] == "2026-04-04"


def test_an_agreement_that_is_done_with_at_once_owes_nothing() -> None:
    assert agreement.derived({**DRAFT, "obligations": []})["perform_until"] == DAYS["effective_on"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signatures": {**DRAFT["signatures"], "responder": "2026-03-03"}}, MediationRefusal.SIGNATURE_LIES_AHEAD),
        ({"form": "oral"}, MediationRefusal.ORAL_AGREEMENT_HAS_ONE_DAY),
        ({"obligations": [DRAFT["obligations"][0]] * 2}, MediationRefusal.OBLIGATION_IS_NUMBERED_TWICE),
        (
            {"obligations": [{**DRAFT["obligations"][0], "due": "2026-02-01"}]},
            MediationRefusal.OBLIGATION_DAY_IS_PAST,
        ),
    ],
    ids=["ahead", "oral", "twice", "past"],
)
def test_what_an_agreement_lacks_is_found(change: dict[str, Any], code: MediationRefusal) -> None:
    fields = {**DRAFT, **change}
    assert [finding.code for finding in agreement.findings(fields, day=DAY)] == [code]
    with pytest.raises(Refused) as refused:
        agreement.check({**fields, **agreement.derived(fields)}, day=DAY)
    assert refused.value.code is code


def test_the_days_of_an_agreement_follow_from_its_signatures() -> None:
    agreement.check({**DRAFT, **DAYS}, day=DAY)
    with pytest.raises(Refused) as refused:
        agreement.check({**DRAFT, **DAYS, "confirm_until": "2026-05-01"}, day=DAY)
    assert refused.value.code is MediationRefusal.AGREEMENT_DAYS_DO_NOT_FOLLOW


def test_an_oral_agreement_holds_from_the_day_it_was_reached() -> None:
    oral = {**DRAFT, "form": "oral", "signatures": dict.fromkeys(DRAFT["signatures"], "2026-03-01")}
    assert agreement.findings(oral, day=DAY) == []
    assert agreement.derived(oral)["effective_on"] == "2026-03-01"


@pytest.mark.parametrize(
    ("effective", "raw", "rolled"),
    [
        ("2026-01-02", "2026-02-01", "2026-02-02"),
        ("2026-04-10", "2026-05-10", "2026-05-11"),
        ("2026-08-25", "2026-09-24", "2026-09-24"),
        ("2026-09-05", "2026-10-05", "2026-10-08"),
    ],
)
def test_thirty_days_are_counted_as_the_court_counts(effective: str, raw: str, rolled: str) -> None:
    until = agreement.filing_until(a_case(agreed={"effective_on": effective}), kit.CALENDAR)
    assert until is not None
    assert (str(until.raw_end), str(until.rolled_end), until.provisional) == (raw, rolled, False)


def test_thirty_days_into_an_unpublished_year_are_provisional() -> None:
    until = agreement.filing_until(a_case(agreed={"effective_on": "2026-12-15"}), kit.CALENDAR)
    assert until is not None
    assert (str(until.raw_end), until.provisional) == ("2027-01-14", True)


def test_without_an_agreement_there_is_nothing_to_file() -> None:
    assert agreement.filing_until(a_case(agreed={}), kit.CALENDAR) is None


@pytest.mark.parametrize("category", ["status", "title"])
def test_no_court_confirms_status_or_title(category: str) -> None:
    case = a_case(asserted={"category": {"initiator": category}})
    assert agreement.why_not_for_courts(case, day=DAY) is MediationRefusal.AGREEMENT_IS_NOT_FOR_COURTS


@pytest.mark.parametrize(("day", "late"), [(date(2026, 4, 1), False), (date(2026, 4, 2), True)])
def test_after_thirty_days_it_is_too_late(day: date, *, late: bool) -> None:
    expected = MediationRefusal.CONFIRMATION_IS_TOO_LATE if late else None
    assert agreement.why_not_for_courts(a_case(), day=day) is expected
    if late:
        with pytest.raises(Refused) as refused:
            steps.check("file", {"filing": {"court": "x", "on": day.isoformat()}}, a_case(), day=day)
        assert refused.value.code is expected


def test_the_courts_of_both_sides_are_competent() -> None:
    assert [court.node for court in agreement.courts(a_case())] == [US, THEM]


@pytest.mark.parametrize(
    ("step", "fields", "code"),
    [
        ("consent", {"consent": {"on": "2026-03-03", "time": "09:30"}}, MediationRefusal.CONSENT_LIES_AHEAD),
        ("consent", {"consent": {"on": "2026-03-02", "time": "早上"}}, MediationRefusal.CONSENT_TIME_IS_NOT_ONE),
        ("consent", {"consent": {"on": "2026-03-02", "time": "24:00"}}, MediationRefusal.CONSENT_TIME_IS_NOT_ONE),
        ("refuse", {"told_on": "2026-03-03"}, MediationRefusal.OTHER_WAYS_WERE_NOT_TOLD),
        ("fail", {"told_on": "2026-03-03"}, MediationRefusal.OTHER_WAYS_WERE_NOT_TOLD),
        ("perform", {"performed": [{"id": "9", "on": "2026-03-02"}]}, MediationRefusal.OBLIGATION_IS_UNKNOWN),
        ("miss", {"breach": {"id": "9", "on": "2026-03-02"}}, MediationRefusal.OBLIGATION_IS_UNKNOWN),
    ],
    ids=["ahead", "word", "midnight", "refuse", "fail", "perform", "miss"],
)
def test_steps_against_the_law_are_held_back(step: str, fields: dict[str, Any], code: MediationRefusal) -> None:
    with pytest.raises(Refused) as refused:
        steps.check(step, fields, a_case(), day=DAY)
    assert refused.value.code is code


def test_other_steps_ask_for_nothing() -> None:
    steps.check("session", {}, a_case(), day=DAY)
    steps.check("consent", {"consent": {"on": "2026-03-02", "time": "23:59"}}, a_case(), day=DAY)


def test_of_two_openings_the_later_joins_the_earlier() -> None:
    first, second = a_case(), a_case(id="019d0000-0000-7000-8000-000000000002")
    steps.check_joining(second, first.id, first)
    wrong = [
        (first, second),
        (second, replace(first, is_over=True)),
        (second, replace(first, roles={"initiator": US, "responder": "330421"})),
        (second, None),
        (second, second),
        (replace(second, asserted={"joined_with": {"responder": "another"}}), first),
    ]
    for case, other in wrong:
        with pytest.raises(Refused) as refused:
            steps.check_joining(case, first.id, other)
        assert refused.value.code is MediationRefusal.JOINED_CASE_DOES_NOT_FIT


def test_a_code_is_the_same_everywhere_and_read_however_it_was_typed() -> None:
    code = cases.code_of("019d0000-0000-7000-8000-000000000001")
    assert code == cases.code_of("019d0000-0000-7000-8000-000000000001")
    assert code != cases.code_of("019d0000-0000-7000-8000-000000000002")
    assert cases.code_typed(f" {code.lower().replace('-', ' ')} ") == code
    assert cases.code_typed(code.replace("0", "O").replace("1", "l")) == code
    assert [cases.code_typed(text) for text in ("", "ABC", f"{code}9", "？" * 12)] == [""] * 4


def test_what_is_owed_is_what_nobody_performed() -> None:
    case = a_case()
    assert ([row["id"] for row in case.owed], case.next_due) == (["1", "2"], date(2026, 3, 20))
    done = a_case(asserted={"performed": {"responder": [{"id": "1", "on": "2026-03-10"}]}})
    assert ([row["id"] for row in done.owed], done.next_due) == (["2"], date(2026, 4, 10))
    assert a_case(is_over=True).next_due is None
    assert a_case(agreed={}).next_due is None


def test_a_field_is_read_as_agreed_else_as_the_opener_says() -> None:
    case = a_case(asserted={"committee": {"responder": "乙", "initiator": "甲"}, "reason": {"responder": "丙"}})
    assert (case.value("committee"), case.value("reason"), case.value("form"), case.text("obligations")) == (
        "甲", "丙", "written", "",
    )  # fmt: skip
    assert case.by_node("committee") == {US: "甲", THEM: "乙"}


def test_names_and_facts_stand_apart_and_numbers_are_masked() -> None:
    told = {"parties": f"甲户 {MOBILE}", "facts": f"车 {PLATE} 压坏田埂，证 {IDENTITY}"}
    found = texts.sort(kit.kind("mediation"), {**OPENING, **told})
    assert found.places == 3
    assert {*found.apart} == {"parties", "facts"}
    assert not {*found.apart} & {*found.fields}
    for number in (IDENTITY, MOBILE, PLATE):
        assert number not in str(found)


def test_numbers_in_records_and_rows_are_masked_and_days_left_alone() -> None:
    kind = kit.kind("mediation")
    session = {"held_on": "2026-03-02", "place": f"凉亭，电话 {MOBILE}", "bodies": "两村"}
    rows = [{"id": MOBILE, "by": "initiator", "what": "act", "due": "2026-03-20"}]
    found = texts.sort(kind, {"session": session, "obligations": rows, "joined_with": kit.OTHER})
    assert found.places == 2
    assert (found.fields["session"]["held_on"], found.fields["joined_with"]) == ("2026-03-02", kit.OTHER)
    assert found.fields["obligations"][0]["id"] == "***"
    assert texts.tells(kind, {"session": session}) is True
    assert texts.tells(kind, {"parties": kit.PART, "unknown": MOBILE}) is False


def test_texts_of_the_other_program_read_as_texts_or_as_nothing() -> None:
    assert texts.read(texts.written({"facts": "积水"})) == {"facts": "积水"}
    assert [texts.read(data) for data in (b"", b"\xff\xfe\x00", b"[1]", b'{"a": 1}')] == [{}, {}, {}, {"a": "1"}]


def test_periods_are_configuration_that_says_it_is_not_verified() -> None:
    found = periods()
    assert (found.sweep_every_days, found.texts_kept_years, found.remind_days) == (10, 5, 7)
    assert texts.keep_until(DAY, found.texts_kept_years) == date(2031, 12, 31)
