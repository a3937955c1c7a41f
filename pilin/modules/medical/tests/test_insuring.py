"""What of a person decides about a claim on its day: terms, filing or waiver, and the entitlement to chronic care."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import exchange, models, queries
from pilin.modules.medical.actions import insuring, persons
from pilin.modules.medical.actions.persons import Away, By, Entitled
from pilin.modules.medical.actions.reckoning import Years
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Terms
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests.people import entered
from pilin.modules.medical.tests.table import AT
from pilin.modules.medical.tests.test_rules_waiver import document
from tests.web.conftest import scene, stage

__all__ = ["scene", "stage"]

DAY = date(2026, 3, 2)
BY = By("li", AT)
W1 = Claim("P-0001", "V1", THEM, "21", 3, (), Parts(2_000_000, 120_000, 30_000, 90_000, 1_760_000), 0, False)
ASKED = Settlement("", THEM, US, "H31011600001", "390", DAY, 2_000_000, "", "")
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(scene: Stage, node_folder: Any, monkeypatch: pytest.MonkeyPatch) -> models.Person:
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    return entered(AT)


def fund(claim: Claim = W1, **asked: Any) -> int:
    return insuring.computed(replace(ASKED, **asked), claim).amounts.fund_total_fen


def filed(person: models.Person, claim: Claim = W1, day: date = DAY) -> Filing:
    years = Years([claim], lock=False)
    insurance = years.insurance_on(person.number, "390", DAY)
    assert insurance is not None
    return years.filing(insurance, claim, care=THEM, insured=US, day=day)


@pytest.mark.parametrize(
    ("area", "members", "found"),
    [
        (THEM, {}, Filing.REFERRED),
        ("310000", {}, Filing.REFERRED),
        ("310100", {"insurance": "390"}, Filing.REFERRED),
        ("310115", {}, Filing.OTHER),
        (THEM, {"insurance": "310"}, Filing.OTHER),
        (THEM, {"until_day": date(2026, 3, 1)}, Filing.OTHER),
        (THEM, {"from_day": date(2026, 3, 3)}, Filing.OTHER),
    ],
)
def test_a_filing_counts_for_its_place_insurance_and_days(
    person: models.Person, area: str, members: dict[str, Any], found: Filing
) -> None:
    plain: dict[str, Any] = {"from_day": date(2026, 1, 1)} | members
    row = persons.file(person=person, filing=Away(Filing.REFERRED, area, **plain), by=BY)
    assert filed(person) is found
    persons.withdraw(row=row, by=BY)
    assert filed(person) is Filing.OTHER


def test_rescue_counts_as_filed(person: models.Person) -> None:
    """W1 with (17600 - 800) x 0.65 x 0.85 = 9282.00, and x 0.70 = 7644.00 where nothing is filed."""
    assert fund(replace(W1, med_type="24")) == 928_200
    assert fund() == 764_400


def test_an_agreement_may_waive_the_filing(scene: Stage, person: models.Person) -> None:
    assert filed(person) is Filing.OTHER
    scene.agree(document(side=US, areas=[THEM]))
    scene.agree(document(side=THEM, areas=[US], counts_as="referred"))
    assert filed(person) is Filing.LONG_TERM
    assert filed(person, day=date(2025, 12, 31)) is Filing.OTHER
    assert fund() == 1_092_000
    persons.file(person=person, filing=Away(Filing.REFERRED, THEM, DAY), by=BY)
    assert filed(person) is Filing.REFERRED


def test_a_waiver_is_looked_at_before_it_is_signed() -> None:
    assert exchange.check_waiver(document(), [THEM, US]) is None
    wrong = [document(side="320500"), document(areas=[])]
    declined = [exchange.check_waiver(one, [THEM, US]) for one in wrong]
    assert [one.code for one in declined if one] == [
        MedicalRefusal.POLICY_IS_OF_NO_PARTY, MedicalRefusal.POLICY_DOES_NOT_READ
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("granted", "diseases", "paid"),
    [
        (None, ("M03900",), False),
        (Entitled("390", "M03900", "", DAY), ("M03900",), True),
        (Entitled("390", "M03900", "", DAY), ("M01600",), False),
        (Entitled("390", "M03900", "", DAY), (), False),
        (Entitled("390", "M03900", "", date(2026, 3, 3)), ("M03900",), False),
        (Entitled("390", "M03900", "", date(2026, 1, 1), date(2026, 3, 1)), ("M03900",), False),
        (Entitled("310", "M03900", "", DAY), ("M03900",), False),
    ],
)
def test_chronic_care_is_paid_to_whom_it_was_granted(
    person: models.Person, granted: Entitled | None, diseases: tuple[str, ...], paid: bool
) -> None:
    if granted is not None:
        persons.entitle(person=person, entitled=granted, by=BY)
    claim = replace(W1, med_type="1401", diseases=diseases)
    if paid:
        assert fund(claim) > 0
    else:
        with pytest.raises(Refused) as caught:
            fund(claim)
        assert caught.value.code is MedicalRefusal.CHRONIC_DISEASE_IS_NOT_ENTITLED


def test_a_claim_goes_by_the_terms_of_its_day(person: models.Person) -> None:
    """An employee who retires on 3 March; next door and unfiled his ratio rises, his deductible does not change."""
    insurance = models.Insurance.objects.create(person=person, insurance="310", type="11", from_day=date(2020, 1, 1))
    persons.change_terms(insurance=insurance, terms=Terms("12", False, ()), from_day=date(2026, 3, 3), by=BY)
    before, after = fund(insurance="310"), fund(insurance="310", day=date(2026, 3, 3))
    types = [
        queries.illustrative_policy(US, "310", DAY).rate_of(
            queries.illustrative_policy(US, "310", DAY).benefit_of("21"), 3, kind
        ).ratio_bp
        for kind in ("11", "12")
    ]  # fmt: skip
    assert (after > before) is (types[1] > types[0]) is True


def test_a_filed_claim_asks_as_often_as_before(person: models.Person, django_assert_num_queries: Any) -> None:
    persons.file(person=person, filing=Away(Filing.REFERRED, THEM, DAY), by=BY)
    with django_assert_num_queries(4):  # insurance, year, earlier settlements of the visit, filing
        assert fund() == 982_800
