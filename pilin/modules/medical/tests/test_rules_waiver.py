"""A waiver of filing as a document: read strictly, chosen by the day, for the persons of one side alone."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import waiver as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import Filing


def document(**changes: Any) -> dict[str, Any]:
    plain = {
        "type": "filing_waiver", "side": "330482", "areas": ["310116"], "counts_as": "long_term",
        "from_day": "2026-01-01", "until_day": None,
    }  # fmt: skip
    return plain | changes


def test_a_waiver_reads() -> None:
    read = rules.read_waiver(document(areas=["310116", "310000"], until_day="2026-12-31"))
    assert (read.side, read.areas, read.counts_as) == ("330482", ("310116", "310000"), Filing.LONG_TERM)
    assert (read.from_day, read.until_day) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"type": "other"}, "type"),
        ({"side": "33048"}, "side"),
        ({"areas": []}, "areas"),
        ({"areas": ["310116", "x"]}, "areas/2"),
        ({"counts_as": "local"}, "counts_as"),
        ({"counts_as": "free"}, "counts_as"),
        ({"from_day": "2026-13-01"}, "from_day"),
        ({"more": 1}, "waiver"),
    ],
)
def test_what_does_not_read_is_named(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.read_waiver(document(**changes))
    assert (caught.value.code, caught.value.facts["where"]) == (MedicalRefusal.POLICY_DOES_NOT_READ, where)


def test_days_run_forward() -> None:
    with pytest.raises(Refused) as caught:
        rules.read_waiver(document(until_day="2025-12-31"))
    assert caught.value.code is MedicalRefusal.DAYS_MUST_RUN_FORWARD


@pytest.mark.parametrize(
    ("side", "area", "day", "found"),
    [
        ("330482", "310116", "2026-01-01", "long_term"),
        ("330482", "310116", "2025-12-31", ""),
        ("330482", "310115", "2026-07-01", "referred"),
        ("330482", "310116", "2026-07-01", "referred"),
        ("330482", "310116", "2027-01-01", "long_term"),
        ("310116", "310116", "2026-07-01", ""),
        ("330482", "320500", "2026-07-01", ""),
    ],
)
def test_the_last_one_that_covers_place_and_day_holds(side: str, area: str, day: str, found: str) -> None:
    """Jinshan for ever, and from July to December the whole municipality as if referred."""
    whole = document(areas=["310000"], counts_as="referred", from_day="2026-07-01", until_day="2026-12-31")
    waivers = [rules.read_waiver(document()), rules.read_waiver(whole)]
    assert rules.waived_as(waivers, side=side, area=area, day=date.fromisoformat(day)) == found
