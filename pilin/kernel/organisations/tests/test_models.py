"""Constraints: what no row may be, whoever writes it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db import models as tables

from pilin.kernel.organisations import models, rules
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import AT, an_id

pytestmark = pytest.mark.django_db


def statement(**members: Any) -> models.Statement:
    """Return a statement, not yet saved."""
    start = {"entry": an_id("x"), "version": 1, "kind": "place", "side": "110001", "recorded_at": AT}
    return models.Statement(**start | members)


def place(**members: Any) -> models.Place:
    """Return a row of a place, not yet saved."""
    return models.Place(**rules.columns_of(samples.place()) | members)


def role(**members: Any) -> models.Role:
    """Return a role, not yet saved, of a person and in an office that are saved."""
    person = models.Person.objects.create(id=an_id("wang"), account="wang", display_name="王芳")
    office = models.Office.objects.create(**rules.columns_of(samples.office()))
    start = {"id": an_id("role"), "right": "act", "starts": date(2026, 1, 1), "appointed_at": AT}
    return models.Role(**start | {"person": person, "office": office} | members)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: statement(version=0), "version"),
        (lambda: place(version=0), "version"),
        (lambda: place(level="province"), "place_level_is_known"),
        (lambda: place(valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 1)), "place_validity_runs_forward"),
        (lambda: models.Border(**rules.columns_of(samples.border()) | {"length_m": 0}), "border_has_a_length"),
        (lambda: role(right="rule"), "role_right_is_known"),
        (lambda: role(ends=date(2025, 12, 31)), "role_runs_forward"),
    ],
)
def test_a_row_that_may_not_be_is_refused_by_name(make: Callable[[], tables.Model], name: str) -> None:
    row = make()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save(force_insert=True)


def test_a_version_is_stated_once_an_event() -> None:
    statement().save()
    statement(event_hash=samples.EVENT).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        statement(event_hash=samples.EVENT).save()


def test_an_account_belongs_to_one_person() -> None:
    models.Person.objects.create(id=an_id("one"), account="wang", display_name="王芳")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Person.objects.create(id=an_id("two"), account="wang", display_name="王方")


def test_a_place_lies_once_on_a_border_and_a_half_names_a_member_once() -> None:
    place().save(force_insert=True)
    half = models.PairHalf.objects.create(**rules.columns_of(samples.half()))
    link = {"place_id": an_id("town"), "border": samples.BORDER}
    models.PlaceChainage.objects.create(**link, chainage_m=1)
    models.PairMember.objects.create(half=half, member=an_id("town"))
    with pytest.raises(IntegrityError), transaction.atomic():
        models.PlaceChainage.objects.create(**link, chainage_m=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.PairMember.objects.create(half=half, member=an_id("town"))


def test_a_role_may_end_on_the_day_on_which_it_starts() -> None:
    role(ends=date(2026, 1, 1)).save(force_insert=True)
    assert models.Role.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (models.Statement(entry="x", version=2), "x v2"),
        (models.Place(id="x", name="town"), "town"),
        (models.Group(id="x", name=""), "x"),
        (models.PlaceChainage(border=samples.BORDER, chainage_m=6900), "110001-220002 6900 m"),
        (models.PairMember(member="x"), "x"),
        (models.Person(display_name="王芳"), "王芳"),
        (models.Role(person_id="p", right="act", office_id="o"), "p act o"),
    ],
)
def test_rows_name_themselves(row: tables.Model, text: str) -> None:
    assert str(row) == text


def test_every_constraint_and_index_is_named_by_us() -> None:
    named = [
        part.name
        for table in (models.Statement, models.Place, models.Body, models.Office, models.Role, models.PairHalf)
        for part in (*table._meta.constraints, *table._meta.indexes)
    ]
    assert all(named)
    assert len(named) == len(set(named))
