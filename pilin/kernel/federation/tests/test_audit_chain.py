"""The chain of running digests: a true one has no findings, and of an altered row the altered column is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit.chain import Chain
from pilin.kernel.federation.audit.verify import START, sha256

FORGED = "f" * 64


@dataclass(frozen=True)
class Told:
    """What is told in a lane: its scope, and whether it was refused."""

    scope: str
    refused: bool


TOLD = st.lists(st.builds(Told, st.sampled_from(["matters", "ledger", "link"]), st.booleans()), min_size=1, max_size=8)


def rows(told: Sequence[Told]) -> tuple[list[tables.Envelope], dict[str, str]]:
    """Return decided rows with true digests, and the digests after the last of them."""
    heads: dict[str, str] = {}
    found = []
    for number, one in enumerate(told, 1):
        row = tables.Envelope(pk=number, seq=number, scope=one.scope, event_hash=sha256(bytes([number])))
        row.outcome, row.effect = ("refused", "") if one.refused else ("applied", sha256(bytes([number, 1])))
        if not one.refused:
            heads[one.scope] = sha256(f"{heads.get(one.scope, START)}{row.event_hash}{row.effect}".encode())
        row.running = heads.get(one.scope, START)
        found.append(row)
    return found, heads


def found(rows: Sequence[tables.Envelope], heads: dict[str, str]) -> tuple[list[tuple[str, str]], Chain]:
    chain = Chain()
    findings = [one for row in rows for one in chain.take(row, row.scope, row.event_hash)]
    findings += chain.end(heads)
    return [(one.where, str(one.facts["column"])) for one in findings], chain


@given(TOLD)
def test_a_true_chain_has_no_findings(told: list[Told]) -> None:
    lane, heads = rows(told)
    findings, chain = found(lane, heads)
    assert findings == []
    assert {scope: head for scope, head in chain.heads.items() if head != START} == heads
    assert chain.last == len(lane)


@given(TOLD, st.data())
def test_an_altered_digest_is_named(told: list[Told], data: st.DataObject) -> None:
    lane, heads = rows(told)
    row = data.draw(st.sampled_from(lane))
    row.running = FORGED
    findings, chain = found(lane, heads)
    assert findings == [(f"envelope {row.pk}", "running")]
    assert {scope: head for scope, head in chain.heads.items() if head != START} == heads


@given(TOLD, st.data())
def test_an_altered_effect_is_named(told: list[Told], data: st.DataObject) -> None:
    lane, heads = rows(told)
    row = data.draw(st.sampled_from(lane))
    assume(row.outcome == "applied")
    row.effect = FORGED
    assert found(lane, heads)[0] == [(f"envelope {row.pk}", "effect")]


@given(TOLD, st.data())
def test_a_row_that_is_made_a_refused_one_is_named(told: list[Told], data: st.DataObject) -> None:
    lane, heads = rows(told)
    row = data.draw(st.sampled_from(lane))
    assume(row.outcome == "applied")
    row.outcome = "refused"
    assert found(lane, heads)[0] == [(f"envelope {row.pk}", "outcome")]


@given(TOLD, st.data())
def test_a_digest_that_was_taken_away_is_named(told: list[Told], data: st.DataObject) -> None:
    lane, heads = rows(told)
    row = data.draw(st.sampled_from(lane))
    row.running = ""
    column = "running" if row is not lane[-1] else "running/outcome"
    assert found(lane, heads)[0] == [(f"envelope {row.pk}", column)]


@given(TOLD, TOLD)
def test_behind_an_undecided_row_there_are_no_digests(told: list[Told], behind: list[Told]) -> None:
    lane, heads = rows(told)
    waiting = rows([Told("matters", refused=False), *behind])[0]
    for number, row in enumerate(waiting, len(lane) + 1):
        row.pk = row.seq = number
        row.running = ""
    waiting[0].outcome = "waiting"
    findings, chain = found([*lane, *waiting], heads)
    assert findings == []
    assert chain.last == len(lane)


@given(TOLD, st.data())
def test_a_decided_row_is_settled(told: list[Told], data: st.DataObject) -> None:
    lane, heads = rows(told)
    row = data.draw(st.sampled_from(lane))
    assume(row.outcome == "applied")
    row.outcome = "pending"
    assert found(lane, heads)[0] == [(f"envelope {row.pk}", "outcome")]
