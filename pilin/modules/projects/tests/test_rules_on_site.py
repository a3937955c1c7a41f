"""What stands for one entry of a phone, with plain values: its id, its content, and how many may wait."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.refusal import Refused, Remedy
from pilin.modules.projects.rules import on_site
from pilin.modules.projects.rules.on_site import FIELDS, NEEDED, OnSiteRefusal

FIELDS_SAID = {name: f"{name} 甲" for name in FIELDS}
PLACE = ("s1", "1", "zhao")


def digest(place: tuple[str, str, str] = PLACE, **fields: str) -> str:
    return on_site.digest_of(*place, {**FIELDS_SAID, **fields})


def test_the_same_content_is_the_same_entry() -> None:
    assert digest() == digest()
    assert digest(opinion="") == on_site.digest_of(
        *PLACE, {name: text for name, text in FIELDS_SAID.items() if name != "opinion"}
    )


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_counts(name: str) -> None:
    assert digest(PLACE, **{name: "乙"}) != digest()


@pytest.mark.parametrize("place", [("s2", "1", "zhao"), ("s1", "2", "zhao"), ("s1", "1", "wu")])
def test_supervision_object_and_account_count(place: tuple[str, str, str]) -> None:
    assert digest(place) != digest()


def test_what_is_no_field_counts_not() -> None:
    assert digest(csrfmiddlewaretoken="x", written_at="2026") == digest()


def test_only_the_opinion_may_be_left_out() -> None:
    assert {*FIELDS} - {*NEEDED} == {"opinion"}


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(alphabet="甲乙ab ,|", max_size=5)))
@settings(max_examples=40)
def test_texts_of_two_fields_are_never_mixed_up(said: dict[str, Any]) -> None:
    turned = {**dict.fromkeys(FIELDS, ""), **said}
    names = list(FIELDS)
    rolled = {name: turned[names[(place + 1) % len(names)]] for place, name in enumerate(names)}
    same = turned == rolled
    assert (on_site.digest_of(*PLACE, turned) == on_site.digest_of(*PLACE, rolled)) is same


@pytest.mark.parametrize("waiting", [0, 1, on_site.KEPT_MAX - 1])
def test_there_is_room_for_some(waiting: int) -> None:
    on_site.check_room(waiting)


@pytest.mark.parametrize("waiting", [on_site.KEPT_MAX, on_site.KEPT_MAX + 1])
def test_there_is_no_room_for_more(waiting: int) -> None:
    with pytest.raises(Refused) as refused:
        on_site.check_room(waiting)
    assert refused.value.code is OnSiteRefusal.SITE_RECORDS_ARE_TOO_MANY
    assert refused.value.facts == {"limit": on_site.KEPT_MAX}
    assert refused.value.code.remedy is Remedy.FIX_AND_RESEND


def test_an_id_that_stands_for_another_entry_is_never_taken() -> None:
    with pytest.raises(Refused) as refused:
        on_site.check_same(digest(), digest(seen="乙"))
    assert refused.value.code.remedy is Remedy.FINAL
