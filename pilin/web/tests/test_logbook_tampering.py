"""Somebody who owns the database rewrites the access log with skill: what the chain still tells, and where it ends.

He takes the triggers off and computes digests as we do. Whoever recomputes everything to the end leaves a chain that
holds: against him stand the digests that left the database, in the downloads of the inspector and in the process's log.
"""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from pilin.base import clock
from pilin.base.clock import Instant, after
from pilin.web import logbook
from pilin.web.logbook import Event, audit
from pilin.web.logbook.rules import START, Entry, digest
from pilin.web.models import AccessEnds, AccessRecord
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

AT = samples.an_instant(2026)
NUMBER = 6


@pytest.fixture(autouse=True)
def _rows() -> None:
    """Write six rows, and take the triggers off as an owner can."""
    for number in range(NUMBER):
        logbook.record(Event.SIGN_IN_DONE, account=f"a{number + 1}", at=after(AT, seconds=number), client="10.1.2.3")
    names = ("not_changed", "not_removed") if connection.vendor == "sqlite" else ("kept",)
    on = "" if connection.vendor == "sqlite" else " ON web_accessrecord"
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER web_accessrecord_is_{name}{on}")  # the names are ours


def write(number: int, /, **columns: Any) -> None:
    """Change columns of a row as SQL does."""
    spelled = ", ".join(f"{name} = %s" for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE web_accessrecord SET {spelled} WHERE number = %s", [*columns.values(), number])


def remove(condition: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM web_accessrecord WHERE {condition}")


def entry_of(row: AccessRecord) -> Entry:
    at = clock.instant(row.at)
    return Entry(
        at=at, event=Event(row.event), account=row.account, client=row.client, subject=row.subject, facts=row.facts
    )


def recompute(first: int, last: int, *, start: str | None = None) -> str:
    """Give the rows of a span digests that fit what stands in them; return the last."""
    before = start or (AccessRecord.objects.get(number=first - 1).digest if first > 1 else START)
    for row in AccessRecord.objects.filter(number__range=(first, last)).order_by("number"):
        before = digest(before, row.number, entry_of(row))
        write(row.number, digest=before)
    return before


def found() -> list[tuple[str, object]]:
    return [(finding.where, finding.facts["reason"]) for finding in audit.findings()]


@pytest.mark.parametrize("number", range(1, NUMBER + 1))
def test_a_row_whose_digest_was_recomputed_betrays_itself_at_the_next(number: int) -> None:
    write(number, account="forged")
    recompute(number, number)
    reason = "changed" if number < NUMBER else "added"
    assert found() == [(f"access log {number + 1}", reason)]


def test_two_rows_that_changed_places_are_both_named() -> None:
    one, two = (entry_of(AccessRecord.objects.get(number=number)) for number in (2, 4))
    for number, put in ((2, two), (4, one)):
        write(number, at=put.at, account=put.account)
    assert found() == [("access log 2", "changed"), ("access log 4", "changed")]


def test_a_row_copied_over_another_with_its_digest_is_named() -> None:
    other = AccessRecord.objects.get(number=2)
    write(4, at=other.at, account=other.account, digest=other.digest)
    assert found() == [("access log 4", "changed"), ("access log 5", "changed")]


def test_a_row_taken_out_with_the_rest_numbered_anew_is_named() -> None:
    remove("number = 3")
    for number in range(4, NUMBER + 1):
        write(number, number=number - 1)
    assert found()[0] == ("access log 3", "changed")
    recompute(3, NUMBER - 1)
    assert found() == [(f"access log {NUMBER}", "missing")]


def test_a_tail_that_was_cut_off_is_named() -> None:
    remove("number > 4")
    assert found() == [("access log 5", "missing")]


def test_a_beginning_that_was_cut_off_is_named_even_with_the_anchor_moved() -> None:
    remove("number <= 2")
    assert found() == [("access log 1", "missing")]
    AccessEnds.objects.update(anchor_number=2, anchor_digest=AccessRecord.objects.none().first() or START)
    assert ("access log 2", "anchor") in found()


def test_an_empty_log_with_ends_of_its_own_is_named() -> None:
    remove("number > 0")
    assert found() == [("access log 1", "missing")]


def test_who_recomputes_everything_is_told_by_the_digests_that_left_the_house() -> None:
    downloaded = dict(AccessRecord.objects.values_list("number", "digest"))
    write(3, account="forged")
    AccessEnds.objects.update(head_digest=recompute(3, NUMBER))
    assert found() == []
    now = dict(AccessRecord.objects.values_list("number", "digest"))
    assert min(number for number in now if now[number] != downloaded[number]) == 3


@pytest.mark.parametrize("text", ["{", "null", '{"a":1}', ""])
def test_facts_that_are_no_facts_are_named_and_do_not_stop_the_audit(text: str) -> None:
    write(5, facts=text)
    assert found() == [("access log 5", "changed")]


def test_an_event_that_does_not_exist_is_named() -> None:
    write(2, event="nothing")
    assert found() == [("access log 2", "changed")]


def test_a_shortening_that_was_forged_into_the_chain_does_not_stop_the_audit() -> None:
    write(6, event="log_shortened", facts="{")
    assert ("access log 6", "changed") in found()


def test_the_digest_of_an_entry_does_not_depend_on_the_machine() -> None:
    row = entry_of(AccessRecord.objects.get(number=1))
    moved = replace(row, at=Instant(row.at.astimezone(clock.CHINA)))
    assert clock.instant(moved.at) == row.at
    assert digest(START, 1, replace(moved, at=clock.instant(moved.at))) == AccessRecord.objects.get(number=1).digest
