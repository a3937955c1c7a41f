"""What people do to a link: test it, retry at once, maintenance."""

from collections.abc import Callable
from functools import partial

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import upkeep
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER, ago

pytestmark = pytest.mark.django_db


def failing(lane: str) -> None:
    """Make a lane that failed four times and waits for its next attempt."""
    links.out_lane(lane=lane, seq=2, attempt=4, next_at=AT, refusal="peer_is_unreachable")


def attempts() -> dict[str, int]:
    """Return the failed attempts of every lane."""
    return dict(tables.OutLane.objects.values_list("lane", "attempt"))


def test_a_test_lets_the_worker_say_hello_now() -> None:
    links.link(pull_at=ago(-50))
    failing("work")
    failing("bulk")
    upkeep.test_connection(peer=PEER, at=AT)
    assert tables.Link.objects.get().pull_at == AT
    assert attempts() == {"work": 0, "bulk": 4}


def test_retrying_forgets_the_back_off_of_every_lane_that_failed() -> None:
    links.link()
    failing("work")
    failing("bulk")
    in_flight = links.out_lane(lane="ask", seq=1, next_at=AT)
    upkeep.retry_now(peer=PEER)
    assert set(attempts().values()) == {0}
    lanes = dict(tables.OutLane.objects.values_list("lane", "next_at"))
    assert lanes == {"work": None, "bulk": None, "ask": AT}
    in_flight.refresh_from_db()
    assert set(tables.OutLane.objects.values_list("refusal", flat=True)) == {""}


def test_maintenance_pauses_a_link_and_ends() -> None:
    links.link()
    upkeep.maintain(peer=PEER, mode="paused")
    assert tables.Link.objects.get().mode == "paused"
    upkeep.maintain(peer=PEER, mode="open")
    assert tables.Link.objects.get().mode == "open"


@pytest.mark.parametrize(
    ("mode", "code"),
    [("introduced", LinkRefusal.LINK_IS_UNKNOWN), ("halted", LinkRefusal.LINK_IS_HALTED)],
)
def test_a_link_without_charter_or_trust_is_not_opened_by_a_button(mode: str, code: LinkRefusal) -> None:
    links.link(mode=mode)
    verbs: list[Callable[[], None]] = [
        partial(upkeep.maintain, peer=PEER, mode="open"),
        partial(upkeep.retry_now, peer=PEER),
        partial(upkeep.test_connection, peer=PEER, at=AT),
    ]
    for verb in verbs:
        with pytest.raises(Refused) as caught:
            verb()
        assert caught.value.code is code
    assert tables.Link.objects.get().mode == mode


def test_a_paused_link_is_not_tested() -> None:
    links.link(mode="paused")
    with pytest.raises(Refused) as caught:
        upkeep.test_connection(peer=PEER, at=AT)
    assert caught.value.code is LinkRefusal.LINK_IS_PAUSED


def test_a_link_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        upkeep.retry_now(peer="110000")
    assert caught.value.code is LinkRefusal.LINK_IS_UNKNOWN
