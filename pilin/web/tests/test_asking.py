"""Asking again in words: who, how often, when last; and who may ask at all."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pilin.base.clock import Instant
from pilin.kernel.matters.queries import AskedAgain, MatterView
from pilin.kernel.matters.queries.single import Moment
from pilin.web import asking

US, THEM, THIRD = "330482", "310116", "330421"
CALLED = {US: "平湖市", THEM: "金山区"}
HEAD, BEFORE = "a" * 64, "b" * 64


def on(day: int) -> Instant:
    """Return ten in the morning in China on a day of March."""
    return Instant(datetime(2026, 3, day, 2, tzinfo=UTC))


def asked(author: str, day: int, *, text: str = "", after: str = HEAD, action: str = asking.NOTE) -> Moment:
    body = {"text": text, "asks": after, "calendar": ""}
    title: Any = {"zh": "", "en": ""}
    return Moment(on(day), author, action, title, body, "", "", "beside")


@dataclass
class View:
    """As much of a matter as asking again looks at."""

    timeline: list[Moment] = field(default_factory=list)
    turn: tuple[str, ...] = (THEM,)
    refused_by: str = ""
    matter: Any = field(default_factory=lambda: SimpleNamespace(head=HEAD))


def said(*timeline: Moment) -> list[str]:
    return asking.sentences(cast("MatterView", View([*timeline])), CALLED)


def test_nobody_has_asked() -> None:
    assert said() == []


def test_each_party_has_one_sentence_with_its_last_words() -> None:
    first, last, ours = asked(THEM, 4, text="请办"), asked(THEM, 6, text="再请"), asked(US, 5)
    assert said(first, ours, last) == [
        "金山区已催办 2 次，最近一次在 2026-03-06：再请",
        "平湖市已催办 1 次，最近一次在 2026-03-05",
    ]


def test_what_was_asked_before_the_last_event_is_past() -> None:
    assert said(asked(THEM, 4, after=BEFORE)) == []
    assert len(said(asked(THEM, 4, after=BEFORE), asked(THEM, 5))) == 1


def test_a_plain_note_and_another_action_ask_nothing() -> None:
    plain = asked(THEM, 4)
    note = Moment(plain.at, THEM, asking.NOTE, plain.title, {"text": "x"}, "", "", "beside")
    assert not asking.is_asking(note)
    assert not asking.is_asking(asked(THEM, 4, action="step"))
    assert said(note) == []


def test_a_party_without_a_name_is_called_by_its_code() -> None:
    assert said(asked(THIRD, 4))[0].startswith(THIRD)
    assert asking.in_a_list([AskedAgain(THIRD, 3, on(4))], CALLED) == ["330421催办 3 次，最近 2026-03-04"]


def test_a_list_says_how_often_and_when_last() -> None:
    found = asking.in_a_list([AskedAgain(THEM, 2, on(6)), AskedAgain(US, 1, on(5))], CALLED)
    assert found == ["金山区催办 2 次，最近 2026-03-06", "平湖市催办 1 次，最近 2026-03-05"]


@pytest.mark.parametrize(
    ("turn", "refused_by", "may"),
    [((THEM,), "", True), ((US, THEM), "", True), ((US,), "", False), ((), "", False), ((THEM,), THEM, False)],
)
def test_one_asks_where_another_party_may_act(turn: tuple[str, ...], refused_by: str, may: bool) -> None:
    assert asking.may_ask(cast("MatterView", View(turn=turn, refused_by=refused_by)), me=US) is may
