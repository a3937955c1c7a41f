"""What the people of two medical agencies do at their nodes. It is imported when Django is ready (see `driver`)."""

import json
import sys
from datetime import date

from django.core.management import call_command

from pilin.base import clock, ids
from pilin.base.clock import day_of
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import queries as agreed
from pilin.kernel.agreements import rules
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.documents import OFFER
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations.rules import Standing
from pilin.modules.medical import models, queries
from pilin.modules.medical.queries import books as held

BOTH = ("310116", "330482")


def agree() -> None:
    """Offer the agreement under which policies are signed and patients are settled."""
    words = rules.Words(zh="跨界就医直接结算。", en="Patients of either side settle at once.")
    clause = rules.Clause(
        number="1", title=words, text=words, standing=Standing.ILLUSTRATIVE, kinds=("document.*", "medical.*")
    )
    text = rules.Agreement(
        id=ids.new_id(clock.now()),
        title=words,
        parties=tuple(rules.Party(code=code, body=code) for code in BOTH),
        from_day=date(2026, 1, 1),
        term=rules.Term(last_day=None, winding_down_days=30),
        clauses=(clause,),
    )
    agreements.offer(agreement=text, at=clock.now())


def offer_policies() -> None:
    """Offer the illustrative policies of our side under that agreement."""
    at = clock.now()
    basis = agreed.bases_for(OFFER, parties=list(BOTH), day=day_of(at))[0]
    for policy in queries.illustrative_policies():
        if policy.version.side == facts.me():
            federation.offer(policy.document, basis=basis, parties=list(BOTH), at=at)


def enter(folder: str) -> None:
    """Enter our hospitals and our persons from a folder."""
    call_command("enter_care_place", f"{folder}/{facts.me()}-hospitals.yaml", "--illustrative", stdout=sys.stderr)
    call_command("enter_insured_place", f"{folder}/{facts.me()}-insured.yaml", stdout=sys.stderr)


def books() -> str:
    """Return the books as both nodes say them."""
    return json.dumps([list(line) for line in held.books()])


def settlements() -> str:
    """Return every settlement as both nodes hold it, and what people would look at if two nodes differed."""
    names = ("id", "care", "insured", "state", "total_fen", "fund_fen", "account_fen", "cancels", "cancelled_by")
    return json.dumps(sorted(map(list, models.Settlement.objects.values_list(*names))))


def yearly() -> str:
    """Return which years and accounts of ours are not what standing computations make of them; none is right.

    An account holds what it was entered with, less what is counted.
    """
    wrong = []
    for insurance in models.Insurance.objects.all():
        rows = models.Computation.objects.filter(insurance=insurance, counts=True)
        for year in insurance.years.all():
            sums: dict[str, int] = {}
            for row in rows.filter(year=year):
                for name, value in row.sums.items():
                    sums[name] = sums.get(name, 0) + value
            if {n: v for n, v in sums.items() if v} != {n: v for n, v in year.sums.items() if v}:
                wrong.append([str(insurance.pk), sums, year.sums])
        spent = sum(rows.values_list("account_fen", flat=True))
        entered = models.PersonEntry.objects.filter(person=insurance.person_id).count()
        if insurance.account_fen < 0 or not entered or spent < 0:
            wrong.append([str(insurance.pk), spent, insurance.account_fen])
    return json.dumps(wrong)
