"""Checks of entries: each refusal is provoked once, and sound entries pass."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import OURS, THEIRS, US, an_id, codes

LONG = "x" * 201


@pytest.mark.parametrize("entry", samples.one_of_each(), ids=lambda entry: entry.kind)
def test_a_sound_entry_has_no_findings(entry: rules.Entry) -> None:
    assert rules.check(entry, US) == []


PROVOKED: list[tuple[rules.Entry, str, str]] = [
    (samples.place(id="7"), "entry_id_is_not_valid", "id"),
    (samples.place(version=0), "entry_version_is_out_of_range", "version"),
    (samples.place(version=2**31), "entry_version_is_out_of_range", "version"),
    (samples.place(name=None), "entry_needs_a_name", "name"),
    (samples.group(name=None), "entry_needs_a_name", "title"),
    (samples.place(name=""), "entry_text_is_not_plain", "name"),
    (samples.place(name=" town"), "entry_text_is_not_plain", "name"),
    (samples.place(name="to\0wn"), "entry_text_is_not_plain", "name"),
    (samples.place(name="to\nwn"), "entry_text_is_not_plain", "name"),
    (samples.place(name="to\ud800wn"), "entry_text_is_not_plain", "name"),
    (samples.place(name="cafe\u0301"), "entry_text_is_not_plain", "name"),
    (samples.place(name=LONG), "entry_text_is_not_plain", "name"),
    (samples.place(note="x" * 1001), "entry_text_is_not_plain", "note"),
    (samples.place(also=(LONG,)), "entry_text_is_not_plain", "also"),
    (samples.place(chainages=(samples.chainage(note="\t"),)), "entry_text_is_not_plain", "note"),
    (samples.place(also=("old", "old")), "entry_list_is_not_sound", "also"),
    (samples.group(members=tuple(map(str, range(501)))), "entry_list_is_not_sound", "members"),
    (samples.place(note="see 11010519491231002X"), "entry_holds_an_identity_number", "note"),
    (samples.place(side="11000", code=None), "side_is_not_six_digits", "side"),
    (samples.half(sides=("110001", "22000x")), "side_is_not_six_digits", "side"),
    (samples.place(side=THEIRS), "entry_speaks_of_another_side", "side"),
    (samples.half(sides=("220002", "330003")), "entry_speaks_of_another_side", "side"),
    (samples.half(sides=()), "joint_entry_must_name_its_sides", "sides"),
    (samples.group(sides=()), "joint_entry_must_name_its_sides", "sides"),
    (samples.body(sort="joint_party_branch"), "joint_entry_must_name_its_sides", "sides"),
    (samples.half(sides=(OURS,)), "joint_entry_must_name_its_sides", "sides"),
    (samples.half(sides=(THEIRS, OURS)), "joint_entry_must_name_its_sides", "sides"),
    (samples.half(sides=(OURS, OURS)), "joint_entry_must_name_its_sides", "sides"),
    (samples.place(valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 1)), "validity_must_run_forward", "valid_to"),
    (samples.place(successors=(an_id("new"),)), "successor_needs_an_end", "valid_to"),
    (samples.place(valid_to=date(2020, 1, 1), successors=(an_id("town"),)), "successor_must_be_another", "successors"),
    (samples.place(valid_to=date(2020, 1, 1), successors=("new",)), "entry_id_is_not_valid", "successors"),
    (samples.place(sort="Site of heritage"), "word_is_not_a_code_word", "sort"),
    (samples.body(sort=""), "word_is_not_a_code_word", "sort"),
    (samples.office(duties=("liaison", "查")), "word_is_not_a_code_word", "duties"),
    (samples.half(pair="P 1"), "word_is_not_a_code_word", "pair"),
    (samples.group(part="六"), "word_is_not_a_code_word", "pattern"),
    (samples.place(code="110001"), "place_code_is_not_twelve_digits", "code"),
    (samples.place(code="220002100000"), "place_code_lies_outside_the_side", "code"),
    (samples.place(code="110001100200"), "place_code_does_not_fit_its_level", "code"),
    (samples.place(code="110001000000"), "place_code_does_not_fit_its_level", "code"),
    (samples.place(level=Level.SITE), "place_code_does_not_fit_its_level", "code"),
    (samples.place(level=Level.GROUP, code=None), "place_code_does_not_fit_its_level", "level"),
    (
        samples.place(point=rules.Point(latitude_microdegrees=90_000_001, longitude_microdegrees=0)),
        "point_lies_off_the_earth",
        "point",
    ),
    (
        samples.place(point=rules.Point(latitude_microdegrees=0, longitude_microdegrees=-180_000_001)),
        "point_lies_off_the_earth",
        "point",
    ),
    (samples.place(chainages=(samples.chainage(-1),)), "measure_is_out_of_range", "chainages"),
    (samples.place(chainages=(samples.chainage(1, distance_m=10_000_001),)), "measure_is_out_of_range", "chainages"),
    (samples.border(length_m=0), "measure_is_out_of_range", "length_m"),
    (samples.border(stated_length_m=-58), "measure_is_out_of_range", "length_m"),
    (samples.body(as_of=0), "measure_is_out_of_range", "as_of"),
    (samples.group(position=0), "measure_is_out_of_range", "position"),
    (samples.border(sides=("110001", "220002", "330003")), "border_must_join_two_sides", "sides"),
    (samples.place(chainages=(samples.chainage(border="here"),)), "border_must_join_two_sides", "chainages"),
    (samples.place(chainages=(samples.chainage(border="220002-110001"),)), "border_must_join_two_sides", "chainages"),
    (samples.place(chainages=(samples.chainage(1), samples.chainage(2))), "border_must_join_two_sides", "chainages"),
    (samples.body(credit_code="91110000600037341M"), "credit_code_is_not_valid", "credit_code"),
    (samples.half(members=()), "members_must_be_named", "members"),
    (samples.half(level=Level.SITE), "members_must_be_named", "members"),
]


@pytest.mark.parametrize(("entry", "code", "part"), PROVOKED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_wrong_with_an_entry_is_found(entry: rules.Entry, code: str, part: str) -> None:
    found = [(finding.where, finding.code.value, finding.facts["part"]) for finding in rules.check(entry, US)]
    assert (entry.id, code, part) in found


def test_everything_that_is_wrong_is_found_at_once() -> None:
    entry = samples.place(version=0, name=None, code="220002100000")
    assert set(codes(rules.check(entry, US))) == {
        "entry_version_is_out_of_range",
        "entry_needs_a_name",
        "place_code_lies_outside_the_side",
    }


def test_a_pair_needs_no_name_and_a_group_may_have_a_title_instead() -> None:
    assert rules.check(samples.half(name=None), US) == []
    assert rules.check(samples.group(name=None, title="not named"), US) == []


def test_an_author_may_hold_several_division_codes() -> None:
    author = rules.Author(OURS, (OURS, "110009"))
    assert rules.check(samples.place(code="110009100000"), author) == []
    assert codes(rules.check(samples.place(code="110008100000"), author)) == ["place_code_lies_outside_the_side"]


@given(st.integers(0, 999999).map("{:06d}".format))
def test_an_author_speaks_of_places_under_its_own_code_only(division: str) -> None:
    place = samples.place(side=division, code=f"{division}100000")
    assert rules.check(place, rules.Author(division)) == []
    assert (rules.check(place, US) == []) == (division == OURS)


def test_a_village_without_a_code_is_sound() -> None:
    assert rules.check(samples.place(level=Level.VILLAGE, code=None), US) == []


def among(entry: rules.Entry, *others: rules.Entry, first: rules.Entry | None = None, said: str = "") -> list[str]:
    """Return the codes found for an entry beside others."""
    beside = {other.id: other for other in (*others, entry)}
    said = said or rules.digest_of(entry)
    return codes(rules.check_among(entry, first=first or entry, said=said, beside=beside))


def test_a_tie_to_what_is_not_known_may_still_arrive() -> None:
    assert among(samples.office()) == []


def test_a_tie_to_our_own_is_sound() -> None:
    assert among(samples.office(), samples.body()) == []
    assert among(samples.half(), samples.place()) == []


def test_an_office_of_ours_may_stand_in_a_joint_body_that_they_declared() -> None:
    joint = samples.body(side=THEIRS, sides=samples.BOTH, sort="joint_branch")
    assert among(samples.office(), joint) == []


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (samples.office(), samples.body(side=THEIRS)),
        (samples.body(name="section", parent=an_id("bureau")), samples.body(side=THEIRS)),
        (samples.place(name="village", parent=an_id("town")), samples.place(side=THEIRS)),
        (samples.body(place=an_id("town")), samples.place(side=THEIRS)),
        (samples.half(), samples.place(side=THEIRS)),
    ],
)
def test_nothing_of_ours_hangs_on_another_side(entry: rules.Entry, other: rules.Entry) -> None:
    assert among(entry, other) == ["entry_hangs_on_another_side"]


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (samples.office(body=an_id("town")), samples.place()),
        (samples.place(name="village", parent=an_id("bureau")), samples.body()),
        (samples.body(place=an_id("desk")), samples.office(body=an_id("else"))),
    ],
)
def test_an_entry_hangs_on_the_right_kind(entry: rules.Entry, other: rules.Entry) -> None:
    assert among(entry, other) == ["entry_hangs_on_the_wrong_kind"]


def test_an_entry_cannot_be_its_own_parent() -> None:
    assert among(samples.body(parent=an_id("bureau"))) == ["entry_hangs_on_itself"]


def test_a_ring_of_parents_is_found_from_each_of_its_members() -> None:
    ring = [samples.body(name=name, parent=an_id(above)) for name, above in ("ab", "bc", "ca")]
    for entry in ring:
        assert among(entry, *ring) == ["entry_hangs_on_itself"]


def test_an_entry_below_a_ring_does_not_loop() -> None:
    ring = [samples.body(name=name, parent=an_id(above)) for name, above in ("ab", "ba")]
    assert among(samples.body(name="c", parent=an_id("a")), *ring) == []


def test_ties_of_a_replaced_version_do_not_matter() -> None:
    """The higher version turned two bodies round; the lower one comes again."""
    old = samples.body(name="a", parent=an_id("b"))
    turned = [samples.body(name="a", version=2), samples.body(name="b", version=2, parent=an_id("a"))]
    beside = {entry.id: entry for entry in turned}
    assert rules.check_among(old, first=turned[0], said=rules.digest_of(old), beside=beside) == []


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (samples.place(side=THEIRS), ["entry_belongs_to_another_side"]),
        (samples.body(id=an_id("town")), ["entry_keeps_its_kind"]),
        (samples.place(name="older", id=an_id("town")), []),
    ],
)
def test_an_entry_stays_with_its_side_and_kind(first: rules.Entry, expected: list[str]) -> None:
    assert among(samples.place(version=2), first=first) == expected


def test_a_version_says_one_thing_only() -> None:
    entry = samples.place()
    assert among(entry, said=rules.digest_of(replace(entry, name="other"))) == ["version_says_something_else"]


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        (samples.place(), ()),
        (samples.office(), (an_id("bureau"),)),
        (samples.half(), (an_id("town"),)),
        (samples.group(members=(an_id("x"),)), ()),
    ],
)
def test_entries_name_what_they_hang_on_or_join(entry: rules.Entry, named: tuple[Any, ...]) -> None:
    assert rules.named_by(entry) == named
