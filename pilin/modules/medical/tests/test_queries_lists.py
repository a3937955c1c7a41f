"""Lists of settlements over tables: periods, what stands, what is unknown, hospitals and the catalogue of a day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.modules.medical import models
from pilin.modules.medical.queries import lists
from pilin.modules.medical.rules.listing import Wanted, short_code

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
US, THEM = "330482", "310116"
ALL = Wanted(TODAY, TODAY)


def settled(at: datetime = NOON, **members: Any) -> models.Settlement:
    """Enter a settlement that was posted, of ours at a hospital next door."""
    plain: dict[str, Any] = {
        "care": THEM, "insured": US, "institution": "H31011600001", "insurance": "390", "day": TODAY,
        "total_fen": 100_00, "fund_fen": 60_00, "account_fen": 10_00, "basis": "clause:a/8", "event": "e",
        "state": "posted", "settled_on": TODAY, "asked_at": at, "moved_at": at,
    }  # fmt: skip
    return models.Settlement.objects.create(pk=ids.new_id(Instant(at)), **plain | members)


def keys(wanted: Wanted) -> list[str]:
    return [row.settlement.id for row in lists.settlements(wanted).rows]


def test_a_period_holds_its_days_of_china_newest_first() -> None:
    begun, ended = (datetime(2026, 3, day, 16, 0, tzinfo=UTC) for day in (1, 2))
    before = settled(begun - timedelta(seconds=1))
    first, second = settled(begun), settled(ended - timedelta(seconds=1))
    after = settled(ended)
    assert keys(ALL) == [second.pk, first.pk]
    assert keys(Wanted(TODAY - timedelta(days=1), TODAY + timedelta(days=1))) == [
        after.pk, second.pk, first.pk, before.pk,
    ]  # fmt: skip


def pages() -> Iterator[list[str]]:
    before = ""
    while True:
        found = lists.settlements(ALL, before=before)
        yield [row.settlement.id for row in found.rows]
        if not found.before:
            return
        before = found.before


def test_pages_follow_each_other_without_gap_or_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 3)
    wanted = sorted((settled(NOON + timedelta(seconds=number)).pk for number in range(7)), reverse=True)
    found = list(pages())
    assert [len(page) for page in found] == [3, 3, 1]
    assert [key for page in found for key in page] == wanted


def test_a_page_that_is_just_full_has_no_following_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    settled()
    settled()
    assert [len(page) for page in pages()] == [2]


def test_sums_are_gross_by_direction_and_insurance_and_hold_what_was_posted() -> None:
    settled()
    settled()
    settled(insurance="310")
    settled(care=US, insured=THEM)
    settled(state="declined")
    settled(state="voided")
    found = lists.sums(ALL)
    assert [(one.care, one.insured, one.insurance, one.count, one.total_fen) for one in found] == [
        (US, THEM, "390", 1, 100_00),
        (THEM, US, "310", 1, 100_00),
        (THEM, US, "390", 2, 200_00),
    ]
    assert (found[2].fund_fen, found[2].account_fen) == (120_00, 20_00)


def test_a_cancel_takes_its_amounts_from_the_sums() -> None:
    one = settled()
    settled(cancels=one.pk, total_fen=-100_00, fund_fen=-60_00, account_fen=-10_00)
    (found,) = lists.sums(ALL)
    assert (found.count, found.total_fen, found.fund_fen, found.account_fen) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("state", "seconds", "listed"),
    [
        ("asked", 60, True), ("pending", 60, True), ("asked", 5, False), ("posted", 60, False),
        ("declined", 60, False), ("voided", 60, False),
    ],
)  # fmt: skip
def test_unknown_is_what_is_open_when_no_counter_waits_any_more(state: str, seconds: int, listed: bool) -> None:
    one = settled(NOON - timedelta(seconds=seconds), state=state)
    assert [row.settlement.id for row in lists.unknown(Instant(NOON))] == ([one.pk] if listed else [])


def test_unknown_outcomes_stand_oldest_first_whatever_their_day() -> None:
    late, later = (settled(NOON - timedelta(days=days), state="asked") for days in (9, 2))
    assert [row.settlement.id for row in lists.unknown(Instant(NOON))] == [late.pk, later.pk]


def test_words_and_states_narrow() -> None:
    one, other = settled(), settled(institution="H31011600002", state="declined")
    assert keys(Wanted(TODAY, TODAY, words="H31011600002")) == [other.pk]
    assert keys(Wanted(TODAY, TODAY, state="posted")) == [one.pk]
    assert keys(Wanted(TODAY, TODAY, institution="H31011600001")) == [one.pk]
    assert keys(Wanted(TODAY, TODAY, words=short_code(other.pk))) == [other.pk]
    assert keys(Wanted(TODAY, TODAY, words=short_code(other.pk), state="posted")) == []


def entry(item: str, **members: Any) -> models.CatalogueEntry:
    plain: dict[str, Any] = {"name": item, "grade": "01", "charge": "09", "from_day": date(2025, 1, 1)}
    return models.CatalogueEntry.objects.create(item=item, **plain | members)


@pytest.mark.parametrize(
    ("members", "listed"),
    [
        ({}, True), ({"from_day": TODAY}, True), ({"from_day": TODAY + timedelta(days=1)}, False),
        ({"until_day": TODAY}, False), ({"until_day": TODAY + timedelta(days=1)}, True),
    ],
)  # fmt: skip
def test_the_catalogue_of_a_day_excludes_the_last_day_of_an_entry(members: dict[str, Any], listed: bool) -> None:
    entry("X-1", **members)
    assert [one.item for one in lists.catalogue(TODAY).rows] == (["X-1"] if listed else [])


def test_the_catalogue_goes_on_after_its_last_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    for item in ("X-3", "X-1", "X-2"):
        entry(item, illustrative=item == "X-2")
    first = lists.catalogue(TODAY)
    assert ([one.item for one in first.rows], list(first.illustrative), first.after) == (
        ["X-1", "X-2"], [False, True], "X-2",
    )  # fmt: skip
    assert [one.item for one in lists.catalogue(TODAY, after=first.after).rows] == ["X-3"]


@pytest.mark.parametrize(("limit", "said"), [(None, None), ("12.500000", "12.5"), ("1200", "1200"), ("0.01", "0.01")])
def test_a_price_limit_is_told_without_zeros_that_say_nothing(limit: str | None, said: str | None) -> None:
    entry("X-1", price_max=None if limit is None else Decimal(limit))
    assert lists.catalogue(TODAY).rows[0].price_max == said


def test_hospitals_are_told_with_their_contracts() -> None:
    for code in ("H2", "H1"):
        models.Institution.objects.create(code=code, name=code, level=2, area=US, from_day=TODAY)
    assert [one.code for one in lists.institutions()] == ["H1", "H2"]
    assert [one.code for one in lists.institutions("H2")] == ["H2"]
    assert lists.institutions("H3") == []
