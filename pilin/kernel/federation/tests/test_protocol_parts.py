"""Contents that stand apart from their facts: kept with the fact that names them, given to its readers alone."""

import json
from datetime import date

import pytest

from pilin.base.canonical import Json
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import parts
from pilin.kernel.federation.protocol.event import Detached, Draft
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Part
from pilin.kernel.federation.tests.pairing import CHARTER, THEM, US, Pair, refusal

SECRET = "住院号 0001".encode()
DAY = date(2027, 12, 31)


def detached(name: str = "patient", *readers: str) -> Detached:
    return parts.detach(name, SECRET, purpose="settlement", keep_until=DAY, readers=readers or (THEM, US))


def question(*contents: Detached, number: int = 1, re: str = "") -> Draft:
    body: dict[str, Json] = {"claim": f"01980000-0000-7000-8000-{number:012}", "amount_fen": 1200, "purpose": "清淤"}
    return Draft("ledger.claim", "ledger", CHARTER, body, (THEM,), re=re, lane="ask", contents=contents)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def kept(pair: Pair, code: str) -> dict[tuple[str, str], Part]:
    found: dict[tuple[str, str], Part] = pair.world.nodes[code].store.t.parts
    return found


def test_a_salt_of_its_own_hides_what_is_the_same() -> None:
    one, other = detached(), detached()
    assert one.ref.hash != other.ref.hash
    assert one.ref.hash == parts.salted_hash(one.salt, SECRET)
    assert (one.ref.keep_until, one.ref.readers) == ("2027-12-31", (THEM, US))


def test_contents_are_kept_with_their_fact_and_arrive_with_it(pair: Pair) -> None:
    (told,) = pair.tell(pair.us, question(detached()))
    pair.carry()
    assert [(ref.name, ref.purpose) for ref in told.parts] == [("patient", "settlement")]
    mine, theirs = kept(pair, US)[told.hash, "patient"], kept(pair, THEM)[told.hash, "patient"]
    assert mine == theirs
    assert mine.data == SECRET
    assert SECRET not in told.text
    assert "住院号" not in json.dumps(told.fact, ensure_ascii=False)


def test_a_part_that_is_not_for_the_peer_stays_here(pair: Pair) -> None:
    (told,) = pair.tell(pair.us, question(detached("patient", THEM), detached("register", US)))
    pair.carry()
    assert {name for _, name in kept(pair, US)} == {"patient", "register"}
    assert {name for _, name in kept(pair, THEM)} == {"patient"}
    assert len(told.parts) == 2


def test_an_answer_that_was_given_keeps_the_contents_it_had(pair: Pair) -> None:
    (asked,) = pair.tell(pair.us, question(detached()))
    (again,) = pair.tell(pair.us, question(detached("other"), number=2, re=asked.hash))
    (found,) = pair.tell(pair.us, question(detached("third"), number=3, re=asked.hash))
    assert found == again
    assert {name for _, name in kept(pair, US)} == {"patient", "other"}


def test_two_parts_of_one_name_are_refused(pair: Pair) -> None:
    found = refusal(pair.tell, pair.us, question(detached(), detached()))
    assert found is LinkRefusal.EVENT_IS_NOT_READABLE
    assert kept(pair, US) == {}


def test_where_the_fact_is_refused_nothing_is_kept(pair: Pair) -> None:
    broken = Draft("ledger.claim", "ledger", CHARTER, {"claim": "no"}, (THEM,), lane="ask", contents=(detached(),))
    with pytest.raises(Refused):
        pair.tell(pair.us, broken)
    assert kept(pair, US) == {}
