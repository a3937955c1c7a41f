"""Reads of the directory: what is in force, whose it is, and how many queries it takes."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import models, queries, rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import AT, BORDER, DAY, EVENT, OURS, THEIRS, THEM, US, an_id

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


def declare(*entries: rules.Entry) -> None:
    """Declare sound entries of ours."""
    assert organisations.declare(entries=entries, author=US, at=AT) == []


def take(*entries: rules.Entry, event_hash: str = EVENT) -> None:
    """Take sound entries of theirs."""
    assert organisations.take(entries=entries, author=THEM, event_hash=event_hash, at=AT) == []


def test_the_directory_of_a_side_holds_what_has_ended_too() -> None:
    ended = samples.body(name="old", valid_to=DAY)
    declare(ended)
    take(samples.body(name="theirs", side=THEIRS))
    assert queries.directory_of(OURS) == [ended]


def test_the_visible_directory_is_in_force_on_the_day() -> None:
    ours = samples.body(name="a", valid_from=DAY, valid_to=DAY + ONE_DAY)
    theirs = samples.body(name="b", side=THEIRS)
    declare(ours)
    take(theirs)
    seen = {entry.id for entry in queries.visible_directory(day=DAY)}
    assert seen == {ours.id, theirs.id}
    for day in (DAY - ONE_DAY, DAY + ONE_DAY):
        assert queries.visible_directory(day=day) == [theirs]
    assert queries.visible_directory(day=DAY, sides=[OURS]) == [ours]


def test_entries_are_found_by_any_of_their_names_in_one_query(django_assert_num_queries: Any) -> None:
    pond = samples.place(name="山塘村", also=("南山塘",))
    bureau = samples.body(name="Water Bureau", note="near 山塘")
    declare(pond, bureau, samples.body(name="山塘站", valid_to=DAY))
    with django_assert_num_queries(1):
        assert queries.bearing("南山塘", day=DAY) == [pond]
    assert queries.bearing("山塘", day=DAY) == [pond]  # not what only speaks of it, nor what has ended
    assert queries.bearing("water", day=DAY) == [bureau]
    assert queries.bearing("%", day=DAY) == []


@pytest.mark.parametrize("day", [DAY - ONE_DAY, DAY, DAY + ONE_DAY])
@pytest.mark.parametrize("start", [None, DAY])
@pytest.mark.parametrize("end", [None, DAY + ONE_DAY])
def test_tables_and_rules_agree_on_validity(day: date, start: date | None, end: date | None) -> None:
    body = samples.body(valid_from=start, valid_to=end)
    declare(body)
    assert (queries.visible_directory(day=day) == [body]) == rules.in_force(body, day)


def test_only_signed_entries_count_in_the_digest() -> None:
    empty = queries.digest_of_directory(OURS)
    declare(samples.body())
    assert queries.digest_of_directory(OURS) == empty
    organisations.take(entries=[samples.body()], author=US, event_hash=EVENT, at=AT)
    assert queries.digest_of_directory(OURS) != empty


def test_the_digest_does_not_depend_on_order_repetition_or_drafts() -> None:
    first, second, other = samples.body(), samples.body(version=2, also=("x",)), samples.office()
    organisations.take(entries=[second], author=US, event_hash="2" * 64, at=AT)
    organisations.take(entries=[other, first], author=US, event_hash="1" * 64, at=AT)
    one = queries.digest_of_directory(OURS)
    organisations.take(entries=[second], author=US, event_hash="3" * 64, at=AT)
    declare(samples.body(version=3))
    assert queries.digest_of_directory(OURS) == one
    organisations.take(entries=[samples.body(version=3)], author=US, event_hash="4" * 64, at=AT)
    assert queries.digest_of_directory(OURS) != one


def test_the_digests_of_two_sides_are_apart() -> None:
    before = queries.digest_of_directory(OURS)
    take(samples.body(side=THEIRS))
    assert queries.digest_of_directory(OURS) == before != queries.digest_of_directory(THEIRS)


def test_places_come_by_code_and_by_side() -> None:
    second, first = samples.place(name="b", code="110001200000"), samples.place(name="a")
    theirs = samples.place(name="c", side=THEIRS, code="220002100000")
    declare(second, first)
    take(theirs)
    assert queries.places(day=DAY) == [first, second, theirs]
    assert queries.places(day=DAY, side=THEIRS) == [theirs]


def test_places_along_a_border_come_by_chainage_from_both_sides() -> None:
    far = samples.place(name="a", chainages=(samples.chainage(9000), samples.chainage(5, border="110001-330003")))
    near = samples.place(name="b", side=THEIRS, code="220002100000", chainages=(samples.chainage(100),))
    ended = samples.place(name="c", valid_to=DAY, chainages=(samples.chainage(50),))
    declare(far, ended, samples.place(name="inland"))
    take(near)
    assert queries.places_along(BORDER, day=DAY) == [(100, near), (9000, far)]
    assert queries.places_along("110001-330003", day=DAY) == [(5, far)]


def test_a_border_may_be_described_by_both_sides() -> None:
    declare(samples.border())
    take(samples.border(name="theirs", side=THEIRS, length_m=57100))
    assert [(border.side, border.length_m) for border in queries.borders(day=DAY)] == [(OURS, 57030), (THEIRS, 57100)]


def test_pairs_of_a_place_bring_both_halves() -> None:
    theirs = samples.half(name="h", side=THEIRS, members=(an_id("their town"),))
    declare(samples.half(), samples.half(name="other", pair="P2", members=(an_id("elsewhere"),)))
    take(theirs)
    for member in ("town", "their town"):
        (pair,) = queries.pairs_of(an_id(member), day=DAY)
        assert pair.whole
        assert pair.halves == (samples.half(), theirs)
    assert queries.pairs_of(an_id("nowhere"), day=DAY) == []


def test_a_pair_whose_half_has_ended_is_not_whole() -> None:
    declare(samples.half())
    take(samples.half(name="h", side=THEIRS, valid_to=DAY))
    (pair,) = queries.pairs_of(an_id("town"), day=DAY)
    assert not pair.whole
    assert queries.pairs(day=DAY - ONE_DAY)[0].whole


def test_a_pair_of_others_under_the_same_key_is_not_ours() -> None:
    declare(samples.half())
    sides = (THEIRS, samples.THIRD)
    take(samples.half(name="h", side=THEIRS, sides=sides, members=(an_id("their town"),)))
    assert [pair.sides for pair in queries.pairs_of(an_id("town"), day=DAY)] == [samples.BOTH]


def test_groups_come_in_the_order_of_their_pattern() -> None:
    last, first = samples.group(name="b", position=9), samples.group(name="a", position=1)
    other = samples.group(name="c", pattern="0+1", position=5)
    declare(last, first, other)
    assert queries.groups(day=DAY) == [other, first, last]
    assert queries.groups(day=DAY, pattern="1+6+4") == [first, last]


def test_offices_of_a_body_are_given_by_its_sides_only() -> None:
    strange = samples.office(name="strange", side=THEIRS)
    take(strange)
    declare(samples.body(), samples.office(), samples.office(name="a", valid_to=DAY))
    assert queries.offices_of(an_id("bureau"), day=DAY) == [samples.office()]
    assert queries.offices_of(an_id("nothing"), day=DAY) == []
    assert queries.offices(side=THEIRS, day=DAY) == [strange]


def test_offices_are_called_with_their_bodies() -> None:
    lone = samples.office(name="lone", body=an_id("nowhere"), side=THEIRS)
    declare(samples.body(), samples.office())
    take(lone)
    assert queries.offices_called([an_id("desk"), lone.id, "gone"]) == {
        an_id("desk"): ("bureau", "desk"),
        lone.id: ("", "lone"),
    }


def test_a_joint_body_has_offices_of_both_sides() -> None:
    declare(samples.body(sort="joint_branch", sides=samples.BOTH), samples.office())
    take(samples.office(name="theirs", side=THEIRS))
    assert [office.side for office in queries.offices_of(an_id("bureau"), day=DAY)] == [OURS, THEIRS]


def test_the_tree_of_a_side_holds_bodies_in_force() -> None:
    declare(
        samples.body(name="top"),
        samples.body(name="below", parent=an_id("top")),
        samples.body(name="ended", parent=an_id("top"), valid_to=DAY),
    )
    take(samples.body(name="theirs", side=THEIRS))
    (branch,) = queries.tree_of_bodies(side=OURS, day=DAY)
    assert (branch.body.name, [below.body.name for below in branch.below]) == ("top", ["below"])


def test_successors_are_found_across_the_whole_directory() -> None:
    declare(samples.body(valid_to=DAY, successors=(an_id("new"),)), samples.body(name="new", valid_from=DAY))
    assert [entry.name for entry in queries.successors_of(an_id("bureau"), day=DAY)] == ["new"]


def test_history_names_each_version_once() -> None:
    declare(samples.body())
    organisations.take(entries=[samples.body()], author=US, event_hash=EVENT, at=AT)
    assert queries.history_of(an_id("bureau")) == [samples.body()]


def staff(**rights: Right) -> None:
    """Enter people and give each a right at our desk for today alone."""
    declare(samples.body(), samples.office())
    organisations.enrol(people=[rules.Person(account=name, display_name=name) for name in rights], at=AT)
    wanted = [
        rules.Appointment(account=name, office=an_id("desk"), right=right, starts=DAY, ends=DAY + ONE_DAY)
        for name, right in rights.items()
    ]
    organisations.appoint(appointments=wanted, side=OURS, by=None, at=AT)


def test_who_may_sign_is_asked_for_a_day() -> None:
    staff(li=Right.ACT, zhao=Right.SIGN)
    assert [role.account for role in queries.who_may_sign(day=DAY)] == ["zhao"]
    assert queries.who_may_sign(day=DAY + ONE_DAY) == queries.who_may_sign(day=DAY - ONE_DAY) == []


def test_an_office_that_has_ended_signs_and_acts_no_more() -> None:
    staff(zhao=Right.SIGN)
    declare(samples.office(version=2, valid_to=DAY))
    assert queries.who_may_sign(day=DAY) == []
    assert not queries.may("zhao", Right.READ, day=DAY)


@pytest.mark.parametrize(
    ("account", "right", "members", "expected"),
    [
        ("li", Right.READ, {}, True),
        ("li", Right.ACT, {"office": an_id("desk")}, True),
        ("li", Right.ACT, {"office": an_id("else")}, False),
        ("li", Right.SIGN, {}, False),
        ("li", Right.READ, {"day": DAY + ONE_DAY}, False),
        ("wu", Right.READ, {}, False),
    ],
)
def test_who_may(account: str, right: Right, members: dict[str, Any], *, expected: bool) -> None:
    staff(li=Right.ACT)
    assert queries.may(account, right, **{"day": DAY} | members) == expected


def test_roles_are_asked_for_a_day_or_for_ever() -> None:
    staff(li=Right.ACT, zhao=Right.SIGN)
    assert [role.account for role in queries.roles(day=DAY)] == ["li", "zhao"]
    assert queries.roles(day=DAY + ONE_DAY) == []
    assert len(queries.roles()) == 2
    assert [role.right for role in queries.roles(account="zhao")] == [Right.SIGN]


@pytest.mark.parametrize(
    ("ask", "number"),
    [
        (lambda: queries.directory_of(OURS), 1),
        (lambda: queries.visible_directory(day=DAY), 1),
        (lambda: queries.unsigned(OURS), 1),
        (lambda: queries.digest_of_directory(OURS), 1),
        (lambda: queries.entries([an_id("v1"), an_id("desk")]), 1),
        (lambda: queries.history_of(an_id("v1")), 1),
        (lambda: queries.successors_of(an_id("v1"), day=DAY), 1),
        (lambda: queries.borders(day=DAY), 1),
        (lambda: queries.places(day=DAY), 1),
        (lambda: queries.places_along(BORDER, day=DAY), 1),
        (lambda: queries.pairs(day=DAY), 1),
        (lambda: queries.pairs_of(an_id("v1"), day=DAY), 1),
        (lambda: queries.groups(day=DAY), 1),
        (lambda: queries.tree_of_bodies(side=OURS, day=DAY), 1),
        (lambda: queries.offices_of(an_id("bureau"), day=DAY), 2),
        (queries.roles, 1),
        (lambda: queries.who_may_sign(day=DAY), 1),
        (lambda: queries.may("li", Right.ACT, day=DAY), 1),
        (lambda: queries.offices_with(Right.ACT, day=DAY), 1),
        (lambda: queries.offices_called([an_id("desk"), an_id("other")]), 1),
    ],
)
def test_every_read_takes_a_fixed_number_of_queries(ask: Any, number: int, django_assert_num_queries: Any) -> None:
    staff(li=Right.ACT, zhao=Right.SIGN)
    villages = [samples.place(name=f"v{n}", code=None, chainages=(samples.chainage(n),)) for n in range(9)]
    halves = [samples.half(name=f"h{n}", pair=f"P{n}", members=(an_id(f"v{n}"),)) for n in range(9)]
    declare(*villages, *halves, samples.border(), samples.group())
    with django_assert_num_queries(number):
        ask()


def test_an_entry_in_the_wrong_table_is_a_fault_of_ours() -> None:
    declare(samples.body())
    models.Body.objects.update(content=rules.text_of(samples.place()))
    with pytest.raises(AssertionError, match="place in the table of body"):
        queries.tree_of_bodies(side=OURS, day=DAY)


def test_the_offices_in_which_somebody_holds_a_right_are_named_once() -> None:
    staff(li=Right.ACT, zhao=Right.SIGN, hu=Right.ACT)
    (name,) = queries.offices_with(Right.ACT, day=DAY)
    assert queries.offices_with(Right.SIGN, day=DAY) == queries.offices_with(Right.READ, day=DAY) == [name]
    assert queries.offices_with(Right.INSPECT, day=DAY) == []
    assert queries.offices_with(Right.SIGN, day=DAY - ONE_DAY) == []
