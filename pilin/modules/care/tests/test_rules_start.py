"""Rule 1 of governance 7.2: off by default, two keys to switch on; every single thing that is missing keeps it shut."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.care.rules import LIMITS, Approval, CareRefusal, Start, check_approval, lacking

DAY = date(2026, 3, 2)
NODES = Path(__file__).parents[4] / "nodes"
APPROVALS = (Approval("zheng", "司法局"), Approval("chen", "检察院"))
SOUND = Start(
    "目的、必要、影响、措施", DAY, "依法帮扶", "社区矫正法 第二十七条", "clause:x/1", "平湖市司法局", "金山区司法局",
    DAY + timedelta(days=365), "wu", DAY, APPROVALS,
)  # fmt: skip


def codes(start: Start | None, *, in_force: bool = True, day: date = DAY) -> list[CareRefusal]:
    return [CareRefusal(one.code) for one in lacking(start, in_force=in_force, day=day)]


def test_rule_1_what_has_everything_is_open() -> None:
    assert codes(SOUND) == []


def test_rule_1_without_anything_everything_is_missing() -> None:
    assert codes(None, in_force=False) == [
        CareRefusal.ASSESSMENT_IS_MISSING,
        CareRefusal.LEGAL_BASIS_IS_MISSING,
        CareRefusal.AGREEMENT_IS_NOT_IN_FORCE,
        CareRefusal.LAWFUL_BODIES_ARE_MISSING,
        CareRefusal.START_ENDS_TOO_LATE,
        CareRefusal.APPROVALS_ARE_MISSING,
    ]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"assessment": "  "}, CareRefusal.ASSESSMENT_IS_MISSING),
        ({"assessed_on": None}, CareRefusal.ASSESSMENT_IS_MISSING),
        ({"legal_basis": ""}, CareRefusal.LEGAL_BASIS_IS_MISSING),
        ({"article": " "}, CareRefusal.LEGAL_BASIS_IS_MISSING),
        ({"agreement": ""}, CareRefusal.AGREEMENT_IS_NOT_IN_FORCE),
        ({"body_here": ""}, CareRefusal.LAWFUL_BODIES_ARE_MISSING),
        ({"body_there": "平湖市司法局"}, CareRefusal.LAWFUL_BODIES_ARE_MISSING),
        ({"ends_on": None}, CareRefusal.START_ENDS_TOO_LATE),
        ({"ends_on": DAY + timedelta(days=366)}, CareRefusal.START_ENDS_TOO_LATE),
        ({"ends_on": DAY - timedelta(days=1)}, CareRefusal.START_ENDS_TOO_LATE),
        ({"approvals": ()}, CareRefusal.APPROVALS_ARE_MISSING),
        ({"approvals": APPROVALS[:1]}, CareRefusal.APPROVALS_ARE_MISSING),
        ({"approvals": (Approval("zheng", "司法局"), Approval("he", "司法局"))}, CareRefusal.APPROVALS_ARE_MISSING),
        ({"approvals": (Approval("zheng", "司法局"), Approval("zheng", "检察院"))}, CareRefusal.APPROVALS_ARE_MISSING),
        ({"drafted_by": "chen"}, CareRefusal.APPROVALS_ARE_MISSING),
    ],
)
def test_rule_1_each_missing_thing_keeps_it_shut(changed: dict[str, Any], code: CareRefusal) -> None:
    assert code in codes(replace(SOUND, **changed))


def test_rule_1_an_agreement_that_is_no_more_in_force_shuts_it() -> None:
    assert codes(SOUND, in_force=False) == [CareRefusal.AGREEMENT_IS_NOT_IN_FORCE]


def test_rule_1_it_shuts_by_itself_at_its_end() -> None:
    assert SOUND.ends_on is not None
    assert codes(SOUND, day=SOUND.ends_on) == []
    assert codes(SOUND, day=SOUND.ends_on + timedelta(days=1)) == [CareRefusal.START_IS_OVER]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (Approval("wu", "检察院"), CareRefusal.APPROVER_WROTE_THE_START),
        (Approval("zheng", "检察院"), CareRefusal.APPROVERS_ARE_OF_ONE_BODY),
        (Approval("he", "司法局"), CareRefusal.APPROVERS_ARE_OF_ONE_BODY),
    ],
)
def test_rule_1_two_keys_are_held_by_two_bodies(new: Approval, code: CareRefusal) -> None:
    with pytest.raises(Refused) as refused:
        check_approval(replace(SOUND, approvals=APPROVALS[:1]), new)
    assert refused.value.code is code


def test_rule_1_the_second_key_of_another_body_is_taken() -> None:
    check_approval(replace(SOUND, approvals=APPROVALS[:1]), APPROVALS[1])


@pytest.mark.parametrize("name", ["pinghu", "jinshan", "jiashan"])
def test_rule_1_no_node_of_the_programme_lists_it(name: str) -> None:
    assert '"care"' not in (NODES / f"{name}.toml").read_text(encoding="utf-8")


def test_rules_5_6_and_9_have_the_lengths_of_the_design() -> None:
    assert (LIMITS.envelope_days_max, LIMITS.session_minutes, LIMITS.review_working_days) == (90, 30, 3)
    assert (LIMITS.kept_years, LIMITS.counted_from, LIMITS.start_days_max) == (3, 10, 365)
