"""Which settlement of a visit stands, which holds the lines, and what a hospital may not say of amounts."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import settlement as settlements
from pilin.modules.medical.rules import visiting as rules
from pilin.modules.medical.rules.catalogue import Item
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Grade, Parts, Split
from pilin.modules.medical.rules.visiting import Course, Step, Written
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.table import AT

POSTED, WAITING, VOID = (True, False), (False, True), (False, False)


def chain(*states: tuple[bool, bool]) -> Mapping[str, Step]:
    """Return settlements of which each is taken back by the next one."""
    last = len(states) - 1
    return {f"s{at}": Step(*state, f"s{at + 1}" if at < last else "") for at, state in enumerate(states)}


@pytest.mark.parametrize(
    ("states", "standing"),
    [
        ([POSTED], True),
        ([WAITING], False),
        ([VOID], False),
        ([POSTED, POSTED], False),
        ([POSTED, WAITING], True),
        ([POSTED, VOID], True),
        ([POSTED, POSTED, POSTED], True),
        ([POSTED, POSTED, WAITING], False),
        ([POSTED, POSTED, POSTED, POSTED], False),
    ],
)
def test_a_settlement_stands_unless_a_cancel_stands(states: list[tuple[bool, bool]], standing: bool) -> None:
    assert rules.stands("s0", chain(*states)) is standing


def test_what_nobody_knows_does_not_stand() -> None:
    assert not rules.stands("s0", {})
    assert not rules.stands("", chain(POSTED))


@given(st.integers(1, 9))
def test_in_a_chain_of_posted_ones_every_second_stands_from_the_end(length: int) -> None:
    steps = chain(*[POSTED] * length)
    assert [rules.stands(f"s{at}", steps) for at in range(length)] == [
        (length - 1 - at) % 2 == 0 for at in range(length)
    ]


@given(st.integers(1, 9), st.sampled_from([WAITING, VOID, None]))
def test_what_is_taken_back_is_the_last_posted_one(length: int, end: tuple[bool, bool] | None) -> None:
    """A cancel that is on its way, or that came to nothing, takes nothing back."""
    steps = chain(*[POSTED] * length, *([end] if end else []))
    assert rules.last_of("s0", steps) == f"s{length - 1}"


def test_a_cancel_of_another_visit_ends_the_chain() -> None:
    assert rules.last_of("s0", {"s0": Step(posted=True, waits=False, cancelled_by="elsewhere")}) == "s0"


@pytest.mark.parametrize(
    ("states", "fresh", "held"),
    [
        ([POSTED], False, True),
        ([WAITING], False, True),
        ([VOID], False, False),
        ([POSTED, POSTED], False, False),
        ([POSTED, WAITING], False, True),
        ([], True, True),
        ([], False, False),
        ([VOID], True, False),
    ],
)
def test_lines_are_held_by_what_stands_or_may_come_to(states: list[tuple[bool, bool]], fresh: bool, held: bool) -> None:
    assert rules.holds("s0", chain(*states), fresh=fresh) is held


@pytest.mark.parametrize(
    ("state", "given_up", "step"),
    [
        (settlements.ASKED, False, WAITING),
        (settlements.ASKED, True, VOID),
        (settlements.PENDING, False, WAITING),
        (settlements.PENDING, True, WAITING),
        (settlements.POSTED, False, POSTED),
        (settlements.POSTED, True, POSTED),
        (settlements.DECLINED, False, VOID),
        (settlements.VOIDED, False, VOID),
    ],
)
def test_what_became_of_a_settlement_follows_from_its_state(
    state: str, given_up: bool, step: tuple[bool, bool]
) -> None:
    """What is answered is ended yet, whoever gave up."""
    assert rules.step_of(state, "s9", given_up=given_up) == Step(*step, "s9")


def course(steps: Mapping[str, Step], **cancels: str) -> Course:
    """Return a visit of which s0, s1 and so on were written by messages m0, m1; `cancels` says what each takes back."""
    names = sorted({*steps, *cancels})
    return Course({name: Written(f"m{name[1:]}", cancels.get(name, ""), AT) for name in names}, steps)


def test_a_cancel_holds_no_lines_and_what_is_not_asked_holds_them_while_it_is_fresh() -> None:
    visit = course(chain(POSTED, POSTED, POSTED), s1="s0", s2="s1", s3="")
    before, later = after(AT, seconds=-1), AT
    assert rules.holding(visit, young=before) == {"s0", "s3"}
    assert rules.holding(visit, young=later) == {"s0"}
    assert rules.holding(course(chain(POSTED, POSTED), s1="s0"), young=later) == set()


@pytest.mark.parametrize(
    ("states", "which", "taken_back", "counted"),
    [
        ([POSTED], "s0", [], True),
        ([VOID], "s0", [], False),
        ([POSTED, POSTED], "s0", [], False),
        ([POSTED, POSTED], "s1", [], True),
        ([POSTED, POSTED], "s1", ["m0"], False),
        ([POSTED, POSTED], "s1", ["m1"], True),
        ([POSTED, POSTED, POSTED], "s1", [], False),
        ([POSTED, POSTED, WAITING], "s1", [], True),
        ([POSTED, POSTED, POSTED, POSTED], "s1", [], False),
    ],
)
def test_there_is_something_to_reverse_while_it_stands_and_of_a_cancel_once(
    states: list[tuple[bool, bool]], which: str, taken_back: list[str], counted: bool
) -> None:
    """s1 cancels s0, s2 reverses that cancel, and s3 cancels s0 anew, as the other agency chains them."""
    whose = {"s1": "s0", "s2": "s1", "s3": "s0"}
    visit = course(chain(*states), **{name: of for name, of in whose.items() if int(name[1]) < len(states)})
    assert rules.counts(which, visit, taken_back=taken_back) is counted


PARTS = Parts(2_000_000, 120_000, 30_000, 90_000, 1_760_000)


def test_the_total_is_that_of_the_lines() -> None:
    rules.check_total(PARTS, 2_000_000)
    with pytest.raises(Refused) as caught:
        rules.check_total(PARTS, 2_000_001)
    assert caught.value.code is MedicalRefusal.TOTAL_DIFFERS_FROM_LINES
    assert caught.value.facts == {"said": "20,000.01", "found": "20,000.00"}


@pytest.mark.parametrize("echo", [(None, None, None, None), PARTS[1:], (120_000, None, None, 1_760_000)])
def test_an_echo_says_the_same_or_nothing(echo: tuple[int | None, ...]) -> None:
    rules.check_echo(PARTS, echo)


@pytest.mark.parametrize(("place", "name"), list(enumerate(rules.ECHOED)))
def test_an_echo_that_differs_is_named_with_both_amounts(place: int, name: str) -> None:
    echo: list[int | None] = list(PARTS[1:])
    echo[place] = 0
    with pytest.raises(Refused) as caught:
        rules.check_echo(PARTS, echo)
    assert caught.value.code is MedicalRefusal.PARTS_DIFFER_FROM_LINES
    assert (caught.value.facts["field"], caught.value.facts["said"]) == (name, "0.00")


KEPT = Split("7", Item("X1", "name", "02", "09", samples.DAY, selfpay_bp=1_000).entry, 1_000, 100, 200, 300, 400, 1_000)


@pytest.mark.parametrize(
    ("anew", "name", "said"),
    [
        (KEPT._replace(full_self_fen=0), "fulamt_ownpay_amt", "1.00"),
        (KEPT._replace(over_limit_fen=0), "overlmt_selfpay", "2.00"),
        (KEPT._replace(prior_self_fen=0), "preselfpay_amt", "3.00"),
        (KEPT._replace(in_scope_fen=0), "inscp_scp_amt", "4.00"),
    ],
    ids=["full", "over", "prior", "scope"],
)
def test_a_line_that_is_split_otherwise_is_named_with_both_amounts(anew: Split, name: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.check_split(KEPT, anew)
    assert caught.value.code is MedicalRefusal.CATALOGUE_CHANGED_UNDER_LINES
    assert caught.value.facts == {"line": "7", "field": name, "said": said, "found": "0.00"}


def test_a_line_of_the_same_parts_is_the_same_whatever_its_ratio_is_called() -> None:
    rules.check_split(KEPT, KEPT._replace(selfpay_bp=2_000))


def test_an_item_of_a_list_is_the_entry_that_splits() -> None:
    item = Item("X1", "name", "02", "09", samples.DAY, selfpay_bp=1_000, price_max="300.5", restricted=True)
    entry = item.entry
    assert (entry.grade, entry.price_max, entry.selfpay_bp) == (Grade.B, Decimal("300.5"), 1_000)
    assert (entry.until_day, entry.restricted, entry.rule) == (None, True, f"X1@{samples.DAY.isoformat()}")
    assert Item("X1", "name", "01", "09", samples.DAY).entry.price_max is None
