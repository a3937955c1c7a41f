"""A settlement of a person of ours at a hospital next door: explained here too, and in the person's register."""

import pytest

from pilin.modules.medical import models
from pilin.modules.medical.rules.settlement import POST
from pilin.modules.medical.tests.office import get, office, post, words
from pilin.modules.medical.tests.test_settling import PERSON, claim, person, they_ask, they_end
from pilin.web.models import AccessRecord
from tests.support.neighbour import Neighbour

__all__ = ["office", "person"]


@pytest.fixture
def clauses() -> None:
    """Leave the clauses to the office."""


@pytest.fixture
def settled(office: Neighbour, person: models.Insurance) -> str:
    """Return a settlement of worked case W1, of a resident of ours who was referred next door."""
    assert person.insurance == "390"
    settlement = they_ask(office, claim())
    they_end(office, settlement, POST)
    return settlement


def opened(settlement: str, **said: str) -> str:
    return words(post(f"/medical/settlements/{settlement}/explanation/", **({"purpose": "counter"} | said)))


def test_w1_is_explained_at_the_insured_place_to_the_fen(settled: str) -> None:
    said = opened(settled)
    assert "一共 20,000.00 元：基金付 9,828.00 元，自己付 10,172.00 元" in said
    assert "转诊，已备案，再乘以 90%" in said
    assert "统筹基金 9,828.00 住院 支付比例 第" in said
    assert PERSON not in said


def test_the_hospital_next_door_is_called_by_its_code_and_its_lines_by_theirs(settled: str) -> None:
    said = get(f"/medical/settlements/{settled}/")
    assert "金山区 · H31011600001" in said
    assert "平湖市 · 城乡居民基本医保" in said
    assert "就医地结算编号" not in said


def test_a_look_stands_in_the_register_of_the_person_and_in_the_log(settled: str) -> None:
    opened(settled, purpose="complaint", reason="申诉 2026-3")
    (row,) = models.Lookup.objects.all()
    assert row.person is not None
    assert (row.account, row.name, row.purpose, row.reason, row.person.number) == (
        "zhao", "赵敏", "complaint", "申诉 2026-3", PERSON,
    )  # fmt: skip
    assert AccessRecord.objects.filter(event="protected_read").count() == 1


def test_looking_at_amounts_alone_is_no_look_at_the_person(settled: str) -> None:
    get(f"/medical/settlements/{settled}/")
    assert not models.Lookup.objects.exists()


def test_a_look_that_gives_no_reason_is_none(settled: str) -> None:
    post(f"/medical/settlements/{settled}/explanation/", purpose="checking")
    assert not models.Lookup.objects.exists()


def test_the_paper_is_a_look_of_its_own(settled: str) -> None:
    opened(settled)
    post(f"/medical/settlements/{settled}/explanation/pdf/", purpose="counter")
    assert models.Lookup.objects.count() == 2


def test_a_claim_without_lines_has_no_export(settled: str) -> None:
    """The claim of W1 in these tests bears its parts alone; what is not whole does not leave."""
    answer = post(f"/medical/settlements/{settled}/fhir/", purpose="counter")
    assert "没有完整的内容可以导出" in words(answer)
    assert not models.Lookup.objects.exists()
