"""A care place entered from one file, all of it or nothing, and what such a file may not say."""

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from pilin.base.refdata import RefdataRefusal
from pilin.base.refusal import Refused
from pilin.modules.medical import actions, models
from pilin.modules.medical.actions import institutions
from pilin.modules.medical.rules import contracts
from pilin.modules.medical.rules.catalogue import Item, ends
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.contracts import Access, Contract
from pilin.wire.nhsa.transport import Dialect

SECRET = "a secret of a hospital"
CODE = "H33048200001"
CONTRACT = Contract(CODE, "示例医院", 2, "330482", date(2026, 1, 1), date(2026, 12, 31))
ITEM = Item("T-1", "名称", "02", "09", date(2026, 1, 1), selfpay_bp=1_000, price_max="9.50")
FIRST, LATER, LAST = ITEM.from_day, date(2026, 4, 1), date(2026, 7, 1)
ACCESS = Access("tif", "his", "his.secret", [CODE])
FILE = """
source: list of contracts of the agency
published: 2026-01-05
checked_on: 2026-01-06
licence: own data
institutions:
  - {code: H33048200001, name: 示例医院, level: 2, area: "330482", from_day: 2026-01-01, until_day: 2026-12-31}
callers:
  - {dialect: tif, name: his, secret_file: his.secret, institutions: [H33048200001]}
items:
  - {item: XA-0001, name: 示例药品, grade: "01", charge: "09", from_day: 2026-01-01}
"""


def entered(folder: Path, text: str = FILE, *words: str) -> str:
    """Enter a file; return what the command says."""
    (folder / "hospitals.yaml").write_text(text, encoding="utf-8")
    (folder / "his.secret").write_text(f"{SECRET}\n", encoding="utf-8")
    said = StringIO()
    call_command("enter_care_place", str(folder / "hospitals.yaml"), *words, stdout=said)
    return said.getvalue().strip()


def nothing_is_there() -> bool:
    tables = (models.Institution, models.Caller, models.CatalogueEntry)
    return not any(table.objects.exists() for table in tables)


@pytest.mark.django_db
def test_a_file_is_entered_and_may_be_entered_again(node_folder: Path) -> None:
    assert entered(node_folder) == "entered: 1 contracts, 1 callers, 1 new items"
    assert entered(node_folder) == "entered: 1 contracts, 1 callers, 0 new items"
    found = institutions.credentials().named(Dialect.TIF, "his")
    assert (found.secret, found.institutions) == (SECRET.encode(), frozenset({CODE}))
    assert institutions.under_contract(code=CODE, day=date(2026, 12, 31)).name == "示例医院"
    assert not models.CatalogueEntry.objects.get().illustrative


@pytest.mark.django_db
def test_a_new_contract_takes_the_place_of_the_old_one(node_folder: Path) -> None:
    entered(node_folder)
    entered(node_folder, FILE.replace("2026-12-31", "2027-12-31").replace("level: 2", "level: 3"))
    held = models.Institution.objects.get()
    assert (held.until_day, held.level) == (date(2027, 12, 31), 3)


@pytest.mark.django_db
def test_made_up_items_are_labelled(node_folder: Path) -> None:
    assert "8 new items" in entered(node_folder, FILE, "--illustrative")
    assert set(models.CatalogueEntry.objects.values_list("illustrative", flat=True)) == {True}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("level: 2", "level: 4", MedicalRefusal.CONTRACT_DOES_NOT_FIT),
        ("from_day: 2026-01-01, until_day", "from_day: soon, until_day", MedicalRefusal.CONTRACT_DOES_NOT_FIT),
        ("dialect: tif", "dialect: smoke", MedicalRefusal.ACCESS_DOES_NOT_FIT),
        ("his.secret", "none.secret", MedicalRefusal.ACCESS_DOES_NOT_FIT),
        ("[H33048200001]", "[H33048299999]", MedicalRefusal.INSTITUTION_HAS_NO_CONTRACT),
        ('grade: "01"', 'grade: "09"', MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT),
        ("licence: own data\n", "", RefdataRefusal.REFERENCE_HEAD_IS_INCOMPLETE),
        ("level: 2", "level: 2, beds: 9", RefdataRefusal.REFERENCE_ROW_DOES_NOT_FIT),
    ],
)
def test_what_does_not_fit_leaves_nothing(node_folder: Path, before: str, after: str, code: Any) -> None:
    assert before in FILE
    with pytest.raises(Refused) as caught:
        entered(node_folder, FILE.replace(before, after))
    assert caught.value.code is code
    assert nothing_is_there()


@pytest.mark.django_db
def test_a_file_may_hold_one_table_alone(node_folder: Path) -> None:
    head, items = FILE.split("institutions:", maxsplit=1)[0], FILE.split("items:")[1]
    assert entered(node_folder, f"{head}items:{items}") == "entered: 0 contracts, 0 callers, 1 new items"


