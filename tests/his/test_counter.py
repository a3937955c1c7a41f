"""What the counter makes of replies, of none, and of nonsense; and how it follows an unknown outcome up."""

from functools import partial
from itertools import count
from typing import Any

import pytest

from pilin.base import clock
from pilin.node.his import forms
from pilin.node.his.case import Doubt
from pilin.node.his.counter import IS_LOST, REPLY_IS_LOST, Answer, Counter, Sent
from pilin.node.his.dice import Dice
from pilin.wire.nhsa import envelope, registry
from pilin.wire.nhsa.envelope import PLAIN, Spelling
from tests.his import people
from tests.his.agency import Agency
from tests.his.people import VISITOR, Ticking


class Saying:
    """A gateway that says the same whatever it is sent."""

    def __init__(self, *said: bytes | None) -> None:
        self.said, self.heard = list(said), 0

    def carry(self, _data: bytes, _infno: str) -> bytes | None:
        self.heard += 1
        return self.said.pop(0) if len(self.said) > 1 else self.said[0]


def registering(counter: Counter) -> Sent:
    return counter.write("2201", forms.registration(VISITOR, "OWN-1", clock.now()), VISITOR.side)


def failure(text: str) -> bytes:
    now = clock.now()
    return envelope.write_reply(envelope.reply_head(admdvs="310116", serial=1, received=now, at=now, error=text))


def test_a_done_message_is_counted_once() -> None:
    counter = people.counter(Agency())
    answer = counter.send(registering(counter))
    assert answer is not None
    assert answer.done
    assert (counter.tally.asked["2201"], counter.tally.answered["2201"], counter.tally.unknown["2201"]) == (1, 1, 0)


def test_a_no_is_an_answer_with_its_words() -> None:
    counter = people.counter(Saying(failure("没有登记")))
    assert counter.send(registering(counter)) == Answer(error="没有登记")
    assert counter.tally.refused["2201", "没有登记"] == 1


@pytest.mark.parametrize(
    "nonsense",
    [None, b"", b"<html>502</html>", b"{}", b'{"output":null}', b'{"infcode":0,"output":null}', b'{"infcode":0,"outp'],
)
def test_what_is_no_reply_leaves_the_outcome_unknown(nonsense: bytes | None) -> None:
    counter = people.counter(Saying(nonsense))
    assert counter.send(registering(counter)) is None
    assert (counter.tally.unknown["2201"], counter.tally.answered["2201"]) == (1, 0)


@pytest.mark.parametrize(("fate", "heard"), [(REPLY_IS_LOST, 1), (IS_LOST, 0)])
def test_a_lost_reply_was_heard_and_a_lost_request_was_not(fate: str, heard: int) -> None:
    agency = Agency()
    counter = people.counter(agency)
    assert counter.send(registering(counter), fate) is None
    assert len(agency.heard) == heard


def test_what_moves_no_money_is_sent_again_until_it_is_answered() -> None:
    agency, time = Agency(loses=["2201", "2201", "2201"]), Ticking()
    counter = people.counter(agency, time)
    body = forms.registration(VISITOR, "OWN-1", clock.now())
    assert counter.tell("2201", body, VISITOR.side).done
    assert (len(agency.heard), agency.numbers, time.slept) == (4, 1, 2)
    assert len({message.head.msgid for message in agency.heard}) == 1


def test_patience_ends_and_is_trouble() -> None:
    gone, time = Saying(None), Ticking()
    counter = people.counter(gone, time)
    answer = counter.tell("2201", forms.registration(VISITOR, "OWN-1", clock.now()), VISITOR.side)
    assert answer == Answer(error="no reply")
    assert counter.tally.troubles == [f"{people.CODE} 2201 again: unknown for 10 s"]
    assert time.seconds == 10


