"""A clock to a day that parties set: it ends on that day, unrolled, by what all agreed, else by the first asserted."""

from datetime import date

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import kinds
from pilin.kernel.matters.rules.clocks import ClockState
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.rules.soundness import findings
from pilin.kernel.matters.tests import kit

SUNDAY, WEDNESDAY = "2026-05-03", "2026-05-20"


@pytest.fixture
def case() -> kit.Case:
    return kit.Case(kit.kind("errand"))


def clock_of(case: kit.Case, name: str) -> ClockState:
    return case.matter.clocks[name]


def test_it_ends_on_the_day_itself_even_on_a_holiday(case: kit.Case) -> None:
    case.take("propose_day", "initiator", fields={"due": SUNDAY})
    found = clock_of(case, "proposed")
    assert (found.raw_end, found.rolled_end) == (date(2026, 5, 3), date(2026, 5, 3))
    assert (found.warn_on, found.provisional, found.status) == (date(2026, 4, 30), False, "running")


def test_of_two_days_that_are_asserted_the_first_counts(case: kit.Case) -> None:
    case.take("propose_day", "initiator", fields={"due": WEDNESDAY})
    case.take("propose_day", "responder", fields={"due": SUNDAY})
    assert clock_of(case, "proposed").rolled_end == date(2026, 5, 3)


def test_what_all_agreed_counts_before_what_anybody_asserts(case: kit.Case) -> None:
    case.take("propose_day", "responder", fields={"due": SUNDAY})
    case.take("propose_day", "initiator", fields={"due": WEDNESDAY})
    case.take("set_day", "initiator").take("set_day", "responder")
    assert clock_of(case, "proposed").status == "met"
    assert clock_of(case, "agreed").rolled_end == date(2026, 5, 20)
    case.take("propose_day", "responder", fields={"due": SUNDAY})
    assert clock_of(case, "proposed").rolled_end == date(2026, 5, 20)


def test_it_expires_only_after_its_day_and_is_never_recounted(case: kit.Case) -> None:
    case.take("propose_day", "initiator", fields={"due": SUNDAY})
    assert case.refused("proposed", action="recount") is MatterRefusal.CLOCK_IS_CERTAIN
    assert case.on(SUNDAY).refused("proposed", action="expire") is MatterRefusal.CLOCK_HAS_NOT_EXPIRED
    case.on("2026-05-04").take("proposed", action="expire")
    assert clock_of(case, "proposed").status == "expired"


def test_without_a_day_there_is_no_clock() -> None:
    document = kit.changed("errand", clocks__proposed__start={"state": "going"})
    assert kit.Case(kinds.parse(document)).matter.clocks == {}


def test_a_store_gives_the_same_matter_back(case: kit.Case) -> None:
    case.take("propose_day", "initiator", fields={"due": SUNDAY})
    assert isinstance(case.matter, Matter)
    assert kit.stored(case.matter) == case.matter


@pytest.mark.parametrize("excess", [{"length": 5}, {"extension": {"step": "set_day"}}, {"pause": {"from": "set_day"}}])
def test_it_has_no_length_extension_or_pause(excess: dict[str, object]) -> None:
    name, value = next(iter(excess.items()))
    if name == "pause":
        value = {"from_step": "set_day", "until_step": "finish"}
    with pytest.raises(Refused) as refused:
        kinds.parse(kit.changed("errand", **{f"clocks__agreed__{name}": value}))
    assert refused.value.code is MatterRefusal.DOCUMENT_IS_MALFORMED


def test_the_field_must_hold_days() -> None:
    assert findings(kit.kind("errand")) == []
    found = findings(kinds.parse(kit.changed("errand", clocks__agreed__until={"field": "title"})))
    assert [(one.code, one.facts["name"]) for one in found] == [(MatterRefusal.NAME_IS_UNKNOWN, "title")]