@pytest.mark.django_db
def test_no_program_speaks_for_a_hospital_that_is_not_here(node_folder: Path) -> None:
    credential = contracts.credential_of(ACCESS, SECRET.encode())
    with pytest.raises(Refused) as caught:
        actions.enter(contracts=[], credentials=[credential], items=[], illustrative=False)
    assert caught.value.code is MedicalRefusal.INSTITUTION_HAS_NO_CONTRACT
    done = actions.enter(contracts=[CONTRACT], credentials=[credential], items=[ITEM], illustrative=False)
    assert done == actions.Entered(1, 1, 1)


@pytest.mark.parametrize(
    "members",
    [
        {"code": ""},
        {"code": "H" * 31},
        {"code": 1},
        {"name": " "},
        {"level": 0},
        {"level": True},
        {"level": "2"},
        {"area": "33048"},
        {"area": "33048a"},
        {"area": 330482},
        {"from_day": "2026-01-01"},
        {"until_day": date(2025, 12, 31)},
        {"until_day": "never"},
    ],
)
def test_what_is_no_contract_is_refused(members: dict[str, Any]) -> None:
    contracts.check_contract(CONTRACT)
    with pytest.raises(Refused) as caught:
        contracts.check_contract(replace(CONTRACT, **members))
    assert caught.value.code is MedicalRefusal.CONTRACT_DOES_NOT_FIT


@pytest.mark.parametrize(
    "members",
    [
        {"item": ""},
        {"item": "X" * 51},
        {"name": None},
        {"grade": "04"},
        {"grade": 1},
        {"charge": 9},
        {"selfpay_bp": 0.1},
        {"selfpay_bp": True},
        {"restricted": "no"},
        {"price_max": 9.5},
        {"price_max": "-1"},
        {"price_max": "1e3"},
        {"price_max": ""},
        {"from_day": None},
        {"until_day": date(2025, 1, 1)},
    ],
)
def test_what_is_no_item_is_refused(members: dict[str, Any]) -> None:
    contracts.check_item(ITEM)
    with pytest.raises(Refused) as caught:
        contracts.check_item(replace(ITEM, **members))
    assert caught.value.code is MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT


@pytest.mark.parametrize(
    ("members", "secret"),
    [
        ({}, b"short"),
        ({"dialect": "TIF"}, SECRET.encode()),
        ({"dialect": None}, SECRET.encode()),
        ({"name": ""}, SECRET.encode()),
        ({"header": ""}, SECRET.encode()),
        ({"institutions": []}, SECRET.encode()),
        ({"institutions": CODE}, SECRET.encode()),
        ({"institutions": [1]}, SECRET.encode()),
    ],
)
def test_what_is_no_access_is_refused(members: dict[str, Any], secret: bytes) -> None:
    contracts.credential_of(ACCESS, SECRET.encode())
    with pytest.raises(Refused) as caught:
        contracts.credential_of(replace(ACCESS, **members), secret)
    assert caught.value.code is MedicalRefusal.ACCESS_DOES_NOT_FIT


# A catalogue changes: an entry that is open ends when it is told again with its end


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([], {}),
        ([ITEM], {}),
        ([replace(ITEM, until_day=LATER)], {("T-1", FIRST): LATER}),
        ([replace(ITEM, until_day=LATER), replace(ITEM, from_day=LATER)], {("T-1", FIRST): LATER}),
        ([replace(ITEM, from_day=LATER, until_day=LAST)], {}),
        ([replace(ITEM, item="T-2", until_day=LATER)], {}),
    ],
)
def test_an_open_entry_ends_by_what_is_told(told: list[Item], found: dict[tuple[str, date], date]) -> None:
    assert ends([ITEM.entry], [item.entry for item in told]) == found


def test_an_end_that_stands_is_not_moved() -> None:
    assert ends([replace(ITEM, until_day=LATER).entry], [replace(ITEM, until_day=LAST).entry]) == {}


@pytest.mark.django_db
def test_a_catalogue_goes_on_under_other_terms(node_folder: Path) -> None:
    actions.enter_items(items=[ITEM], illustrative=False)
    ended, anew = replace(ITEM, until_day=LATER), replace(ITEM, from_day=LATER, selfpay_bp=2_000)
    assert actions.enter_items(items=[anew, ended], illustrative=False) == 1
    assert actions.enter_items(items=[ended, anew], illustrative=False) == 0
    rows = models.CatalogueEntry.objects.order_by("from_day").values_list("from_day", "until_day", "selfpay_bp")
    assert list(rows) == [(FIRST, LATER, 1_000), (LATER, None, 2_000)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "code"),
    [
        (
            [replace(ITEM, until_day=LAST), replace(ITEM, from_day=LATER)],
            MedicalRefusal.CATALOGUE_INTERVALS_OVERLAP,
        ),
        ([replace(ITEM, until_day=FIRST)], MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT),
    ],
    ids=["overlap", "no day"],
)
def test_an_end_that_does_not_fit_ends_nothing(node_folder: Path, told: list[Item], code: MedicalRefusal) -> None:
    actions.enter_items(items=[ITEM], illustrative=False)
    with pytest.raises(Refused) as caught:
        actions.enter_items(items=told, illustrative=False)
    assert caught.value.code is code
    assert models.CatalogueEntry.objects.get().until_day is None