def test_2601_is_repeated_with_new_ids_until_it_is_done() -> None:
    agency = Agency(loses=["2601"], refuses=["2601"])
    counter = people.counter(agency)
    sent = counter.write("2207", settlement(), VISITOR.side)
    assert counter.take_back(sent, VISITOR.number)
    reversals = [message for message in agency.heard if message.transaction.infno == "2601"]
    assert len({message.head.msgid for message in reversals}) == len(reversals) == 2
    assert {(one.body.omsgid, one.body.oinfno) for one in reversals} == {(sent.msgid, "2207")}
    assert agency.forbidden == {sent.msgid}
    assert counter.tally.ended["2207 2601"] == 1


def test_2601_that_is_never_done_is_trouble() -> None:
    counter = people.counter(Saying(failure("not now")))
    assert not counter.take_back(counter.write("2207", settlement(), VISITOR.side), VISITOR.number)
    assert counter.tally.troubles == [f"{people.CODE} 2207 2601: unknown for 10 s"]


def settlement() -> Any:
    return forms.settlement(VISITOR, "V-1", "11", forms.parts_of(()))


@pytest.mark.parametrize("doubt", [Doubt.ASKED_AGAIN, Doubt.TAKEN_BACK, Doubt.NEVER_CAME])
def test_a_no_to_the_same_bytes_is_not_believed(doubt: Doubt) -> None:
    """The second sending might be refused for itself: 2601 has the last word."""
    case = people.case(Agency(refuses=["2207", "2207"]))
    assert case.outcome(case.counter.write("2207", settlement(), VISITOR.side), doubt) is None
    assert case.tally.answered["2601"] == 1


def test_who_has_no_instruction_takes_either_way_out_by_chance() -> None:
    ways = set()
    for name in map(str, range(12)):
        agency = Agency()
        case = people.case(agency, name=name)
        assert case.registers("11")
        assert case.buys()
        agency.loses.append("2207")
        case.pays("2207", partial(forms.settlement, VISITOR, case.visit, "11", case.parts))
        ways |= set(case.tally.ended)
        assert len(agency.standing) == len(case.tally.standing) == 1
    assert ways == {"2207 again", "2207 2601"}


@pytest.mark.parametrize("spelling", [PLAIN, Spelling(encoded_times=2), Spelling(area_with_d=True)])
def test_programs_spell_in_their_own_way_and_mean_the_same(spelling: Spelling) -> None:
    counters = [people.counter(Agency(), spelling=one) for one in (PLAIN, spelling)]
    at = clock.now()
    body = forms.registration(VISITOR, "OWN-1", at)
    said = [registry.read(counter.write("2201", body, VISITOR.side).data) for counter in counters]
    assert said[0].fingerprint == said[1].fingerprint


def test_messages_have_ids_of_their_own() -> None:
    counter = people.counter(Agency())
    assert len({registering(counter).msgid for _ in range(50)}) == 50


def test_a_counter_that_opens_within_the_second_of_another_takes_none_of_its_ids() -> None:
    first, second = people.counter(Agency()), people.counter(Agency())
    sent = [registering(counter).msgid for counter in (first, second, first, second)]
    assert len(set(sent)) == 4


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    rows = [[Dice(name).below(1000) for _ in range(1)] for name in ("a", "a", "b")]
    assert rows[0] == rows[1] != rows[2]
    dice = Dice("c")
    drawn = [dice.below(6) for _ in range(600)]
    assert set(drawn) == set(range(6))
    assert min(drawn.count(side) for side in range(6)) > 60
    assert Dice("d").one_of(["only"]) == "only"


def test_lines_of_a_visit_are_priced_as_the_grammar_multiplies() -> None:
    at, numbers = clock.now(), count()
    for _ in range(20):
        upload = forms.outpatient_lines(VISITOR, "V-1", Dice(f"{next(numbers)}"), at)
        assert 1 <= len(upload.feedetail) <= 5
        assert all(row.det_item_fee_sumamt == int(row.cnt * row.pric * 100) for row in upload.feedetail)
        restricted = [row.hosp_appr_flag for row in upload.feedetail if row.med_list_codg == "XR-0001"]
        assert set(restricted) <= {"1"}
