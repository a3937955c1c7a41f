"""Commitments that wait for their cut are bounded: a cut that lies ahead of all that will ever come waits for ever."""

import pytest

from pilin.kernel.federation.protocol import commitments
from pilin.kernel.federation.protocol.deciding import COMMITMENT
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.tests.pairing import THEM, US, Pair


def test_a_peer_cannot_fill_us_with_commitments_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Pair()
    monkeypatch.setattr(commitments, "HELD_MAX", 2)
    rows, digests = [], dict.fromkeys(commitments.COMMITTED, "a" * 64)
    for number in range(9, 13):
        cut = {lane: {US: 0, THEM: number} for lane in LANES}
        rows.append(pair.heard(pair.event({"cut": cut, "digests": digests}, kind=COMMITMENT, scope="link")))
    assert len(pair.us.store.commitments(THEM, THEM, "held")) == 2
    code = LinkRefusal.COMMITMENTS_LIE_TOO_FAR_AHEAD.value
    assert [row.code for row in rows] == ["", "", code, code]
    assert code in pair.alarms()
    assert pair.link().mode == "open"
