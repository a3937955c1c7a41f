"""Entries and their canonical JSON: one spelling, read strictly."""

import unicodedata
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.refusal import Refused
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import OrganisationsRefusal, Standing
from pilin.kernel.organisations.tests import samples

TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20).map(
    partial(unicodedata.normalize, "NFC")
)
DATES = st.none() | st.dates()
IDS = st.lists(st.sampled_from([samples.an_id(name) for name in "abcdef"]), unique=True).map(tuple)


@pytest.mark.parametrize("entry", samples.one_of_each(), ids=lambda entry: entry.kind)
def test_what_is_written_reads_back(entry: rules.Entry) -> None:
    assert rules.from_json(entry.as_json()) == entry
    assert rules.from_text(rules.text_of(entry)) == entry


def test_every_kind_has_a_sample() -> None:
    assert {entry.kind for entry in samples.one_of_each()} == set(rules.KINDS)


@given(
    name=TEXT,
    version=st.integers(1, 2**31 - 1),
    valid_from=DATES,
    valid_to=DATES,
    successors=IDS,
    standing=st.sampled_from(Standing),
    as_of=st.none() | st.integers(1, 9999),
)
def test_any_body_reads_back_from_its_canonical_text(**members: Any) -> None:
    body = samples.body(**members)
    assert rules.from_text(rules.text_of(body)) == body
    assert rules.digest_of(body) == canonical.digest(rules.text_of(body).encode())


def test_a_place_is_spelled_like_this() -> None:
    place = samples.place(chainages=(samples.chainage(),), valid_from=date(2020, 1, 2))
    assert place.as_json() == {
        "kind": "place",
        "id": samples.an_id("town"),
        "version": 1,
        "side": "110001",
        "name": "town",
        "valid_from": "2020-01-02",
        "standing": "listed",
        "source": "test",
        "level": "town",
        "code": "110001100000",
        "chainages": [{"border": "110001-220002", "chainage_m": 6900, "standing": "computed"}],
    }


def test_what_has_its_default_is_not_written() -> None:
    written = samples.group(name=None, title="not named").as_json()
    assert not written.keys() & {"name", "also", "valid_from", "valid_to", "successors", "note", "members"}


def broken(**members: Any) -> dict[str, Any]:
    """Return the JSON of a place with members replaced, or taken out where the value is an ellipsis."""
    written = dict(samples.place(chainages=(samples.chainage(),)).as_json()) | members
    return {name: value for name, value in written.items() if value is not ...}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a text", "object expected"),
        (["a", "list"], "object expected"),
        (broken(kind=...), "kind"),
        (broken(kind="person"), "kind"),
        (broken(kind=["place"]), "kind"),
        (broken(id=...), "id"),
        (broken(id=7), "id: str expected"),
        (broken(standing=...), "standing"),
        (broken(standing="rumour"), "standing"),
        (broken(version="1"), "version: int expected"),
        (broken(version=True), "version: int expected"),
        (broken(version=None), "version: int expected"),
        (broken(note=None), "note: str expected"),
        (broken(also=[]), "spelling"),
        (broken(also="old town"), "also: list expected"),
        (broken(also=[7]), "also: str expected"),
        (broken(colour="red"), "unknown: colour"),
        (broken(valid_from="20200102"), "spelling"),
        (broken(valid_from="2020-13-02"), "valid_from"),
        (broken(valid_from=20200102), "valid_from: text expected"),
        (broken(level="province"), "level"),
        (broken(chainages=["6.9 km"]), "chainages: object expected"),
        (broken(chainages=[{"border": "x", "standing": "computed"}]), "chainages"),
        (broken(point={"latitude_microdegrees": 1, "longitude_microdegrees": 2, "height_m": 3}), "point: unknown"),
    ],
)
def test_any_other_spelling_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.from_json(value)
    assert refused.value.code is OrganisationsRefusal.ENTRY_DOES_NOT_READ
    assert reason in str(refused.value.facts["reason"])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists))
def test_no_value_breaks_the_reader(value: Any) -> None:
    for whole in (value, broken(name=value), broken(chainages=value), broken(point=value)):
        with suppress(Refused):
            assert rules.from_json(whole).as_json() == whole


def test_text_that_is_not_canonical_is_refused() -> None:
    text = rules.text_of(samples.place())
    with pytest.raises(Refused) as refused:
        rules.from_text(text.replace(":", ": ", 1))
    assert refused.value.code is canonical.CanonicalRefusal.BYTES_ARE_NOT_CANONICAL


def test_an_entry_of_one_side_concerns_that_side_alone() -> None:
    assert samples.place().parties == ("110001",)
    assert samples.half().parties == ("110001", "220002")


def test_a_border_is_named_after_its_sides() -> None:
    assert samples.border().key == "110001-220002"


def test_entries_hang_on_what_they_are_a_part_of() -> None:
    assert samples.place().hangs_on == ()
    assert samples.place(parent=samples.an_id("county")).hangs_on == ((samples.an_id("county"), "place"),)
    body = samples.body(parent=samples.an_id("committee"), place=samples.an_id("town"))
    assert body.hangs_on == ((samples.an_id("committee"), "body"), (samples.an_id("town"), "place"))
    assert samples.office().hangs_on == ((samples.an_id("bureau"), "body"),)
    assert samples.group().hangs_on == ()


def test_columns_follow_from_the_entry() -> None:
    columns = rules.columns_of(samples.place(name="town", parent=samples.an_id("county")))
    assert columns["name"] == "town"
    assert columns["parent"] == samples.an_id("county")
    assert columns["valid_to"] is None
    assert columns["content"] == rules.text_of(samples.place(parent=samples.an_id("county")))


@pytest.mark.parametrize(
    ("entry", "own"),
    [
        (samples.border(), {"key": "110001-220002", "length_m": 57030}),
        (samples.place(code=None), {"level": "town", "code": "", "parent": ""}),
        (samples.body(), {"sort": "government_department", "credit_code": "", "parent": "", "place": ""}),
        (samples.office(), {"body": samples.an_id("bureau")}),
        (samples.half(), {"pair": "P1", "level": "town"}),
        (samples.group(name=None, title="t"), {"name": "", "pattern": "1+6+4", "part": "6", "position": 2}),
    ],
)
def test_each_kind_has_its_own_columns(entry: rules.Entry, own: dict[str, object]) -> None:
    assert own.items() <= rules.columns_of(entry).items()


def test_columns_of_an_unknown_kind_are_a_fault_of_ours() -> None:
    with pytest.raises(AssertionError, match="no table"):
        rules.columns_of(_Stranger(**samples.common(name="stranger")))


def test_links_are_chainages_and_members() -> None:
    place = samples.place(chainages=(samples.chainage(6900), samples.chainage(10, border="110001-330003")))
    assert rules.links_of(place) == [("110001-220002", 6900), ("110001-330003", 10)]
    assert rules.links_of(samples.half()) == [(samples.an_id("town"),)]
    assert rules.links_of(samples.body()) == []


class _Stranger(rules.Entry):
    kind = "stranger"
