"""Reads: what holds, what is allowed, who signed when, what waits for whom; in a number of queries that stays."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import queries, rules
from pilin.kernel.agreements.rules import AgreementRefusal, Allowed, Opening, State
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.neighbour import Neighbour
from pilin.kernel.agreements.tests.samples import AT, BOTH, ID, OTHER_ID, THEM, THIRD, TODAY, US, clause, days, later
from pilin.kernel.federation.models import Document

pytestmark = pytest.mark.django_db

CLAUSE = rules.basis_of(ID, "1")


@pytest.fixture
def framework(them: Neighbour) -> str:
    """Agree on the sample agreement; return the hash of its document."""
    offered = agreements.offer(agreement=samples.agreement(), at=AT)
    them.sign(offered, at=later(1))
    return offered


def test_agreements_stand_in_the_order_of_their_beginning(them: Neighbour, framework: str) -> None:
    old = samples.agreement(id=OTHER_ID, from_day=samples.START.replace(year=2017))
    them.sign(agreements.offer(agreement=old, at=AT))
    assert [held.history.agreement.id for held in queries.held(day=TODAY)] == [OTHER_ID, ID]
    states = [held.state for held in queries.held(day=samples.START.replace(year=2020))]
    assert states == [State.IN_FORCE, State.NOT_YET]


def test_what_is_not_agreed_is_not_known(them: Neighbour) -> None:
    agreements.offer(agreement=samples.agreement(), at=AT)
    assert queries.held(day=TODAY) == []
    assert queries.history_of(ID) is None
    with pytest.raises(Refused) as caught:
        queries.held_one(ID, day=TODAY)
    assert caught.value.code is AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET


def test_clauses_in_force(them: Neighbour, framework: str) -> None:
    them.sign(agreements.suspend(agreement=ID, from_day=days(2), clauses=["1"], reason="防汛", at=AT))
    numbers = [[one.number for one in queries.clauses_in_force(ID, day=days(count))] for count in (1, 2)]
    assert numbers == [["1", "2"], ["2"]]


def test_what_a_clause_allows(framework: str) -> None:
    whole = clause("1")
    assert queries.allowed_under(CLAUSE, day=TODAY) == Allowed(
        whole.kinds, whole.matter_kinds, whole.accounts, whole.formulas
    )
    assert queries.allowed_under(rules.basis_of(OTHER_ID, "1"), day=TODAY) == Allowed()
    assert queries.allowed_under("charter:00", day=TODAY) == Allowed()


def test_bases_that_we_may_cite(framework: str) -> None:
    assert queries.bases_for("matters.open", parties=BOTH, day=TODAY) == [CLAUSE]
    assert queries.bases_for("directory.entry", parties=BOTH, day=TODAY) == [rules.basis_of(ID, "2")]
    assert queries.bases_for("matters.open", parties=samples.ALL, day=TODAY) == []
    assert queries.bases_for("matters.open", parties=BOTH, day=days(-100)) == []


def test_what_a_clause_opens(framework: str) -> None:
    asked: dict[str, Any] = {"what": Opening.MATTER, "day": TODAY}
    assert queries.openings(CLAUSE, name="topic", **asked) is None
    assert queries.openings(CLAUSE, name="plan", **asked) is AgreementRefusal.CLAUSE_DOES_NOT_OPEN_IT
    elsewhere = queries.openings(rules.basis_of(OTHER_ID, "1"), name="topic", **asked)
    assert elsewhere is AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET


def test_versions_say_who_signed_when(them: Neighbour, framework: str) -> None:
    them.offer(samples.suspension(framework), BOTH, at=later(2))
    (offer,) = queries.offers_for_us()
    agreements.sign(document_hash=offer.hash, at=later(3))
    first, second = queries.versions_of(ID)
    assert first.signatures == {US: AT, THEM: later(1)}
    assert second.signatures == {THEM: later(2), US: later(3)}
    assert (first.agreed_at, second.agreed_at) == (later(1), later(3))
    assert second.version == rules.Version(offer.hash, samples.suspension(framework))


def test_three_signatures(them: Neighbour, third: Neighbour) -> None:
    offered = agreements.offer(agreement=samples.of_three(), at=AT)
    them.sign(offered, at=later(1))
    third.sign(offered, at=later(2))
    (only,) = queries.versions_of(OTHER_ID)
    assert only.signatures == {US: AT, THEM: later(1), THIRD: later(2)}


def test_wordings_are_kept(them: Neighbour, framework: str) -> None:
    new = clause("1", title=rules.Words(zh="新条", en="New clause"), last_day=days(90))
    amended = agreements.amend(agreement=ID, from_day=days(2), clauses=[new], reason="修订", at=AT)
    them.sign(amended)
    old, now = queries.wordings_of(ID, "1")
    assert (old.title_zh, old.first_day, old.version_id) == ("第1条", samples.START, framework)
    assert (now.title_zh, now.first_day, now.last_day, now.version_id) == ("新条", days(2), days(90), amended)


def test_offers_wait_for_us_or_for_them(them: Neighbour, third: Neighbour) -> None:
    ours = agreements.offer(agreement=samples.of_three(), at=AT)
    them.sign(ours, at=later(1))
    them.offer(samples.agreement(), BOTH, at=later(2))
    (mine,), (theirs,) = queries.offers_for_them(), queries.offers_for_us()
    assert (mine.hash, mine.signed_by, mine.waits_for) == (ours, (THEM, US), (THIRD,))
    assert (theirs.offered_by, theirs.offered_at, theirs.waits_for) == (THEM, later(2), (US,))
    assert theirs.text == samples.agreement()
    assert queries.open_offers() == [mine, theirs]


def test_an_offer_of_ours_that_is_taken_back_says_so(them: Neighbour) -> None:
    offered = agreements.offer(agreement=samples.agreement(), at=AT)
    agreements.withdraw(document_hash=offered, at=AT)
    assert [offer.withdrawn for offer in queries.offers_for_them()] == [True]


@pytest.mark.parametrize("changes", [1, 4])
def test_reads_cost_the_same_for_any_number_of_versions(
    them: Neighbour, framework: str, changes: int, django_assert_num_queries: Any
) -> None:
    for count in range(changes):
        them.sign(agreements.suspend(agreement=ID, from_day=days(count + 1), reason="防汛", at=AT))
    with django_assert_num_queries(2):
        assert len(queries.versions_of(ID)) == changes + 1
    with django_assert_num_queries(1):
        assert len(queries.held(day=TODAY)) == 1
    with django_assert_num_queries(1):
        assert queries.offers_for_them() == []


def test_a_text_is_read_once_however_often_it_is_asked_for(framework: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = queries.need(ID)
    monkeypatch.setattr(rules, "from_json", None)  # it is not called again
    assert queries.need(ID) == before
    assert [held.history for held in queries.held(day=TODAY)] == [before]


def test_another_text_is_read_for_itself(framework: str) -> None:
    row = Document.objects.get(pk=framework)
    title = {"zh": "另一个", "en": "Another"}
    Document.objects.filter(pk=framework).update(text={**row.text, "title": title})
    assert queries.need(ID).agreement.title.zh == "另一个"
    Document.objects.filter(pk=framework).update(text=row.text)
    assert queries.need(ID).agreement == samples.agreement()
