"""The access log: what a row says, that rows are chained, and that nothing rewrites them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import RequestFactory

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.web import logbook
from pilin.web.logbook import Event, audit, book, duty
from pilin.web.logbook.book import DAYS_MIN
from pilin.web.models import AccessEnds, AccessRecord
from pilin.web.refusals import WebRefusal
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

AT = samples.an_instant(2026)
DAY = 24 * 3600


def write(number: int = 1, *, at: Instant = AT, **members: Any) -> int:
    """Write so many rows, a minute apart; return the number of the last."""
    told: dict[str, Any] = {"account": "li", "client": "10.1.2.3"} | members
    written = [
        logbook.record(Event.SIGN_IN_DONE, at=after(at, seconds=60 * minute), **told) for minute in range(number)
    ]
    return written[-1]


def sql(statement: str, *values: str | int | datetime) -> None:
    """Do on the database what somebody with its password could do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_triggers() -> None:
    """Take the triggers off, as somebody who owns the database can."""
    named = {
        "sqlite": [f"DROP TRIGGER web_accessrecord_is_not_{what}" for what in ("changed", "removed")],
        "postgresql": ["DROP TRIGGER web_accessrecord_is_kept ON web_accessrecord"],
    }
    for statement in named[connection.vendor]:
        sql(statement)


def found() -> list[tuple[str, object]]:
    findings = audit.findings()
    assert {finding.code for finding in findings} <= {WebRefusal.LOG_ROW_DOES_NOT_HOLD}
    return [(finding.where, finding.facts["reason"]) for finding in findings]


def test_a_row_says_who_when_from_where_and_what() -> None:
    number = write(subject="account/zhao", facts={"right": "act", "rows": 2})
    row = AccessRecord.objects.get(number=number)
    assert (row.event, row.account, row.client) == ("sign_in_done", "li", "10.1.2.0/24")
    assert (row.at, row.subject, row.facts) == (AT, "account/zhao", '{"right":"act","rows":2}')
    assert str(row) == "1 sign_in_done"


def test_rows_are_numbered_and_chained() -> None:
    assert write(3) == 3
    assert len(set(AccessRecord.objects.values_list("digest", flat=True))) == 3
    assert (str(AccessEnds.objects.get()), found()) == ("0-3", [])


def test_identity_numbers_are_masked_and_texts_are_short_and_plain() -> None:
    write(account="x" * 99, subject="查 11010519491231002X\x00\n" + "长" * 300, facts={"reason": "\ud800" + "y" * 200})
    row = AccessRecord.objects.get()
    assert row.subject.startswith("查 110*************2X长")
    assert (len(row.account), len(row.subject)) == (60, 200)
    assert row.facts == '{"reason":"?' + "y" * 119 + '"}'
    assert found() == []


def test_only_facts_of_the_list_are_taken() -> None:
    with pytest.raises(AssertionError, match="petitioner"):
        write(facts={"petitioner": "王"})


def test_a_row_goes_with_what_it_records() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert (AccessRecord.objects.count(), found()) == (0, [])
    assert write() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: AccessRecord.objects.update(account="zhao"),
        lambda: AccessRecord.objects.filter(number=1).delete(),
        lambda: AccessRecord.objects.bulk_update([AccessRecord.objects.get()], ["account"]),
        lambda: AccessRecord.objects.get().save(),
        lambda: AccessRecord.objects.get().delete(),
    ],
)
def test_the_tables_refuse_to_change_or_remove_a_row(change: Any) -> None:
    write()
    with pytest.raises(Refused) as caught:
        change()
    assert caught.value.code is WebRefusal.LOG_IS_APPEND_ONLY


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE web_accessrecord SET account = 'zhao' WHERE number = 1",
        "DELETE FROM web_accessrecord WHERE number = 2",
        "UPDATE web_accessends SET head_number = 1",
        "UPDATE web_accessends SET anchor_number = -1",
    ],
)
def test_the_database_refuses_it_too(statement: str) -> None:
    write(2)
    with pytest.raises(IntegrityError, match=r"append-only|only go forward"):
        sql(statement)
    assert (AccessRecord.objects.count(), found()) == (2, [])


@pytest.mark.parametrize("column", ["event", "account", "client", "subject", "facts", "digest"])
def test_a_row_that_was_changed_by_sql_is_named(column: str) -> None:
    write(4)
    without_triggers()
    sql(f"UPDATE web_accessrecord SET {column} = 'forged' WHERE number = 2")  # the name is ours
    assert found()[0] == ("access log 2", "changed")
    assert ("access log 4", "changed") not in found()


def test_an_instant_that_was_changed_is_named() -> None:
    write(2)
    without_triggers()
    sql("UPDATE web_accessrecord SET at = %s WHERE number = 1", after(AT, seconds=1))
    assert found() == [("access log 1", "changed")]


@pytest.mark.parametrize(("number", "named"), [(1, 1), (2, 2), (3, 3)])
def test_a_row_that_was_taken_out_is_named(number: int, named: int) -> None:
    write(3)
    without_triggers()
    sql("DELETE FROM web_accessrecord WHERE number = %s", number)
    assert found()[0] == (f"access log {named}", "missing")


def test_a_row_that_was_put_in_is_named() -> None:
    write(2)
    columns = "number, at, event, account, client, subject, facts, digest"
    values = (3, AT, "sign_in_done", "zhao", "", "", "{}", "a" * 64)
    sql(f"INSERT INTO web_accessrecord ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", *values)
    assert ("access log 3", "changed") in found()


