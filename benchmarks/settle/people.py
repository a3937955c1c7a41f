"""What people enter at a node before the benchmark. It is imported when Django is ready (see `__main__`)."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.db import models as orm

from benchmarks.settle import history as past
from benchmarks.settle.cast import AREA, HOSPITAL, INSURANCE, LINES, PROGRAM, SECRET, person
from pilin.base import clock, ids
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import queries as agreed
from pilin.kernel.agreements import rules
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.documents import OFFER
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import models as ledger
from pilin.kernel.organisations.rules import Standing
from pilin.modules.medical import actions, models, queries
from pilin.modules.medical.rules import visiting
from pilin.modules.medical.rules.settlement import POSTED
from pilin.wire.nhsa.transport import Credential, Dialect

_PATIENCE_SECONDS = 60.0


def clause() -> None:
    """Offer the agreement under which settlements are asked and policies are signed."""
    words = rules.Words(zh="医保结算", en="Medical settlement")
    kinds = ("medical.*", "document.*")
    clauses = (rules.Clause(number="1", title=words, text=words, standing=Standing.ILLUSTRATIVE, kinds=kinds),)
    text = rules.Agreement(
        id=ids.new_id(clock.now()),
        title=words,
        parties=tuple(rules.Party(code=code, body=code) for code in sorted([facts.me(), *facts.peers()])),
        from_day=date(2026, 1, 1),
        term=rules.Term(last_day=None, winding_down_days=30),
        clauses=clauses,
    )
    agreements.offer(agreement=text, at=clock.now())


def policies() -> None:
    """Offer the illustrative policies of this side under the agreement."""
    parties = sorted([facts.me(), *facts.peers()])
    _until(lambda: bool(agreed.bases_for(OFFER, parties=parties, day=clock.day_of(clock.now()))))
    basis = agreed.bases_for(OFFER, parties=parties, day=clock.day_of(clock.now()))[0]
    for policy in queries.illustrative_policies():
        if policy.version.side == facts.me():
            federation.offer(policy.document, basis=basis, parties=parties, at=clock.now())


def sign(number: str) -> None:
    """Sign what the peer offers, once so many texts lie on the table."""
    _until(lambda: len(facts.to_sign()) >= int(number))
    for row in facts.to_sign():
        document = facts.document(row.hash)
        assert document is not None
        federation.sign(document, at=clock.now())


def _until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


def insure(number: str, first: str = "0") -> None:
    """Insure so many persons here, each with an account."""
    numbers = [person(int(first) + place) for place in range(int(number))]
    people = models.Person.objects.bulk_create([models.Person(number=one) for one in numbers], batch_size=500)
    models.Insurance.objects.bulk_create(
        [
            models.Insurance(person=one, insurance=INSURANCE, type="11", from_day=date(2025, 1, 1), account_fen=500_000)
            for one in people
        ],
        batch_size=500,
    )


def contract() -> None:
    """Enter a hospital, its program and the illustrative catalogue."""
    models.Institution.objects.create(code=HOSPITAL, name="示例医院", level=2, area=AREA, from_day=date(2025, 1, 1))
    program = Credential(Dialect.API_KEY, PROGRAM, SECRET.encode(), frozenset({HOSPITAL}))
    actions.enter(contracts=(), credentials=(program,), items=queries.illustrative_items(), illustrative=True)


def visits(number: str, insured: str, first: str = "0", state: str = visiting.OPEN) -> str:
    """Let so many persons of the peer stand at the counter, with their lines; return the numbers of their visits."""
    where, at = models.Institution.objects.get(code=HOSPITAL), clock.now()
    places = range(int(first), int(first) + int(number))
    rows = models.CareVisit.objects.bulk_create(
        [
            models.CareVisit(
                number=f"V{place:012}", institution=where, own_number=f"OP{place}", msgid=f"M{place}",
                person=person(place), insured=insured, insurance=INSURANCE, inpatient=False, med_type="11",
                begun_at=at, state=state,
            )
            for place in places
        ],
        batch_size=500,
    )  # fmt: skip
    entries = {row.item: row for row in models.CatalogueEntry.objects.all()}
    models.FeeLine.objects.bulk_create([line for visit in rows for line in _lines(visit, entries)], batch_size=500)
    return json.dumps([row.number for row in rows])


def _lines(visit: models.CareVisit, entries: dict[str, models.CatalogueEntry]) -> Sequence[models.FeeLine]:
    made = []
    for place, (item, price) in enumerate(LINES, 1):
        entry, amount = entries[item], int(price) * 100
        out = amount if entry.grade == "03" else 0
        prior = 0 if out else amount * entry.selfpay_bp // 10_000
        made.append(
            models.FeeLine(
                visit=visit, number=str(place), batch="B1", day=clock.day_of(clock.instant(visit.begun_at)),
                unit_price=Decimal(price), quantity=Decimal(1), approval="0", entry=entry, amount_fen=amount,
                full_self_fen=out, over_limit_fen=0, prior_self_fen=prior, in_scope_fen=amount - out - prior,
                selfpay_bp=entry.selfpay_bp,
            )
        )  # fmt: skip
    return made


def history(lines: str, persons: str) -> None:
    """Let so many lines of a year stand in the tables of this node."""
    past.fill(lines, persons)


def sums() -> str:
    """Return the sum of the ledger, what is pending in it, and how many settlements are posted and not."""
    balances = ledger.Balance.objects.aggregate(
        debits=orm.Sum("debits_posted_fen"), credits=orm.Sum("credits_posted_fen"), open=orm.Sum("debits_pending_fen")
    )
    posted = models.Settlement.objects.filter(state=POSTED)
    paid = posted.aggregate(fund=orm.Sum("fund_fen"), account=orm.Sum("account_fen"))
    found = {**balances, **paid, "posted": posted.count(), "all": models.Settlement.objects.count()}
    return json.dumps(found)
