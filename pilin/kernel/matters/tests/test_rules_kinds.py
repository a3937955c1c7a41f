"""Documents of kinds: read strictly, refused with the place of the fault; and what fits a field."""

from typing import Any

import pytest

from pilin.base.canonical import digest_of
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import kinds, reading
from pilin.kernel.matters.rules.kinds import FieldRule
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit

TITLE = {"zh": "题", "en": "title"}


def test_a_kind_is_what_its_document_says() -> None:
    kind = kit.kind("petition")
    handling = next(clock for clock in kind.clocks if clock.name == "handling")
    assert (handling.statute, handling.article, handling.length, handling.unit) == (
        "信访工作条例",
        "34",
        60,
        "calendar",
    )
    assert (handling.start_step, handling.extension_step, handling.extension_times) == ("accept", "extend", 1)
    assert (handling.pause_from_step, handling.pause_until_step, handling.expiry_to) == ("hear", "heard", "overdue")
    assert kind.digest == digest_of(kit.document("petition"))


def test_the_opening_is_the_first_step() -> None:
    kind = kit.kind("plan")
    opening = kind.steps[0]
    assert (opening.name, opening.from_, opening.by, opening.to) == ("open", ("",), ("initiator",), "offered")
    assert opening.needs_fields == ("title", "field", "particulars", "aims", "milestones", "leads")


def test_a_step_by_all_is_by_every_role() -> None:
    sign = next(step for step in kit.kind("pact").steps if step.name == "sign")
    assert (sign.by, sign.joint, sign.signs_of, sign.signs_fields) == (("a", "b", "c"), True, "a", ("text", "amount"))


def test_a_final_state_stops_every_clock() -> None:
    assert all({"answered", "returned"} <= {*clock.stops} for clock in kit.kind("petition").clocks)


