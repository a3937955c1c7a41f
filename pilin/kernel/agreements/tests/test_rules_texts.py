"""Texts: one spelling, strictly read."""

from datetime import date

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.canonical import Json
from pilin.base.refusal import Refused
from pilin.kernel.agreements import rules
from pilin.kernel.agreements.rules import AgreementRefusal, Clause, Term, Text, Words
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.samples import ID, days
from pilin.kernel.organisations.rules import Standing

TEXTS: dict[str, Text] = {
    text.type: text
    for text in (
        samples.agreement(),
        samples.amendment(),
        samples.suspension(),
        samples.resumption(),
        samples.termination(),
    )
}


def refused_at(value: dict[str, Json]) -> object:
    """Return the place at which a text does not read."""
    with pytest.raises(Refused) as caught:
        rules.from_json(value)
    assert caught.value.code is AgreementRefusal.AGREEMENT_DOES_NOT_READ
    return caught.value.facts["where"]


def test_every_type_has_a_sample() -> None:
    assert TEXTS.keys() == rules.TYPES.keys()


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_is_read_as_it_was_written(kind: str) -> None:
    assert rules.from_json(TEXTS[kind].as_json()) == TEXTS[kind]
    assert TEXTS[kind].as_json()["type"] == kind


@pytest.mark.parametrize("kind", TEXTS)
def test_a_member_too_many_or_too_few_is_refused(kind: str) -> None:
    written = TEXTS[kind].as_json()
    assert refused_at({**written, "more": 1}) == "text"
    for name in written.keys() - {"type"}:
        assert refused_at({other: value for other, value in written.items() if other != name}) == "text"


@pytest.mark.parametrize("kind", TEXTS)
def test_no_member_takes_a_value_of_another_type(kind: str) -> None:
    written = TEXTS[kind].as_json()
    for name in written.keys() - {"type"}:
        assert refused_at({**written, name: True}) == name


@pytest.mark.parametrize("day", ["20260304", "2026-3-4", "2026-02-30", "2026-03-04T00:00", "", 20260304])
def test_a_day_has_one_spelling(day: Json) -> None:
    assert refused_at({**samples.suspension().as_json(), "from_day": day}) == "from_day"


def test_the_place_of_a_fault_inside_a_clause_is_named() -> None:
    written = samples.agreement().as_json()
    clauses = written["clauses"]
    assert isinstance(clauses, list)
    clauses[1]["standing"] = "perfect"
    assert refused_at(written) == "clauses[1].standing"


def test_an_unknown_type_is_refused() -> None:
    assert refused_at({**samples.agreement().as_json(), "type": "agreement.wish"}) == "type"
    assert refused_at({}) == "type"


def test_parties_are_the_nodes_of_the_bodies() -> None:
    bodies = (
        rules.Party(code="330482", body="平湖市环保局"),
        rules.Party(code="330482", body="独山港镇"),
        rules.Party(code="310116", body="金山区环保局"),
    )
    assert samples.agreement(parties=bodies).codes == ("310116", "330482")


def test_texts_say_where_they_belong_and_when_they_begin() -> None:
    assert {text.belongs_to for text in TEXTS.values()} == {ID}
    assert rules.first_day_of(samples.agreement()) == samples.START
    assert rules.first_day_of(samples.amendment()) == days(10)
    assert rules.first_day_of(samples.termination()) == days(31)
    assert rules.base_of(samples.agreement()) == ""
    assert rules.base_of(samples.amendment("a" * 64)) == "a" * 64


def test_a_basis_is_read_as_it_is_written() -> None:
    assert rules.basis_of(ID, "3.1") == f"clause:{ID}/3.1"
    assert rules.cited_by(f"clause:{ID}/3.1") == (ID, "3.1")
    assert rules.cited_by("charter:0123") == ("", "")
    assert rules.cited_by(f"clause:{ID}") == (ID, "")


LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
NUMBERS = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){0,2}", fullmatch=True)
DATES = st.dates(date(1949, 1, 1), date(2199, 12, 31))


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    """Draw a clause that can be written down."""
    words = st.builds(Words, zh=LINES, en=LINES)
    names = st.lists(LINES, max_size=3, unique=True).map(tuple)
    return Clause(
        number=draw(NUMBERS),
        title=draw(words),
        text=draw(words),
        standing=draw(st.sampled_from(Standing)),
        matter_kinds=draw(names),
        accounts=draw(names),
        formulas=draw(names),
        from_day=draw(st.none() | DATES),
        last_day=draw(st.none() | DATES),
    )


@given(st.lists(clauses(), max_size=4), DATES, st.none() | DATES, st.integers(0, 3660))
def test_every_amendment_survives_its_bytes(drawn: list[Clause], first: date, last: date | None, count: int) -> None:
    term = Term(last_day=last, winding_down_days=count)
    written = samples.amendment(from_day=first, term=term, clauses=tuple(drawn))
    try:
        data = canonical.encode(written.as_json())
    except Refused:
        reject()  # a drawn text without canonical bytes is refused when it is offered
    value = canonical.decode(data)
    assert isinstance(value, dict)
    assert rules.from_json(value) == written
    assert canonical.encode(rules.from_json(value).as_json()) == data


@given(DATES, st.none() | DATES, st.lists(NUMBERS, max_size=4))
def test_every_suspension_survives_its_bytes(first: date, last: date | None, numbers: list[str]) -> None:
    written = samples.suspension(from_day=first, last_day=last, clauses=tuple(numbers))
    value = canonical.decode(canonical.encode(written.as_json()))
    assert isinstance(value, dict)
    assert rules.from_json(value) == written
