"""The rules of the access log with plain values: what a row may say, and what its digest covers."""

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.clock import Instant, after
from pilin.base.masking import holds_identity_number
from pilin.web.logbook import rules
from pilin.web.logbook.rules import ACCOUNT_MAX, FACT_MAX, FACTS, START, SUBJECT_MAX, Entry, Event
from pilin.web.models import AccessRecord

AT = Instant(datetime(2026, 3, 4, 1, 2, 3, 4, tzinfo=UTC))
NUMBER = "11010519491231002X"


def an_entry(**members: Any) -> Entry:
    given: dict[str, Any] = {"account": "li", "client": "10.1.2.3", "subject": "matter/1", "facts": {"rows": 1}}
    return rules.entry(members.pop("event", Event.PROTECTED_READ), at=AT, **given | members)


def test_an_entry_is_what_is_written() -> None:
    assert an_entry() == Entry(
        at=AT,
        event=Event.PROTECTED_READ,
        account="li",
        client="10.1.2.0/24",
        subject="matter/1",
        facts='{"rows":1}',
    )


def longest(column: str) -> int:
    """Return how many characters a column of the log takes."""
    found = {field.name: field.max_length for field in AccessRecord._meta.fields}[column]
    assert found is not None
    return found


def test_every_event_fits_its_column() -> None:
    assert max(len(event) for event in Event) <= longest("event")
    assert [event for event in Event if event != event.name.lower()] == []


def test_bounds_are_those_of_the_columns() -> None:
    columns = {"account": ACCOUNT_MAX, "subject": SUBJECT_MAX}
    assert {name: longest(name) for name in columns} == columns


def test_no_name_of_a_fact_could_hold_what_a_person_wrote() -> None:
    assert {"name", "names", "words", "text", "title", "petitioner", "applicant", "query"} & FACTS == set()


@pytest.mark.parametrize("name", ["words", "petitioner", "password", "Reason", ""])
def test_a_fact_of_another_name_is_a_fault_of_ours(name: str) -> None:
    with pytest.raises(AssertionError, match="no such facts"):
        an_entry(facts={name: "x"})


@pytest.mark.parametrize("value", [0, 1, -5, True, False, "text", ""])
def test_small_facts_stay_as_they_are(value: Any) -> None:
    assert canonical.decode(an_entry(facts={"number": value}).facts.encode()) == {"number": value}


def test_facts_are_written_in_one_way_only() -> None:
    one = an_entry(facts={"rows": 1, "day": "2026-03-04"})
    other = an_entry(facts={"day": "2026-03-04", "rows": 1})
    assert one == other


@pytest.mark.parametrize("where", ["account", "subject"])
def test_an_identity_number_is_masked_in_every_text(where: str) -> None:
    assert getattr(an_entry(**{where: f"a {NUMBER} b"}), where) == "a 110*************2X b"
    assert NUMBER not in an_entry(facts={"reason": NUMBER}).facts


def test_a_number_that_the_bound_would_cut_is_masked_before_it_is_cut() -> None:
    written = an_entry(account="x" * (ACCOUNT_MAX - 17) + f" {NUMBER}").account
    assert written.endswith(" 110*************")
    assert len(written) == ACCOUNT_MAX


@pytest.mark.parametrize("character", ["\0", "\n", "\r", "\t", "\x1b", "\u202e", "\u200b"])
def test_characters_that_no_eye_sees_are_left_out(character: str) -> None:
    assert an_entry(subject=f"matter/{character}1").subject == "matter/1"


def test_texts_are_composed_as_everywhere() -> None:
    assert an_entry(subject="e\u0301").subject == "\u00e9"
    assert an_entry(subject="\ud800").subject == "?"


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_becomes_a_row_that_can_be_chained(subject: str, reason: str) -> None:
    row = an_entry(subject=subject, facts={"reason": reason})
    assert len(row.subject) <= SUBJECT_MAX
    assert len(str(canonical.decode(row.facts.encode()))) <= FACT_MAX * 2 + 20
    assert not holds_identity_number(row.subject)
    assert len(rules.digest(START, 1, row)) == 64


@given(st.integers(0, 2**32 - 1))
def test_of_an_ipv4_address_the_last_part_is_dropped(number: int) -> None:
    network = ip_network(rules.network_of(str(IPv4Address(number))))
    assert network.prefixlen == 24
    assert IPv4Address(number) in network
    assert rules.network_of(str(IPv4Address(number ^ 255))) == str(network)


@given(st.integers(2**64, 2**128 - 1))
def test_of_an_ipv6_address_the_first_48_bits_stay(number: int) -> None:
    network = ip_network(rules.network_of(str(IPv6Address(number))))
    assert network.prefixlen == 48
    assert IPv6Address(number) in network


@pytest.mark.parametrize(
    "text", ["", " ", "unix:", "localhost", "10.1.2", "10.1.2.3.4", "10.1.2.3:80", "[::1]", "x" * 99]
)
def test_what_is_no_address_has_no_network(text: str) -> None:
    assert rules.network_of(text) == ""


def test_the_longest_network_fits_its_column() -> None:
    assert len(rules.network_of("ffff:ffff:ffff::1")) <= longest("client")


@pytest.mark.parametrize(
    "change",
    [
        {"at": after(AT, seconds=0.000001)},
        {"event": Event.PROTECTED_SEARCHED},
        {"account": "zhao"},
        {"client": "10.1.3.0/24"},
        {"subject": "matter/2"},
        {"facts": '{"rows":2}'},
    ],
)
def test_the_digest_covers_every_column(change: dict[str, Any]) -> None:
    row = an_entry()
    assert rules.digest(START, 1, row) == rules.digest(START, 1, replace(row))
    assert rules.digest(START, 1, row) != rules.digest(START, 1, replace(row, **change))


def test_the_digest_covers_the_place_in_the_chain() -> None:
    row = an_entry()
    assert len({rules.digest(before, number, row) for before in (START, "1" * 64) for number in (1, 2)}) == 4


def test_the_digest_can_be_recomputed_without_us() -> None:
    spelled = (
        '{"account":"li","at":"2026-03-04T01:02:03.000004Z","before":"' + START + '","client":"10.1.2.0/24",'
        '"event":"protected_read","facts":"{\\"rows\\":1}","number":1,"subject":"matter/1"}'
    )
    assert rules.digest(START, 1, an_entry()) == canonical.digest(spelled.encode())
