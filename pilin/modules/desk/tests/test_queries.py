"""What the desk counts and lists, and what the registers hold."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.kernel.agreements.rules import State
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.queries import Wanted
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import an_id
from pilin.modules.desk import queries

AT = Instant(datetime.combine(kit.MONDAY, time(2), UTC))


def desk(**wanted: Any) -> queries.Desk:
    return queries.desk(me=US, at=AT, wanted=Wanted(**wanted))


def test_an_empty_desk_counts_nothing_and_opens_at_what_waits_for_us(stage: Stage) -> None:
    found = desk()
    assert found.counts == dict.fromkeys(queries.WAITING, 0)
    assert (found.whose, found.page.rows, list(found.to_sign)) == (queries.OURS, (), [])
    assert list(found.counts) == ["ours", "sign", "theirs", "near", "late"]


@pytest.mark.parametrize("whose", ["", "ended", "anything"])
def test_what_the_desk_does_not_count_opens_it_at_what_waits_for_us(stage: Stage, whose: str) -> None:
    assert desk(whose=whose).whose == queries.OURS


def test_each_count_opens_what_it_counts(stage: Stage) -> None:
    stage.open_petition()
    theirs, counts = desk(whose="theirs"), desk().counts
    assert (counts["ours"], counts["theirs"]) == (0, 1)
    assert [row.id for row in theirs.page.rows] == [stage.matter]
    assert desk(whose="ours").page.rows == ()


def test_a_document_of_the_other_side_waits_until_we_have_answered(stage: Stage) -> None:
    stage.they_offer(kit.document("plan"))
    found = desk(whose="sign")
    assert found.counts["sign"] == 1
    assert [document.offered_by for document in found.to_sign] == [THEM]
    assert list(desk().to_sign) == []  # shown where it is counted


def test_a_matter_is_to_be_signed_by_us_until_we_have_signed(stage: Stage) -> None:
    stage.open_plan()
    found = desk(whose="sign")
    assert (found.counts["sign"], [row.id for row in found.page.rows]) == (1, [stage.matter])
    stage.they_offer(kit.document("petition"))
    assert desk().counts["sign"] == 2
    stage.take("sign")
    stage.meet()
    assert (desk().counts["sign"], desk(whose="sign").page.rows) == (1, ())


def test_a_document_that_we_offered_does_not_wait_for_us(stage: Stage) -> None:
    stage.offer(kit.document("plan"))
    assert desk().counts["sign"] == 0


# Registers


def test_the_register_holds_agreements_as_they_stand_and_texts_on_the_table(stage: Stage, agreement: str) -> None:
    stage.offer(texts.agreement(id=texts.OTHER_ID).as_json())
    found = queries.register(day=texts.TODAY)
    assert [(held.history.agreement.id, held.state) for held in found.held] == [(agreement, State.IN_FORCE)]
    assert [(offer.offered_by, offer.waits_for) for offer in found.offers] == [(US, (THEM,))]


def test_one_agreement_says_who_signed_which_version(agreement: str) -> None:
    found = queries.agreement(agreement, day=texts.TODAY)
    assert [set(signed.signatures) for signed in found.versions] == [{US, THEM}]
    assert list(found.held.reading.clauses) == ["1", "2"]


def test_the_directory_is_a_tree_of_bodies_with_their_offices_and_places(stage: Stage) -> None:
    town = samples.place(side=US, code=f"{US}100000")
    bodies = [
        samples.body(side=US, place=an_id("town")),
        samples.body("section", side=US, parent=an_id("bureau")),
        samples.office(side=US),
    ]
    pair = samples.half(side=US, sides=(THEM, US))
    organisations.declare(entries=[town, *bodies, pair], author=rules.Author(US), at=samples.AT)
    found = queries.directory(sides=[US, THEM], day=samples.DAY)
    assert [half.side for half in found.halves] == [US, THEM]
    lines = [
        (line.depth, line.body.name, line.place, [office.name for office in line.offices])
        for line in found.halves[0].bodies
    ]
    assert lines == [(0, "bureau", "town", ["desk"]), (1, "section", "", [])]
    assert found.halves[1].bodies == []
    assert [(known.whole, found.names[member]) for known in found.pairs for member in known.members] == [
        (False, "town")
    ]
