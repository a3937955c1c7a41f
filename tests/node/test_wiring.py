"""The wiring names every flow: nothing that a card offers or needs is left unbound, and nothing is bound twice."""

from pilin.node.wiring import FLOWS
from pilin.web import flows
from pilin.web.cards import cards


def test_no_flow_stands_twice() -> None:
    assert len(set(FLOWS)) == len(FLOWS)


def test_whatever_a_card_offers_is_taken_by_somebody() -> None:
    taken = {(flow.thing, flow.source) for flow in FLOWS}
    assert [(card.label, thing) for card in cards() for thing in card.offers if (thing, card.label) not in taken] == []


def test_whatever_a_card_needs_is_brought_by_somebody() -> None:
    brought = {(flow.thing, flow.sink) for flow in FLOWS}
    assert [(card.label, thing) for card in cards() for thing in card.needs if (thing, card.label) not in brought] == []


def test_what_is_bound_can_be_called() -> None:
    for flow in FLOWS:
        found = flows.bound(flow.thing, sink=flow.sink)[flow.source]
        assert found is None or callable(found)