def test_a_step_that_extends_a_clock_needs_an_extension_left() -> None:
    extend = next(step for step in kit.kind("petition").steps if step.name == "extend")
    assert [(guard.name, guard.clock, guard.times) for guard in extend.guards][-1] == ("extension_left", "handling", 1)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"colour": "red"}, "kind.colour"),
        ({"version": "1"}, "kind.version"),
        ({"version": True}, "kind.version"),
        ({"version": -1}, "kind.version"),
        ({"type": "form"}, "kind.type"),
        ({"title__zh": 7}, "kind.title.zh"),
        ({"title": {"zh": "题"}}, "kind.title"),
        ({"title": {"zh": "题", "en": "t", "fr": "t"}}, "kind.title"),
        ({"roles": {"a": 1}}, "kind.roles"),
        ({"fields__text__type": "video"}, "kind.fields.text.type"),
        ({"fields__text": {"type": "text"}}, "kind.fields.text"),
        ({"states__table__orderer": ["a", "b"]}, "kind.states.table.orderer"),
        ({"states__table__final": "no"}, "kind.states.table.final"),
        ({"states__table__colour": None}, "kind.states.table.colour"),
        ({"states__table__waits": {"reason": "none"}}, "kind.states.table.waits"),
        ({"opening__colour": "red"}, "kind"),
        ({"opening": "a"}, "kind.opening"),
        ({"steps__sign__to": 5}, "kind.steps.0.to"),
        ({"steps__leave__needs__attachments": "two"}, "kind.steps.4.needs_attachments"),
        ({"steps__leave__guards": [{"name": "rhyme"}]}, "kind.steps.4.guards.0.name"),
        ({"steps__leave__from": "left"}, "kind.leave.from"),
        ({"steps__leave__signs": {"of": "a", "fields": ["text"]}}, "kind.leave.signs"),
        ({"steps__sign__takes": ["amount"]}, "kind.sign.signs"),
        ({"steps__leave__name": "sign"}, "kind"),
        ({"steps__leave__name": "table"}, "kind"),
        ({"steps__leave__name": "open"}, "kind"),
        ({"steps__leave__name": "退出"}, "kind"),
    ],
)
def test_a_malformed_document_is_refused_with_the_place(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as caught:
        kinds.parse(kit.changed("pact", **changes))
    assert (caught.value.code, caught.value.facts["where"]) == (MatterRefusal.DOCUMENT_IS_MALFORMED, where)


@pytest.mark.parametrize("document", [None, 3, "kind", [], {}, {"type": "kind"}, [{}]])
def test_what_is_no_kind_at_all_is_refused(document: Any) -> None:
    with pytest.raises(Refused):
        kinds.parse(document)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"clocks__handling__extension__unit": "working"}, "kind.clocks"),
        ({"clocks__handling__length": 2.5}, "kind.clocks.3.length"),
        ({"clocks__handling__unit": "months"}, "kind.clocks.3.unit"),
        ({"clocks__handling__pause": "hear"}, "kind.clocks.3.pause"),
        ({"clocks__handling__stops": {"answer": 1}}, "kind.clocks.3.stops"),
        ({"clocks__handling__warn_days": 10**6}, "kind.clocks.3.warn_days"),
    ],
)
def test_a_malformed_clock_is_refused_with_the_place(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as caught:
        kinds.parse(kit.changed("petition", **changes))
    assert caught.value.facts["where"] == where


def field(**members: Any) -> FieldRule:
    rule: FieldRule = reading.read(FieldRule, {"title": TITLE, **members}, "field")
    return rule


ROW = {"id": {"type": "text", "title": TITLE}, "due": {"type": "date", "title": TITLE, "optional": True}}


@pytest.mark.parametrize(
    ("members", "good", "bad"),
    [
        ({"type": "text"}, ["a", "三"], ["", "  ", 3, None, ["a"], {"part": "0" * 64}]),
        ({"type": "integer"}, [0, -4, 2**53 - 1], [True, "3", 1.5, None]),
        ({"type": "money"}, [0, 1250], [False, "12.50", 12.5]),
        ({"type": "date"}, ["2026-02-28"], ["2026-02-29", "20260228", "28.2.2026", 20260228, None, "2026-W01-1"]),
        ({"type": "flag"}, [True, False], [0, 1, "true", None]),
        ({"type": "choice", "choices": {"f1": TITLE}}, ["f1"], ["f2", "", 1, None, ["f1"]]),
        ({"type": "list"}, [[], ["a"]], ["a", [3], [""], {"a": 1}, [["a"]]]),
        ({"type": "list", "members": ROW}, [[{"id": "1"}]], [["a"], [{"due": "2026-01-01"}], [{"id": "1", "x": 1}]]),
        ({"type": "list", "members": ROW}, [[{"id": "1"}, {"id": "2"}]], [[{"id": "1"}, {"id": "1"}]]),
        ({"type": "record", "members": ROW}, [{"id": "1", "due": "2026-01-01"}], [{"id": "1", "due": "soon"}, [], {}]),
        ({"type": "text", "sees": "own"}, [{"part": "0a" * 32}], ["name", {"part": "name"}, {"part": "G" * 64}, {}]),
        ({"type": "text", "sees": ["a"]}, [{"part": "f" * 64}], ["x", {"part": "f" * 64, "text": "name"}, {"part": 1}]),
        ({"type": "record", "sees": "masked", "members": ROW}, [{"part": "0" * 64}], [{"id": "1"}]),
    ],
)
def test_values_fit_their_fields(members: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    rule = field(**members)
    assert [value for value in good if not kinds.fits(rule, value)] == []
    assert [value for value in bad if kinds.fits(rule, value)] == []


def test_a_part_inside_a_record_stays_detached() -> None:
    rule = field(type="record", members={"name": {"type": "text", "title": TITLE, "sees": "own"}})
    assert kinds.fits(rule, {"name": {"part": "0" * 64}})
    assert not kinds.fits(rule, {"name": "a name"})


def test_a_kind_with_a_fraction_has_no_hash() -> None:
    with pytest.raises(Refused):
        kinds.parse(kit.changed("pact", steps__leave__guards=[{"name": "at_most", "value": 1.5}]))
