"""Declaring and taking: all or nothing, once, in any order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from random import Random
from typing import Any

import pytest

from pilin.base import canonical
from pilin.base.canonical import Json
from pilin.base.refusal import Finding
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import audit, models, queries, rules
from pilin.kernel.organisations.rules import Level
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import (
    AT,
    EVENT,
    LATER,
    OTHER_EVENT,
    OURS,
    THEIRS,
    THEM,
    US,
    an_id,
    codes,
)

pytestmark = pytest.mark.django_db


def declare(*entries: rules.Entry, author: rules.Author = US) -> list[Finding]:
    """Declare entries of ours."""
    return organisations.declare(entries=entries, author=author, at=AT)


def take(*entries: rules.Entry, author: rules.Author = THEM, event_hash: str = EVENT) -> list[Finding]:
    """Take entries of theirs, or of the author."""
    return organisations.take(entries=entries, author=author, event_hash=event_hash, at=LATER)


def held(side: str = OURS) -> list[rules.Entry]:
    """Return the directory of a side by kind and id, once the audit agrees with it."""
    assert audit.findings() == []
    return sorted(queries.directory_of(side), key=lambda entry: (entry.kind, entry.id))


def in_order(entries: Sequence[rules.Entry]) -> list[rules.Entry]:
    """Return entries by kind and id."""
    return sorted(entries, key=lambda entry: (entry.kind, entry.id))


def test_one_of_each_kind_is_declared_and_read_back() -> None:
    assert declare(*samples.one_of_each()) == []
    assert held() == in_order(samples.one_of_each())
    assert models.Statement.objects.filter(event_hash="", side=OURS).count() == 6


def test_nothing_is_declared_in_an_empty_batch() -> None:
    assert declare() == []
    assert held() == []


def test_declaring_again_changes_nothing() -> None:
    declare(*samples.one_of_each())
    assert declare(*samples.one_of_each()) == []
    assert models.Statement.objects.count() == 6


def test_one_bad_entry_stops_the_batch() -> None:
    assert codes(declare(samples.body(), samples.place(name="x", code="220002100000"))) == [
        "place_code_lies_outside_the_side"
    ]
    assert held() == []


def test_we_declare_only_for_ourselves() -> None:
    assert codes(declare(samples.body(side=THEIRS))) == ["entry_speaks_of_another_side"]


def test_a_higher_version_replaces_the_row_and_history_stays() -> None:
    old, new = samples.body(), replace(samples.body(), version=2, name="renamed")
    declare(old)
    assert declare(new) == []
    assert held() == [new]
    assert queries.history_of(old.id) == [old, new]


def test_a_lower_version_is_not_declared() -> None:
    declare(samples.body(version=2))
    findings = declare(samples.body(version=1))
    assert codes(findings) == ["version_is_not_higher"]
    assert findings[0].facts == {"held": 2}


def test_the_same_version_cannot_say_something_else() -> None:
    declare(samples.body())
    assert codes(declare(replace(samples.body(), name="other"))) == ["version_says_something_else"]
    assert held() == [samples.body()]


def test_a_batch_cannot_contradict_itself() -> None:
    assert codes(declare(samples.body(), replace(samples.body(), name="other"))) == ["version_says_something_else"]


def test_a_batch_may_hold_two_versions() -> None:
    new = replace(samples.body(), version=2, name="renamed")
    assert declare(new, samples.body()) == []
    assert held() == [new]


def test_an_entry_keeps_its_kind() -> None:
    declare(samples.body())
    other = samples.place(id=samples.body().id, version=2)
    assert codes(declare(other)) == ["entry_keeps_its_kind"]
    assert codes(declare(samples.place(), samples.body(id=an_id("town"), version=2))) == ["entry_keeps_its_kind"]


def test_an_office_is_not_declared_in_a_body_of_theirs() -> None:
    take(samples.body(side=THEIRS))
    assert codes(declare(samples.office())) == ["entry_hangs_on_another_side"]


def test_a_new_parent_is_read_beside_the_batch() -> None:
    declare(samples.body(name="a"), samples.body(name="b", parent=an_id("a")))
    turned = [samples.body(name="a", version=2, parent=an_id("b")), samples.body(name="b", version=2)]
    assert codes(declare(turned[0])) == ["entry_hangs_on_itself"]
    assert declare(*turned) == []


def test_the_way_up_is_followed_through_what_is_held() -> None:
    declare(*(samples.body(name=name, parent=an_id(above)) for name, above in ("ab", "bc", "cd")))
    assert codes(declare(samples.body(name="d", parent=an_id("a")))) == ["entry_hangs_on_itself"]


def test_what_a_neighbour_signed_is_taken_once() -> None:
    town = samples.place(side=THEIRS, code="220002100000", chainages=(samples.chainage(),))
    assert take(town) == []
    assert take(town) == []
    assert held(THEIRS) == [town]
    assert models.Statement.objects.count() == models.PlaceChainage.objects.count() == 1


def test_a_neighbour_cannot_speak_for_us() -> None:
    assert codes(take(samples.body())) == ["entry_speaks_of_another_side"]
    assert codes(take(samples.place(side=THEIRS))) == ["place_code_lies_outside_the_side"]
    assert held() == held(THEIRS) == []


def test_a_neighbour_cannot_take_over_an_entry_of_ours() -> None:
    declare(samples.body())
    assert codes(take(samples.body(side=THEIRS, version=2))) == ["entry_belongs_to_another_side"]
    assert held() == [samples.body()]


def test_a_third_side_cannot_replace_a_joint_entry() -> None:
    declare(samples.half())
    sides = (OURS, THEIRS, samples.THIRD)
    third = samples.half(side=samples.THIRD, sides=sides, version=2)
    assert codes(take(third, author=rules.Author(samples.THIRD))) == ["entry_belongs_to_another_side"]


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_the_order_of_events_does_not_matter(order: tuple[int, ...]) -> None:
    versions = {
        number: samples.place(
            side=THEIRS, code="220002100000", version=number, chainages=(samples.chainage(number * 100),)
        )
        for number in order
    }
    for number in order:
        assert take(versions[number], event_hash=str(number) * 64) == []
    assert held(THEIRS) == [versions[3]]
    assert models.PlaceChainage.objects.get().chainage_m == 300
    assert queries.history_of(an_id("town")) == [versions[number] for number in (1, 2, 3)]


@pytest.mark.parametrize("version", [1, 2])
def test_two_signed_texts_of_one_version_are_an_alarm(version: int) -> None:
    take(samples.body(side=THEIRS), samples.body(side=THEIRS, version=2))
    other = replace(samples.body(side=THEIRS, version=version), name="other")
    assert codes(take(other, event_hash=OTHER_EVENT)) == ["version_says_something_else"]


def test_old_events_may_come_again_after_bodies_were_turned_round() -> None:
    old = [samples.body(name="a", side=THEIRS, parent=an_id("b")), samples.body(name="b", side=THEIRS)]
    new = [
        samples.body(name="a", side=THEIRS, version=2),
        samples.body(name="b", side=THEIRS, version=2, parent=an_id("a")),
    ]
    assert take(*old) == take(*new, event_hash=OTHER_EVENT) == take(*old) == []
    assert held(THEIRS) == in_order(new)


def test_the_same_text_signed_twice_is_no_contradiction() -> None:
    take(samples.body(side=THEIRS))
    assert take(samples.body(side=THEIRS), event_hash=OTHER_EVENT) == []
    assert models.Body.objects.get().event_hash == EVENT
    assert models.Statement.objects.count() == 2
    assert held(THEIRS) == [samples.body(side=THEIRS)]


def test_our_own_echo_marks_what_we_declared_as_signed() -> None:
    declare(samples.body(), samples.office())
    assert queries.unsigned(OURS) == [samples.body(), samples.office()]
    assert take(samples.body(), author=US) == []
    assert queries.unsigned(OURS) == [samples.office()]
    assert models.Body.objects.get().event_hash == EVENT
    assert held() == in_order([samples.body(), samples.office()])


def test_a_late_echo_leaves_our_newer_draft_standing() -> None:
    draft = samples.body(version=2)
    declare(samples.body())
    declare(draft)
    assert take(samples.body(), author=US) == []
    assert held() == queries.unsigned(OURS) == [draft]


def test_after_a_restore_the_signed_text_wins_over_our_draft() -> None:
    """We restored yesterday's backup and wrote another version 2; the peer hands back the one that we had signed."""
    signed, draft = samples.body(version=2), replace(samples.body(version=2), name="draft")
    declare(draft)
    assert take(signed, author=US) == []
    assert held() == [signed]
    assert declare(signed) == []


