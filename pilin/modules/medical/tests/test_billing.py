"""Fee lines over several uploads: split by their days, given back, withdrawn, and held by settlements."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import billing, visiting
from pilin.modules.medical.actions.billing import FRESH_SECONDS
from pilin.modules.medical.actions.visiting import Registration, Said
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.rules import split as splits
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Approval, SplitRule
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import CODE, THEIRS, contract
from tests.support.neighbour import US, Neighbour


@pytest.fixture
def said(neighbour: Neighbour) -> Said:
    return Said(contract(), THEIRS, "M-1", Instant(neighbour.now))


@pytest.fixture
def visit(said: Said) -> models.CareVisit:
    return visiting.register(said=said, registration=Registration("P-1", "310", "OP-1", said.at, med_type="11"))


def uploads(visit: models.CareVisit, *lines: splits.Line, batch: str = "B1") -> list[billing.Uploaded]:
    return billing.upload(visit=visit, lines=lines, batches={line.number: batch for line in lines})


def numbers(visit: models.CareVisit, at: Instant, batch: str = "") -> list[str]:
    """Return the lines that a settlement may take."""
    return [row.split.number for row in billing.free_lines(visit, batch, at)]


def refusal(call: Any, **named: Any) -> object:
    with pytest.raises(Refused) as caught:
        call(**named)
    return caught.value.code


def test_each_line_is_split_as_the_rules_do_and_kept_so(visit: models.CareVisit) -> None:
    lines = [
        samples.line("1", "700", item="XA-0001"),
        samples.line("2", "33.33", "3", item="XB-0001"),
        samples.line("3", "12", item="XC-0001"),
        samples.line("4", "450.10", "2", item="XL-0001"),
        samples.line("5", "10", item="XR-0001", approval=Approval.REFUSED),
    ]
    uploaded = uploads(visit, *lines)
    assert all(samples.i5(one.split) for one in uploaded)
    assert [one.charge for one in uploaded] == ["09", "09", "09", "08", "09"]
    assert [one.split.in_scope_fen for one in uploaded] == [70_000, 8_999, 0, 60_000, 0]
    assert [billing.split_of(row) for row in visit.lines.order_by("number")] == [one.split for one in uploaded]


def test_without_a_signed_policy_the_catalogue_decides(visit: models.CareVisit) -> None:
    (one,) = uploads(visit, samples.line("1", "100", item="XB-0001"))
    assert one.split.prior_self_fen == 1_000


def test_a_signed_policy_may_let_the_insured_place_decide(
    visit: models.CareVisit, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = SplitRule(insured_bp={"": 2_500})
    monkeypatch.setattr(queries, "policy_on", lambda *_asked: SimpleNamespace(split_rule=rule))
    (one,) = uploads(visit, samples.line("1", "100", item="XB-0001"))
    assert (one.split.prior_self_fen, one.split.selfpay_bp) == (2_500, 2_500)


def test_goods_come_back_in_a_later_upload_until_nothing_is_left(visit: models.CareVisit) -> None:
    uploads(visit, samples.line("1", "9.99", "3", item="XB-0001"))
    for number, count in (("2", "-1"), ("3", "-2")):
        uploads(visit, samples.line(number, "9.99", count, item="XB-0001", original="1"))
    sums = splits.parts_of(billing.split_of(row) for row in visit.lines.select_related("entry"))
    assert sums == (0, 0, 0, 0, 0)
    again = samples.line("4", "9.99", "-1", item="XB-0001", original="1")
    with pytest.raises(Refused) as caught:
        uploads(visit, again)
    assert caught.value.code is MedicalRefusal.RETURN_EXCEEDS_ITS_ORIGINAL


def test_a_number_that_stands_in_an_earlier_upload_is_refused(visit: models.CareVisit) -> None:
    uploads(visit, samples.line("1", "1", "2", item="XA-0001"))
    uploads(visit, samples.line("2", "1", "-1", item="XA-0001", original="1"))
    for number in ("1", "2"):
        with pytest.raises(Refused) as caught:
            uploads(visit, samples.line(number, "1", item="XA-0001"))
        assert caught.value.code is MedicalRefusal.LINE_NUMBER_STANDS_TWICE


def test_a_batch_is_taken_by_itself_and_none_means_all(visit: models.CareVisit, said: Said) -> None:
    for batch, number in (("B1", "1"), ("B2", "2"), ("B1", "3")):
        uploads(visit, samples.line(number, "1", item="XA-0001"), batch=batch)
    assert numbers(visit, said.at, "B1") == ["1", "3"]
    assert numbers(visit, said.at, "B9") == []
    assert numbers(visit, said.at) == numbers(visit, said.at, "0000") == ["1", "2", "3"]


def settles(visit: models.CareVisit, at: Instant, state: str = "", **members: Any) -> models.CareSettlement:
    """Let a settlement take all lines; it was asked where it has a state."""
    count = str(models.CareSettlement.objects.count())
    row = models.CareSettlement.objects.create(
        settlement=ids.new_id(at), number=count, visit=visit, institution=visit.institution, msgid=count, asked_at=at
    )
    visit.lines.update(settled=row)
    if state:
        models.Settlement.objects.create(
            id=row.pk, care=US, insured=THEIRS, institution=CODE, insurance="310", day=samples.DAY, total_fen=1,
            basis="clause:a/8", event="", state=state, asked_at=at, moved_at=at, settled_on=samples.DAY, **members,
        )  # fmt: skip
    return row


@pytest.mark.parametrize(
    ("state", "given_up", "held"),
    [
        (settlement.ASKED, False, True),
        (settlement.ASKED, True, False),
        (settlement.PENDING, False, True),
        (settlement.PENDING, True, True),
        (settlement.POSTED, False, True),
        (settlement.DECLINED, False, False),
        (settlement.VOIDED, False, False),
    ],
)
def test_lines_are_held_while_their_settlement_may_stand(
    visit: models.CareVisit, said: Said, state: str, given_up: bool, held: bool
) -> None:
    uploads(visit, samples.line("1", "1", item="XA-0001"))
    settles(visit, said.at, state, given_up=given_up)
    later = after(said.at, seconds=FRESH_SECONDS + 1)
    assert numbers(visit, later) == ([] if held else ["1"])
    if held:
        assert refusal(billing.withdraw, visit=visit, batch="B1", at=later) is MedicalRefusal.LINES_ARE_SETTLED
        billing.withdraw(visit=visit, batch="0000", at=later)
        assert visit.lines.count() == 1
    else:
        billing.withdraw(visit=visit, batch="B1", at=later)
        assert visit.lines.count() == 0


def test_what_was_not_asked_yet_holds_its_lines_for_a_while(visit: models.CareVisit, said: Said) -> None:
    uploads(visit, samples.line("1", "1", item="XA-0001"))
    settles(visit, said.at)
    assert numbers(visit, after(said.at, seconds=FRESH_SECONDS - 1)) == []
    assert numbers(visit, after(said.at, seconds=FRESH_SECONDS + 1)) == ["1"]


def test_lines_are_withdrawn_by_number_all_or_none(visit: models.CareVisit, said: Said) -> None:
    lines = [samples.line(number, "1", item="XA-0001") for number in ("1", "2", "3")]
    uploads(visit, *lines)
    assert refusal(billing.withdraw, visit=visit, numbers=["9"], at=said.at) is MedicalRefusal.LINES_ARE_UNKNOWN
    billing.withdraw(visit=visit, numbers=["1", "3"], at=said.at)
    assert numbers(visit, said.at) == ["2"]
    billing.withdraw(visit=visit, numbers=["0000"], at=said.at)
    billing.withdraw(visit=visit, batch="0000", at=said.at)
    assert numbers(visit, said.at) == []


def test_a_line_goes_with_what_came_back_of_it(visit: models.CareVisit, said: Said) -> None:
    uploads(visit, samples.line("1", "1", "2", item="XA-0001"))
    uploads(visit, samples.line("2", "1", "-1", item="XA-0001", original="1"), batch="B2")
    assert refusal(billing.withdraw, visit=visit, batch="B1", at=said.at) is MedicalRefusal.LINES_ARE_RETURNED
    billing.withdraw(visit=visit, numbers=["1", "2"], at=said.at)
    assert visit.lines.count() == 0


def test_an_upload_reads_the_lines_that_it_touches_alone(visit: models.CareVisit) -> None:
    uploads(visit, *(samples.line(number, "1", "3", item="XA-0001") for number in ("1", "2", "3")))
    uploads(visit, samples.line("4", "1", "-1", item="XA-0001", original="2"))
    new = samples.line("5", "1", item="XA-0001")
    back = samples.line("6", "1", "-2", item="XA-0001", original="2")
    touched = {lines: [one.line.number for one in billing._touched(visit, lines)] for lines in ((new,), (new, back))}
    assert touched == {(new,): [], (new, back): ["2", "4"]}
    uploads(visit, new, back)
    again = samples.line("7", "1", "-1", item="XA-0001", original="2")
    assert refusal(billing.upload, visit=visit, lines=[again], batches={}) is MedicalRefusal.RETURN_EXCEEDS_ITS_ORIGINAL


def test_the_questions_do_not_grow_with_the_lines(visit: models.CareVisit, django_assert_num_queries: Any) -> None:
    for first, count in ((0, 2), (100, 40)):
        lines = [samples.line(str(first + at), "1", item="XA-0001") for at in range(count)]
        with django_assert_num_queries(4):  # entries, lines that stand, the policy, and all new lines at once
            uploads(visit, *lines)


def test_what_a_settlement_may_take_is_what_the_mapper_reads(visit: models.CareVisit, said: Said) -> None:
    lines = [samples.line("1", "33.33", "3", item="XB-0001"), samples.line("2", "450.10", "2", item="XL-0001")]
    uploads(visit, *lines)
    uploads(visit, samples.line("3", "450.10", "-1", item="XL-0001", original="2"), batch="B2")
    kept = list(visit.lines.select_related("entry").order_by("pk"))
    found = billing.free_lines(visit, "", said.at)
    assert [one.split for one in found] == [billing.split_of(row) for row in kept]
    assert [one[:5] for one in found] == [(row.pk, row.batch, row.day, row.original, row.settled_id) for row in kept]
    assert [(row.unit_price, row.quantity) for row in kept[:2]] == [(one.unit_price, one.quantity) for one in lines]


def test_the_lines_of_several_visits_are_read_by_two_queries(said: Said, django_assert_num_queries: Any) -> None:
    visits = []
    for n in range(3):
        told = Registration(f"P-{n}", "310", f"OP-{n}", said.at, med_type="11")
        visits.append(visiting.register(said=replace(said, msgid=f"M-{n}"), registration=told))
        uploads(visits[-1], *(samples.line(str(at), "1", item=f"X{'ABC'[at]}-0001") for at in range(n)))
    for count in (1, 3):
        with django_assert_num_queries(2 if count > 1 else 1):  # the first has no lines, so no entries either
            found = billing.lines_of(visits[:count])
        assert [[one.split.number for one in found[row.pk]] for row in visits[:count]] == [[], ["0"], ["0", "1"]][
            :count
        ]
    with django_assert_num_queries(1):
        assert set(billing.courses_of(visits)) == {row.pk for row in visits}


@pytest.mark.parametrize("at_once", [1, 2, 512])
def test_lines_whose_entry_was_ended_under_them_are_split_anew(
    visit: models.CareVisit, said: Said, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(billing, "ASKED_AT_ONCE", at_once)
    uploads(visit, *(samples.line(number, "100", item="XB-0001") for number in ("1", "2", "3")))
    uploads(visit, samples.line("4", "100", "-1", item="XB-0001", original="3"))
    old = models.CatalogueEntry.objects.get(item="XB-0001")
    held = billing.free_lines(visit, "", said.at)
    billing.check_entries(visit, held)
    models.CatalogueEntry.objects.filter(pk=old.pk).update(until_day=samples.DAY)
    ended = billing.free_lines(visit, "", said.at)
    assert refusal(billing.check_entries, visit=visit, lines=ended) is MedicalRefusal.ITEM_IS_NOT_IN_FORCE
    old.pk, old.from_day = None, samples.DAY
    old.save()
    billing.check_entries(visit, ended)
    models.CatalogueEntry.objects.filter(pk=old.pk).update(selfpay_bp=3_000)
    assert refusal(billing.check_entries, visit=visit, lines=ended) is MedicalRefusal.CATALOGUE_CHANGED_UNDER_LINES
    billing.check_entries(visit, ended[3:])  # what comes back goes by the entry of its original
