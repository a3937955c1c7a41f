"""What stands beside the chain is read before it is taken: texts, steps and fields as the kind has them."""

from typing import Any

import pytest

from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.matters.rules import chain, docket_beside, kinds
from pilin.kernel.matters.tests import kit

KIND = kinds.parse(kit.document("plan"))
REPORT = {"milestone": "m1", "progress": "清淤过半"}
NOTED = {
    "matter": "m",
    "base": "a" * 64,
    "step": "report_milestone",
    "receipt_at": "2026-03-04T01:02:03.000000Z",
    "reason": "线路中断",
    "fields": REPORT,
}
ANSWERED = {"matter": "m", "outcome": "ratified", "reason": ""}


def fits(kind: str, body: Any, re: str = "") -> bool:
    return docket_beside.is_fitting(KIND, Event({"kind": kind, "body": body, "re": re}, "", "", ""))


@pytest.mark.parametrize("text", ["", "x" * 4000, "两行\n文字"])
def test_a_note_is_a_text(text: str) -> None:
    assert fits(chain.NOTE, {"matter": "m", "text": text, "attachments": []})


@pytest.mark.parametrize("text", [None, 1, ["x"], {"x": 1}, "x" * 4001], ids=lambda text: str(text)[:9])
def test_a_note_of_another_shape_or_length_is_none(text: Any) -> None:
    assert not fits(chain.NOTE, {"matter": "m", "text": text})


@pytest.mark.parametrize("members", [{}, {"fields": {}}, {"reason": "x" * 1000}], ids=lambda members: str(members)[:12])
def test_a_provisional_note_names_a_step_and_its_fields(members: dict[str, Any]) -> None:
    assert fits(chain.PROVISIONAL, NOTED | members)


WRONG: list[dict[str, Any]] = [
    {"fields": [1]},
    {"fields": "x"},
    {"fields": None},
    {"fields": {"unknown": "x"}},
    {"fields": {"milestone": ["a"]}},
    {"fields": {"progress": {"part": 1}}},
    {"step": "unknown"},
    {"step": "open"},
    {"step": ["report_milestone"]},
    {"base": "x"},
    {"receipt_at": "x"},
    {"receipt_at": 1},
    {"reason": 1},
    {"reason": "x" * 1001},
]


@pytest.mark.parametrize("members", WRONG, ids=lambda members: str(members)[:40])
def test_a_provisional_note_of_another_shape_is_none(members: dict[str, Any]) -> None:
    assert not fits(chain.PROVISIONAL, NOTED | members)


def test_a_provisional_note_without_a_receipt_is_none() -> None:
    assert not fits(chain.PROVISIONAL, {name: value for name, value in NOTED.items() if name != "receipt_at"})


@pytest.mark.parametrize("outcome", ["ratified", "reversed", "disputed"])
def test_an_answer_is_one_of_three(outcome: str) -> None:
    assert fits(chain.ANSWER, ANSWERED | {"outcome": outcome}, re="b" * 64)


@pytest.mark.parametrize(
    ("members", "re"),
    [
        ({}, ""),
        ({"outcome": "accepted"}, "b" * 64),
        ({"outcome": ["ratified"]}, "b" * 64),
        ({"reason": ["x"]}, "b" * 64),
        ({"reason": "x" * 1001}, "b" * 64),
    ],
    ids=lambda part: str(part)[:24],
)
def test_an_answer_of_another_shape_is_none(members: dict[str, Any], re: str) -> None:
    assert not fits(chain.ANSWER, ANSWERED | members, re)
