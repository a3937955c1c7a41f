"""Taking in: sealed, masked, numbered, found alike without anybody reading a name."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import sessions
from pilin.kernel.organisations.tests.samples import an_id
from pilin.modules.petitions import models, queries
from pilin.modules.petitions.queries.cases import content_of, who_of
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.codes_of_query import digest_of
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.window import DESK, TOLD, UNIT, WHO, Window


def refused(window: Window, **changes: object) -> Refused:
    with pytest.raises(Refused) as caught:
        window.take_in(**changes)  # type: ignore[arg-type]
    return caught.value


def test_a_petition_is_numbered_by_kind_year_side_and_serial(window: Window) -> None:
    """信访工作条例 18: a number, and a code to ask with."""
    first, second = window.take_in(), window.take_in(Petitioner("孙小美"))
    assert (first.number, second.number) == ("XF-2026-330482-00001", "XF-2026-330482-00002")
    assert window.case(first.id).code_digest == digest_of(first.code)
    assert first.code != second.code


def test_no_column_says_what_it_is_about_or_of_whom(window: Window) -> None:
    row = window.case(window.take_in(accused=(UNIT,)).id)
    kept = repr([value for name, value in vars(row).items() if name not in ("content", "petitioner")])
    raw = bytes(row.content) + bytes(row.petitioner)
    for secret in (WHO.name, WHO.address, WHO.contact, TOLD.request, TOLD.facts, TOLD.official):
        assert secret not in kept
        assert secret.encode() not in raw


def test_content_and_petitioner_are_sealed_apart(window: Window) -> None:
    row = window.case(window.take_in().id)
    assert content_of(row)["request"] == TOLD.request
    assert "name" not in content_of(row)
    assert who_of(row) == {"name": WHO.name, "address": WHO.address, "contact": WHO.contact}


def test_the_seal_of_one_petition_opens_no_other(window: Window) -> None:
    first = window.case(window.take_in().id)
    other = window.case(window.take_in(Petitioner("孙小美")).id)
    other.petitioner = first.petitioner
    with pytest.raises(Refused):
        who_of(other)


def test_what_tells_who_somebody_is_is_masked_before_it_is_kept(window: Window) -> None:
    taken = window.take_in(facts="找 13800001111，身份证 11010519491231002X")
    assert taken.masked == 2
    facts = content_of(window.case(taken.id))["facts"]
    assert "13800001111" not in facts
    assert "11010519491231002X" not in facts


def test_the_official_number_is_kept_and_not_replaced(window: Window) -> None:
    """信访工作条例 21."""
    assert content_of(window.case(window.take_in().id))["official"] == "ZJ-2026-0001"


@pytest.mark.parametrize("concern", ["discipline", "police"])
def test_what_names_a_person_is_not_even_registered(window: Window, concern: str) -> None:
    assert refused(window, concern=concern).code is PetitionRefusal.PETITION_NAMES_A_PERSON
    assert models.Case.objects.count() == 0


def test_three_of_a_few_may_come_in_zhejiang(window: Window) -> None:
    window.take_in(people=10, representatives=3)
    refusal = refused(window, people=10, representatives=4, domain="road")
    assert refusal.code is PetitionRefusal.REPRESENTATIVES_ARE_TOO_MANY


@pytest.mark.parametrize("name", ["钱大有", "钱 大有", " 钱大有 "])
def test_the_same_person_on_the_same_thing_is_told_of_the_open_one(window: Window, name: str) -> None:
    """信访工作条例 19."""
    first = window.take_in()
    with pytest.raises(Refused) as caught:
        window.take_in(Petitioner(name))
    assert caught.value.code is PetitionRefusal.PETITION_IS_OPEN_ALREADY
    assert caught.value.facts["number"] == first.number


def test_another_thing_of_the_same_person_is_taken_in(window: Window) -> None:
    window.take_in()
    window.take_in(domain="road")
    assert models.Case.objects.count() == 2


def test_after_an_exit_it_may_be_told_again(window: Window) -> None:
    row = window.case(window.take_in().id)
    models.Case.objects.filter(pk=row.pk).update(is_over=True, state="left")
    assert window.take_in().number != row.number


def test_after_three_steps_the_same_facts_are_not_accepted(window: Window) -> None:
    """信访工作条例 36."""
    models.Case.objects.filter(pk=window.take_in().id).update(is_over=True, state="filed")
    assert refused(window).code is PetitionRefusal.PETITION_HAS_ENDED


def test_the_unit_complained_of_is_kept_out_from_the_first_moment(window: Window) -> None:
    taken = window.take_in(accused=(UNIT, UNIT))
    assert list(models.Exclusion.objects.values_list("case", "body")) == [(taken.id, UNIT)]


def test_it_stands_with_the_office_that_took_it_in(window: Window) -> None:
    row = window.case(window.take_in().id)
    assert (row.office, row.state, row.turn, row.sender) == (DESK, "registered", "330482", "330482")
    (seen,) = queries.listed(window.eyes())[0]
    assert seen.promise is not None
    assert seen.promise.period.article == "20"  # 浙江: five working days to transfer, before the national fifteen


def test_who_is_taken_in_first_stands_first_and_who_is_urgent_before_him(window: Window) -> None:
    """信访工作条例 25."""
    first = window.take_in(received_on="2026-03-01")
    second = window.take_in(Petitioner("孙小美"))
    pressing = window.take_in(Petitioner("李四"), urgent=True)
    rows, more = queries.listed(window.eyes())
    assert [row.id for row in rows] == [pressing.id, first.id, second.id]
    assert more is False


# numbers given at once


def test_the_table_takes_no_number_twice(window: Window) -> None:
    """Whatever runs at once: the second of two takers is refused by the database, never numbered like the first."""
    row = window.case(window.take_in().id)
    row.pk, row.code_digest = an_id("another"), "b" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.pk, row.code_digest = an_id("from the other side"), ""
    row.save(force_insert=True)  # a number of theirs is theirs to give


def test_nobody_else_writes_while_a_number_is_given(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number is looked up within the session that lets one write at a time (`federation.alone`)."""
    order: list[str] = []
    opened = sessions.session

    @contextmanager
    def watched() -> Iterator[None]:
        order.append(f"alone at {models.Case.objects.count()}")
        with opened():
            yield
        order.append(f"written {models.Case.objects.count()}")

    monkeypatch.setattr(sessions, "session", watched)
    window.take_in()
    assert order == ["alone at 0", "written 1"]


def test_after_ninety_nine_thousand_a_number_grows_longer(window: Window) -> None:
    row = window.case(window.take_in().id)
    models.Case.objects.filter(pk=row.pk).update(number="XF-2026-330482-99999", same="")
    assert window.take_in().number == "XF-2026-330482-100000"
    assert window.take_in(Petitioner("孙小美")).number == "XF-2026-330482-100001"
