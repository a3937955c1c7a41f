"""Tables: what they refuse by themselves, and that they go with their agreement."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements.models import Agreement, Clause, Version
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.neighbour import Neighbour
from pilin.kernel.agreements.tests.samples import AT, ID, START, days
from pilin.kernel.federation.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agreed(them: Neighbour) -> None:
    them.sign(agreements.offer(agreement=samples.agreement(), at=AT))


def refuses(row: Any) -> bool:
    """Tell whether the database refuses a row."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return True
    return False


def test_days_run_forward() -> None:
    values = {**Agreement.objects.values().get(), "id": samples.OTHER_ID}
    assert refuses(Agreement(**{**values, "last_day": days(-1000)}))
    assert not refuses(Agreement(**{**values, "last_day": START}))


def test_a_number_is_taken_once(them: Neighbour) -> None:
    values = Version.objects.values().get()
    offered = agreements.suspend(agreement=ID, from_day=days(5), reason="防汛", at=AT)
    assert refuses(Version(**{**values, "document_id": offered}))
    assert not refuses(Version(**{**values, "document_id": offered, "number": 2}))


def test_a_wording_stands_once_in_a_version() -> None:
    values: dict[str, Any] = {**Clause.objects.filter(number="1").values().get(), "id": None}
    assert refuses(Clause(**values))
    assert not refuses(Clause(**{**values, "number": "3"}))


def test_rows_go_with_their_agreement_and_documents_stay() -> None:
    Agreement.objects.all().delete()
    assert not Version.objects.exists()
    assert not Clause.objects.exists()
    assert Document.objects.get().state == "agreed"


def test_rows_name_themselves() -> None:
    names = [str(model.objects.order_by("pk")[0]) for model in (Agreement, Version, Clause)]
    assert names == ["合作协议", "agreement #1", "1 第1条"]