def test_a_log_that_lost_its_ends_is_named() -> None:
    write(2)
    sql("DELETE FROM web_accessends")
    assert found() == [("access log 1", "added")]


def old_and_new() -> Instant:
    """Write two rows that are old and one that is not; return the present."""
    write(2)
    write(1, at=after(AT, seconds=300 * DAY))
    return after(AT, seconds=402 * DAY)


def test_what_is_old_goes_as_a_whole_prefix_and_the_chain_still_holds() -> None:
    now = old_and_new()
    assert logbook.shorten(days=400, at=now) == 2
    assert list(AccessRecord.objects.order_by("number").values_list("number", "event")) == [
        (3, "sign_in_done"),
        (4, "log_shortened"),
    ]
    assert (str(AccessEnds.objects.get()), found()) == ("2-4", [])
    assert write() == 5
    assert found() == []


def test_a_row_out_of_order_keeps_what_stands_behind_it() -> None:
    write(1)
    write(1, at=after(AT, seconds=300 * DAY))
    write(1)
    assert logbook.shorten(days=400, at=after(AT, seconds=402 * DAY)) == 1
    assert AccessRecord.objects.order_by("number")[0].number == 2


def test_it_is_shortened_once_a_day_at_most() -> None:
    write(1)
    assert logbook.shorten(days=400, at=after(AT, seconds=400 * DAY + 60)) == 0
    assert logbook.shorten(days=400, at=after(AT, seconds=401 * DAY + 60)) == 1
    assert logbook.shorten(days=400, at=after(AT, seconds=401 * DAY + 120)) == 0
    assert logbook.shorten(days=DAYS_MIN, at=after(AT, seconds=9000 * DAY)) == 1


def test_a_log_that_grew_very_long_goes_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "_AT_ONCE_MAX", 2)
    write(5)
    later = after(AT, seconds=402 * DAY)
    assert [logbook.shorten(days=400, at=later) for _ in range(4)] == [2, 2, 1, 0]
    rows = AccessRecord.objects.order_by("number").values_list("event", flat=True)
    assert (list(rows), found()) == (["log_shortened"] * 3, [])


def test_the_log_has_no_room_for_more_than_it_says() -> None:
    columns = {field.name for field in AccessRecord._meta.get_fields()}
    assert columns == {"number", "at", "event", "account", "client", "subject", "facts", "digest"}


def test_the_migration_can_be_taken_back_and_made_again() -> None:
    executor = MigrationExecutor(connection)
    if connection.vendor == "sqlite":
        pytest.skip("SQLite changes no tables within a transaction that checks keys")
    executor.migrate([("web", "0001_initial")])
    executor.loader.build_graph()
    executor.migrate(executor.loader.graph.leaf_nodes("web"))
    write()
    with pytest.raises(IntegrityError, match="append-only"):
        sql("UPDATE web_accessrecord SET account = 'zhao'")


def test_less_than_six_months_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        logbook.shorten(days=DAYS_MIN - 1, at=AT)
    assert caught.value.code is WebRefusal.LOG_MUST_BE_KEPT_LONGER
    assert timedelta(days=DAYS_MIN) >= timedelta(days=184)


def test_an_anchor_that_was_moved_without_the_verb_is_named() -> None:
    write(3)
    sql("UPDATE web_accessends SET anchor_number = 2")
    sql("DELETE FROM web_accessrecord WHERE number <= 2")
    assert ("access log 2", "anchor") in found()


def test_the_duty_keeps_what_the_configuration_says(caplog: pytest.LogCaptureFixture) -> None:
    now = old_and_new()
    duty.forget_old_rows(at=after(AT, seconds=399 * DAY))
    assert AccessRecord.objects.count() == 3
    with caplog.at_level("INFO", "pilin"):
        duty.forget_old_rows(at=now)
    assert AccessRecord.objects.count() == 2
    assert settings.NODE.limits.access_log_days == 400
    assert AccessEnds.objects.get().head_digest in caplog.text


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.0/24"),
        ("::ffff:10.1.2.3", "10.1.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_an_address_is_reduced_to_its_network(address: str, network: str) -> None:
    assert logbook.network_of(address) == network


@pytest.mark.parametrize(
    ("proxies", "named", "client"),
    [
        (0, "10.9.9.9", "192.0.2.1"),
        (1, "10.9.9.9, 10.8.8.8", "10.8.8.8"),
        (2, "10.9.9.9, 10.8.8.8", "10.9.9.9"),
        (3, "10.8.8.8", "10.8.8.8"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(proxies: int, named: str, client: str, behind: Any) -> None:
    behind(proxies)
    request = RequestFactory().get("/", headers={"x-forwarded-for": named}, REMOTE_ADDR="192.0.2.1")
    assert logbook.client_of(request) == client


def test_a_visit_is_noted_with_who_is_signed_in() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    request.user = User(username="li")
    logbook.note(request, Event.PROTECTED_READ, at=AT, subject="matter/x", field="applicant")
    request.user = AnonymousUser()
    logbook.note(request, Event.SIGN_IN_FAILED, at=AT)
    rows = AccessRecord.objects.order_by("number").values_list("account", "client", "facts")
    assert list(rows) == [("li", "192.0.2.0/24", '{"field":"applicant"}'), ("", "192.0.2.0/24", "{}")]