def test_links_follow_the_highest_version() -> None:
    declare(samples.half(members=(an_id("a"), an_id("b"))))
    declare(samples.half(members=(an_id("c"),), version=2))
    assert list(models.PairMember.objects.values_list("member", flat=True)) == [an_id("c")]
    assert held() == [samples.half(members=(an_id("c"),), version=2)]


def test_an_entry_ends_by_a_higher_version() -> None:
    declare(samples.body(), samples.body(name="new", valid_from=date(2024, 1, 1)))
    ended = samples.body(version=2, valid_to=date(2024, 1, 1), successors=(an_id("new"),))
    assert declare(ended) == []
    assert queries.entries([ended.id]) == {ended.id: ended}


def test_what_is_taken_was_signed() -> None:
    with pytest.raises(AssertionError):
        take(samples.body(side=THEIRS), event_hash="")


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    villages = [samples.place(name=f"v{n}", level=Level.VILLAGE, code=f"{OURS}100{n:03d}") for n in range(1, 51)]
    with django_assert_num_queries(12):
        assert declare(villages[0]) == []
    with django_assert_num_queries(12):
        assert declare(*villages[1:]) == []


@pytest.mark.parametrize("seed", range(12))
def test_events_in_any_order_and_again_lead_to_one_directory(seed: int) -> None:
    """Each event holds a version of each of four bodies; some arrive twice, none in order."""
    events = {
        f"{version}" * 64: [samples.body(name=name, side=THEIRS, version=version) for name in "abcd"]
        for version in range(1, 7)
    }
    order = [*events, *events]
    Random(seed).shuffle(order)
    for event_hash in order:
        assert take(*events[event_hash], event_hash=event_hash) == []
    assert held(THEIRS) == in_order(events["6" * 64])
    assert models.Statement.objects.count() == 24
    digests: list[Json] = [[entry.id, 6, rules.digest_of(entry)] for entry in held(THEIRS)]
    assert queries.digest_of_directory(THEIRS) == canonical.digest_of(digests)
