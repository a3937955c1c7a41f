"""Taking a petition in: who may be met here, how many may come, and what is open already."""

import pytest

from pilin.base.refusal import Refused
from pilin.modules.petitions.queries.law import caps, exits, promises
from pilin.modules.petitions.rules import intake
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.intake import Alike


def refused(verb: object, *arguments: object) -> Refused:
    with pytest.raises(Refused) as caught:
        verb(*arguments)  # type: ignore[operator]
    return caught.value


@pytest.mark.parametrize("concern", ["thing", "", "anything else"])
def test_what_is_about_a_thing_is_met_here(concern: str) -> None:
    intake.check_concern(concern, exits())


@pytest.mark.parametrize(("concern", "address"), [("discipline", "12388"), ("police", "110")])
def test_what_names_a_person_is_refused_with_the_right_address(concern: str, address: str) -> None:
    """信访工作条例 22(2)."""
    refusal = refused(intake.check_concern, concern, exits())
    assert refusal.code is PetitionRefusal.PETITION_NAMES_A_PERSON
    assert address in str(refusal.facts["address"])
    assert refusal.facts["article"]


def test_every_exit_has_an_address_and_an_article_in_both_languages() -> None:
    for one in exits():
        assert {*one.title} == {*one.address} == {"zh", "en"}, one
        assert one.article
    assert {"judicial", "discipline"} <= {one.key for one in exits() if one.leaves}
    assert len({one.key for one in exits()}) == len(exits())


@pytest.mark.parametrize(
    ("people", "area", "limit"),
    [
        (1, "33", 3),
        (10, "33", 3),
        (11, "33", 5),
        (200, "33", 5),
        (1, "31", 5),
        (10, "31", 5),
        (11, "31", 5),
        (10, "32", 5),
    ],
)
def test_so_many_representatives_may_come(people: int, area: str, limit: int) -> None:
    """信访工作条例 20: five; 浙江省信访条例 15: three up to ten people; 上海市信访条例 18: five."""
    assert intake.cap_of(people, area, caps()).representatives_max == limit
    intake.check_representatives(limit, max(people, limit), area, caps())
    refusal = refused(intake.check_representatives, limit + 1, people, area, caps())
    assert refusal.code is PetitionRefusal.REPRESENTATIVES_ARE_TOO_MANY
    assert refusal.facts["limit"] == limit


def test_the_act_that_binds_is_named() -> None:
    facts = refused(intake.check_representatives, 4, 5, "33", caps()).facts
    assert (facts["statute"], facts["article"]) == ("浙江省信访条例", "15")


def test_caps_of_provinces_are_not_verified() -> None:
    assert {bool(one.standing) for one in caps() if one.area != "CN"} == {True}


def test_nothing_alike_is_taken_in() -> None:
    intake.check_alike([])
    intake.check_alike([Alike("XF-1", has_ended=False, is_over=True)])


def test_what_is_open_here_is_not_taken_in_twice() -> None:
    """信访工作条例 19."""
    refusal = refused(intake.check_alike, [Alike("XF-1", has_ended=False, is_over=False)])
    assert (refusal.code, refusal.facts["number"]) == (PetitionRefusal.PETITION_IS_OPEN_ALREADY, "XF-1")


@pytest.mark.parametrize("is_over", [False, True])
def test_the_same_facts_are_not_accepted_after_three_steps(*, is_over: bool) -> None:
    """信访工作条例 36."""
    refusal = refused(intake.check_alike, [Alike("XF-1", has_ended=True, is_over=is_over)])
    assert refusal.code is PetitionRefusal.PETITION_HAS_ENDED


def test_the_first_receiver_keeps_in_touch_by_promise() -> None:
    (promise,) = promises()
    assert (promise.key, promise.article, promise.standing) == ("first_receiver", "27(2)", "unverified")


@pytest.mark.parametrize("area", ["33", "31"])
def test_nobody_is_represented_by_more_than_there_are(area: str) -> None:
    """信访工作条例 20: representatives are chosen from among the people."""
    refusal = refused(intake.check_representatives, 3, 2, area, caps())
    assert refusal.code is PetitionRefusal.REPRESENTATIVES_EXCEED_PEOPLE
    assert refusal.facts == {"people": 2, "representatives": 3}
    intake.check_representatives(2, 2, area, caps())
