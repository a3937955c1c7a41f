"""Whatever a document or an upload says, it reads or is refused with a code of the room; nothing else comes out."""

import contextlib
import copy
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.split import Approval, Grade, SplitRule, catalogue, parts_of, split_lines
from pilin.modules.medical.tests import samples

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
    st.sampled_from(["11", "outpatient", "hifmi", "employed", "<script>", "2026-01-01", 10**18, -1, [], {}]),
)
Place = tuple[Any, Any]


def places(value: Any) -> Iterator[Place]:
    """Yield every place of a document: what holds it, and by which name or number."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, held in inner:
        yield value, name
        yield from places(held)


COUNT = len(list(places(samples.document())))


@given(st.integers(0, COUNT - 1), JUNK, st.sampled_from(["put", "drop", "double"]))
@settings(max_examples=250)
def test_a_spoiled_document_reads_or_is_refused(number: int, junk: object, how: str) -> None:
    document = samples.document()
    holder, name = list(places(document))[number]
    if how == "put":
        holder[name] = junk
    elif how == "drop":
        del holder[name]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[name]))
    else:
        holder[f"{name}_"] = holder[name]
    with contextlib.suppress(Refused):
        assert read_policy(document).document is document


@pytest.mark.parametrize("document", [None, [], "policy", 7, {}, {"type": "benefit_policy"}])
def test_what_is_no_document_is_refused(document: Any) -> None:
    with pytest.raises(Refused) as caught:
        read_policy(document)
    assert caught.value.code == MedicalRefusal.POLICY_DOES_NOT_READ


ITEMS = ["A", "B", "C", "R", "none"]
CATALOGUE = catalogue(
    [
        samples.entry("A", price_max=Decimal(5)),
        samples.entry("B", Grade.B, selfpay_bp=1000, price_max=Decimal(5)),
        samples.entry("C", Grade.C),
        samples.entry("R", Grade.B, selfpay_bp=3000, restricted=True),
    ]
)
LINES = st.builds(
    lambda number, item, price, quantity, wrong, approval, original: samples.line(
        str(number),
        str(price),
        str(quantity),
        item,
        approval=approval,
        original=str(original),
        **({"amount_fen": 1} if wrong else {}),
    ),
    st.integers(0, 12),
    st.sampled_from(ITEMS),
    st.sampled_from([Decimal(text) for text in ("1", "7.77", "0.333", "-1", "0")]),
    st.integers(-3, 6),
    st.integers(0, 9).map(lambda number: number == 0),
    st.sampled_from(Approval),
    st.integers(0, 12),
)


@given(st.lists(LINES, max_size=8))
@settings(max_examples=150)
def test_an_upload_is_split_whole_or_refused_whole(lines: list[Any]) -> None:
    with contextlib.suppress(Refused):
        splits = split_lines(lines, CATALOGUE, SplitRule())
        assert [split.number for split in splits] == [line.number for line in lines]
        assert all(map(samples.i5, splits))
        total, *own = parts_of(splits)
        assert total == sum(own) == sum(line.amount_fen for line in lines)
