"""Years of two persons, visit by visit, from fee lines to who pays: each figure was computed by hand, in yuan."""

from datetime import date
from decimal import Decimal

from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Amounts, Visit, compute, negated
from pilin.modules.medical.rules.split import Grade, Line, SplitRule, catalogue, parts_of, split_lines
from pilin.modules.medical.rules.words import Filing, Fund
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import EMPLOYEES, JINSHAN, PINGHU, RESIDENTS, entry, line

SHELF = catalogue(
    [
        entry("BED", price_max=Decimal(50)),
        entry("DRUG"),
        entry("DRUG-B", Grade.B, selfpay_bp=1000),
        entry("STENT", Grade.B, selfpay_bp=2000, price_max=Decimal(10000)),
        entry("ROOM-FEE", Grade.C),
    ]
)


class Person:
    """Somebody insured: the account, and the year so far."""

    def __init__(self, side: str, insurance: str, account: str = "0") -> None:
        self.policy = samples.policy(side, insurance)
        self.account, self.used = samples.yuan(account), Accumulators()

    def visits(self, visit: Visit, *lines: Line) -> Amounts:
        """Settle one visit with the lines that the hospital sent, and keep what it left behind."""
        parts = parts_of(split_lines(lines, SHELF, self.policy.split_rule))
        whole = Visit(
            visit.med_type,
            visit.level,
            visit.person_type,
            visit.filing,
            account_used=True,
            account_fen=self.account,
        )
        found = compute(self.policy, parts, whole, self.used)
        self.keep(found)
        return found

    def keep(self, found: Amounts) -> None:
        assert samples.broken(found) == []
        self.used, self.account = found.year, found.balance_fen


def told(found: Amounts) -> list[str]:
    """Return deductible, pooled fund, all funds, account and cash in yuan."""
    amounts = (found.deductible_fen, found.funds[Fund.BASIC], found.fund_total_fen, found.account_fen, found.cash_fen)
    return [str(Decimal(amount) / 100) for amount in amounts]


OUTPATIENT = Visit("11", 2, "1101", Filing.LONG_TERM)
CHRONIC = Visit("1401", 2, "1101", Filing.LONG_TERM)


def test_a_year_of_an_employee_at_the_other_sides_hospitals() -> None:
    """Insured in 310116, level 2: 500 a year, 0.75; chronic 0.85. The account holds 600."""
    wang = Person(JINSHAN, EMPLOYEES, "600")
    # 3 x 100 in scope, all of it below the deductible
    assert told(wang.visits(OUTPATIENT, line("1", "100", "3", "DRUG"))) == ["300", "0", "0", "300", "0"]
    # 200 x 0.10 = 20 prior self-pay; 180 + 400 in scope; 500 - 300 = 200; 380 x 0.75 = 285; 600 - 285 = 315
    mixed = wang.visits(OUTPATIENT, line("1", "200", "1", "DRUG-B"), line("2", "400", "1", "DRUG"))
    assert told(mixed) == ["200", "285", "285", "300", "15"]
    # the account is empty; 1000 x 0.75
    assert told(wang.visits(OUTPATIENT, line("1", "1000", "1", "DRUG"))) == ["0", "750", "750", "0", "250"]
    # chronic care has no deductible; 88.88 x 0.85 = 75.548
    assert told(wang.visits(CHRONIC, line("1", "22.22", "4", "DRUG"))) == ["0", "75.55", "75.55", "0", "13.33"]
    assert (wang.used.get("deductible/outpatient"), wang.used.get("pooled/outpatient")) == (50_000, 103_500)
    # the second visit is cancelled: its 200 of the deductible and its 300 of the account are back
    wang.keep(negated(mixed, used=wang.used, balance_fen=wang.account))
    assert (wang.used.get("deductible/outpatient"), wang.account) == (30_000, 30_000)
    # so the next visit bears 200: 800 x 0.75 = 600; 400 left, 300 from the account
    assert told(wang.visits(OUTPATIENT, line("1", "1000", "1", "DRUG"))) == ["200", "600", "600", "300", "100"]


def test_a_year_of_a_resident_with_three_admissions() -> None:
    """Insured in 330482, referred to level 3: 0.65 x 0.90 = 0.585; 800, 400, none; above 15000 of burden 0.70."""
    li = Person(PINGHU, RESIDENTS)
    referred = Visit("21", 3, "1501", Filing.REFERRED)
    # bed 10 x 60: 100 over the limit; stent 12000: 2000 over, 2000 prior; 500 room fee; in scope 500 + 8000 + 9500
    stent = line("1", "12000", "1", "STENT"), line("2", "9500", "1", "DRUG"), line("3", "500", "1", "ROOM-FEE")
    first = li.visits(referred, *stent, line("4", "60", "10", "BED"))
    assert first.parts == samples.parts("500", "2100", "2000", "18000")
    # 17200 x 0.585 = 10062; burden 7938
    assert told(first) == ["800", "10062", "10062", "0", "12538"]
    # 20400 - 400 = 20000 x 0.585 = 11700; burden 8700; of the year 16638, above 15000: 1638 x 0.70 = 1146.60
    assert told(li.visits(referred, line("1", "20400", "1", "DRUG"))) == ["400", "11700", "12846.6", "0", "7553.4"]
    # no deductible: 10000 x 0.585 = 5850; burden 4150 x 0.70 = 2905
    assert told(li.visits(referred, line("1", "10000", "1", "DRUG"))) == ["0", "5850", "8755", "0", "1245"]
    assert (li.used.get("admissions"), li.used.get("base/hifmi"), li.used.get("paid/hifmi")) == (3, 2_078_800, 405_160)


def test_a_new_policy_year_begins_with_nothing() -> None:
    """The same claim on both sides of the day: of 310116 it is the 1st of July."""
    policy = samples.policy(JINSHAN, EMPLOYEES)
    years: dict[date, Accumulators] = {}
    found = []
    for day in (date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1)):
        year = policy.year_of(day)
        claim = compute(policy, samples.parts(scope="500"), OUTPATIENT, years.get(year, Accumulators()))
        years[year] = claim.year
        found.append((claim.deductible_fen, claim.fund_total_fen))
    assert found == [(50_000, 0), (0, 37_500), (50_000, 0)]
    assert len(years) == 2


def test_goods_that_come_back_before_settlement_leave_no_trace() -> None:
    """Of four packs at 25.55 two come back: in scope 51.10, as if two had been sold."""
    policy = samples.policy(PINGHU, EMPLOYEES)
    sold = [line("1", "25.55", "4", "DRUG-B"), line("2", "25.55", "-2", "DRUG-B", original="1")]
    two = [line("1", "25.55", "2", "DRUG-B")]
    kept, plain = (parts_of(split_lines(lines, SHELF, SplitRule())) for lines in (sold, two))
    assert kept == plain == samples.parts(prior="5.11", scope="45.99")
    visit = Visit("11", 1, "1201")
    assert compute(policy, kept, visit, Accumulators()) == compute(policy, plain, visit, Accumulators())
