"""Hospitals under contract, the programs that speak for them, and the catalogue as it is entered."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical import actions, models, queries
from pilin.modules.medical.actions import institutions
from pilin.modules.medical.rules.catalogue import Item
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.hospital import CODE, SECRET, contract
from pilin.web.refusals import WebRefusal
from pilin.wire.nhsa import transport
from pilin.wire.nhsa.refusals import CallerRefusal
from pilin.wire.nhsa.transport import Credential, Dialect
from tests.support.neighbour import Neighbour

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
ITEM = Item("T-1", "名称", "01", "09", date(2026, 1, 1))


def credential(dialect: Dialect = Dialect.TIF, name: str = "his", secret: bytes = SECRET) -> Credential:
    return Credential(dialect, name, secret, frozenset({CODE}))


def has_no_contract(code: str, day: date) -> bool:
    with pytest.raises(Refused) as caught:
        institutions.under_contract(code=code, day=day)
    return caught.value.code is MedicalRefusal.INSTITUTION_HAS_NO_CONTRACT


def test_a_contract_holds_on_its_first_and_its_last_day() -> None:
    held = contract()
    for day in (FIRST, LAST, date(2026, 6, 1)):
        assert institutions.under_contract(code=CODE, day=day) == held
    assert has_no_contract(CODE, FIRST - timedelta(days=1))
    assert has_no_contract(CODE, LAST + timedelta(days=1))
    assert has_no_contract("H33048299999", FIRST)


def test_a_contract_without_a_last_day_goes_on() -> None:
    contract()
    models.Institution.objects.update(until_day=None)
    assert institutions.under_contract(code=CODE, day=date(2099, 1, 1)).code == CODE


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_caller_of_each_dialect_is_known_by_his_secret(neighbour: Neighbour, dialect: Dialect) -> None:
    contract()
    actions.let_in(credential=credential(dialect))
    at = Instant(neighbour.now)
    headers = transport.sign(credential(dialect), at=at, nonce="n", api="hs")
    caller = transport.verify(headers, institutions.credentials(), at=at)
    assert (caller.credential.name, caller.credential.institutions) == ("his", frozenset({CODE}))


def test_a_new_secret_puts_the_old_one_out(neighbour: Neighbour) -> None:
    contract()
    for secret in (SECRET, b"another secret of that hospital"):
        actions.let_in(credential=credential(secret=secret))
    assert models.Caller.objects.count() == 1
    at = Instant(neighbour.now)
    with pytest.raises(Refused) as caught:
        transport.verify(transport.sign(credential(), at=at, nonce="n"), institutions.credentials(), at=at)
    assert caught.value.code is CallerRefusal.CALL_IS_NOT_SIGNED_SO


def test_a_front_end_speaks_for_those_that_are_entered_here(node_folder: Path) -> None:
    contract()
    contract("H33048200002")
    wide = replace(credential(), institutions=frozenset({CODE, "H33048200002", "H33048299999"}))
    actions.let_in(credential=wide)
    found = institutions.credentials().named(Dialect.TIF, "his")
    assert found.institutions == {CODE, "H33048200002"}
    actions.let_in(credential=credential())
    assert institutions.credentials().named(Dialect.TIF, "his").institutions == {CODE}


def test_a_sealed_secret_belongs_to_its_caller(node_folder: Path) -> None:
    contract()
    for name in ("his", "lis"):
        actions.let_in(credential=credential(name=name))
    first, second = models.Caller.objects.order_by("name")
    assert SECRET not in bytes(first.secret)
    second.secret = first.secret
    second.save()
    with pytest.raises(Refused) as caught:
        institutions.credentials()
    assert caught.value.code is WebRefusal.SEALED_DATA_CANNOT_BE_READ


# The catalogue


def test_the_illustrative_items_are_entered_once_and_labelled() -> None:
    items = queries.illustrative_items()
    assert actions.enter_items(items=items, illustrative=True) == len(items)
    assert actions.enter_items(items=items, illustrative=True) == 0
    assert set(models.CatalogueEntry.objects.values_list("illustrative", flat=True)) == {True}


def test_what_is_entered_is_what_lines_are_split_by() -> None:
    items = queries.illustrative_items()
    actions.enter_items(items=items, illustrative=True)
    rows = models.CatalogueEntry.objects.order_by("item", "from_day")
    told = sorted((item.entry for item in items), key=lambda entry: (entry.item, entry.from_day))
    assert [queries.entry_of(row) for row in rows] == told


def test_the_illustrative_items_show_every_grade_a_limit_and_a_restriction() -> None:
    items = queries.illustrative_items()
    assert {item.grade for item in items} == {"01", "02", "03"}
    assert any(item.price_max for item in items)
    assert any(item.restricted for item in items)
    assert any(item.until_day for item in items)
    assert all("示例" in item.name for item in items)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (replace(ITEM, from_day=date(2026, 6, 1)), MedicalRefusal.CATALOGUE_INTERVALS_OVERLAP),
        (replace(ITEM, from_day=date(2025, 6, 1)), MedicalRefusal.CATALOGUE_INTERVALS_OVERLAP),
        (replace(ITEM, item="T-2", selfpay_bp=1_000), MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT),
        (replace(ITEM, item="T-2", until_day=date(2026, 1, 1)), MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT),
    ],
)
def test_what_does_not_fit_the_catalogue_leaves_it_as_it_was(item: Item, code: MedicalRefusal) -> None:
    actions.enter_items(items=[ITEM], illustrative=False)
    with pytest.raises(Refused) as caught:
        actions.enter_items(items=[replace(ITEM, item="T-3"), item], illustrative=False)
    assert caught.value.code is code
    assert list(models.CatalogueEntry.objects.values_list("item", flat=True)) == ["T-1"]


def test_the_next_entry_of_an_item_begins_where_the_last_one_ends() -> None:
    ended = replace(ITEM, until_day=date(2026, 7, 1))
    following = replace(ITEM, from_day=date(2026, 7, 1), price_max="9.5")
    assert actions.enter_items(items=[following, ended], illustrative=False) == 2
    assert models.CatalogueEntry.objects.filter(item="T-1", illustrative=False).count() == 2
