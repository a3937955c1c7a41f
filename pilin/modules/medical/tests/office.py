"""An office of the tests: staff, a neighbour that insures the visitor of W4, and settlements of our own hospital."""

from typing import Any

import pytest
from django.apps import apps

from pilin.base import clock
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples as policies
from pilin.modules.medical.tests.hospital import THEIRS, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.web.tests import samples
from tests.support.neighbour import Neighbour

CLAUSE = "clause:a/8"
PERSON = "P-0002"


@pytest.fixture
def office(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Return the neighbour of an office with staff, under a clause that allows everything."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = policies.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    apps.get_model("federation", "Link")._default_manager.filter(peer=THEIRS).update(name="金山区")
    monkeypatch.setattr(clock, "now", lambda: neighbour.now)
    samples.staff()
    return neighbour


@pytest.fixture
def hospital(office: Neighbour) -> Hospital:
    """Return a hospital of ours whose visitor of W4 was settled."""
    contract()
    one = Hospital(office.now)
    settle(one)
    return one


def settle(hospital: Hospital, own: str = "OP-1") -> None:
    """Settle another visit of W4."""
    hospital.registers(own)
    lines = [hospital.line("1", "XA-0001", "700"), hospital.line("2", "XB-0001", "20", "10")]
    assert hospital.uploads(*lines).head.succeeded
    assert hospital.settles().head.succeeded


def last() -> models.Settlement:
    """Return a settlement, where there is only one."""
    found = models.Settlement.objects.order_by("-pk").first()
    assert found is not None
    return found


def post(where: str, account: str = "zhao", **said: str) -> Any:
    """Send a form as somebody of the staff."""
    return samples.browser(account).post(where, said)


def words(answer: Any) -> str:
    """Return the words of a page that is sound."""
    assert answer.status_code == 200, answer.content.decode()
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def get(where: str, account: str = "li") -> str:
    """Return the words of a page."""
    return words(samples.browser(account).get(where))


__all__ = ["get", "hospital", "last", "office", "post", "settle", "words"]
