"""Any mix of settling and cancelling of one person: what the year has used is what stands, and no ceiling breaks."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from pilin.modules.medical import queries
from pilin.modules.medical.rules.accumulators import Accumulators, year_of_claims
from pilin.modules.medical.rules.benefit import Amounts, Visit, compute, negated
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Filing, Fund
from pilin.modules.medical.tests import samples

POLICIES = [*queries.illustrative_policies(), samples.full()]
OPENED = 200_000


class Year(RuleBasedStateMachine):
    """A person with an account, and records that are only ever added."""

    standing = Bundle("standing")

    @initialize(policy=st.sampled_from(POLICIES), data=st.data())
    def open(self, policy: Policy, data: st.DataObject) -> None:
        self.policy, self.used, self.account = policy, Accumulators(), OPENED
        self.person = data.draw(st.sampled_from(sorted(policy.groups)))
        self.records: list[Amounts] = []
        self.stand: list[Amounts] = []

    @rule(
        target=standing,
        med_type=st.sampled_from(["11", "14", "21"]),
        level=st.integers(1, 3),
        filing=st.sampled_from(Filing),
        scope=st.one_of(st.integers(0, 100_000), st.integers(0, 60_000_000)),
        prior=st.integers(0, 5_000),
    )
    def settle(self, med_type: str, level: int, filing: Filing, scope: int, prior: int) -> Amounts:
        visit = Visit(med_type, level, self.person, filing, account_used=True, account_fen=self.account)
        found = compute(self.policy, Parts(scope + prior, 0, 0, prior, scope), visit, self.used)
        self.keep(found)
        self.stand.append(found)
        return found

    @rule(record=consumes(standing))
    def cancel(self, record: Amounts) -> None:
        self.keep(negated(record, used=self.used, balance_fen=self.account))
        self.stand = [one for one in self.stand if one is not record]

    def keep(self, record: Amounts) -> None:
        self.records.append(record)
        self.used, self.account = record.year, record.balance_fen

    @invariant()
    def every_record_keeps_the_identities(self) -> None:
        assert all(samples.broken(record) == [] for record in self.records[-1:])

    @invariant()
    def the_year_is_what_stands(self) -> None:
        assert self.used == year_of_claims(record.delta for record in self.stand)
        assert self.used == year_of_claims(record.delta for record in self.records)

    @invariant()
    def the_account_is_what_was_not_spent(self) -> None:
        assert self.account == OPENED - sum(record.account_fen for record in self.records) >= 0

    @invariant()
    def no_ceiling_is_broken(self) -> None:
        for benefit in self.policy.care.values():
            for ceiling in benefit.ceilings:
                assert sum(map(self.used.get, ceiling.names)) <= ceiling.fen
            for layer in benefit.layers:
                assert layer.ceiling_fen is None or self.used.get(layer.paid_name) <= layer.ceiling_fen

    @invariant()
    def what_funds_pay_is_what_the_year_says(self) -> None:
        for fund in Fund:
            paid = sum(record.funds[fund] for record in self.records)
            if fund is Fund.BASIC:
                assert paid == sum(self.used.get(f"pooled/{care}") for care in ("outpatient", "chronic", "inpatient"))
            else:
                assert paid == self.used.get(f"paid/{fund}")


TestYear = Year.TestCase
TestYear.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
