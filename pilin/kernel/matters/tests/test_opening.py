"""Matters are opened by the name of their kind, under the first clause that allows it today."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.federation import actions as federation
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import PLAN, THEM, US, Stage

pytestmark = pytest.mark.django_db
ROLES = {"initiator": US, "responder": THEM}


def opened(stage: Stage) -> str:
    return matters.open_under_a_clause("plan", roles=ROLES, fields=PLAN, at=stage.now)


def refused(stage: Stage) -> Refused:
    with pytest.raises(Refused) as refusal:
        opened(stage)
    return refusal.value


def test_a_kind_that_is_not_signed_opens_nothing(stage: Stage) -> None:
    found = refused(stage)
    assert (found.code, found.facts) == (DocketRefusal.KIND_IS_NOT_SIGNED_YET, {"kind": "plan"})


def test_a_kind_that_others_signed_opens_nothing_with_us(stage: Stage) -> None:
    stage.agree_kind("plan")
    roles = {**ROLES, "responder": "330421"}
    with pytest.raises(Refused) as refusal:
        matters.open_under_a_clause("plan", roles=roles, fields=PLAN, at=stage.now)
    assert refusal.value.code is DocketRefusal.KIND_IS_NOT_SIGNED_YET


def test_without_a_clause_that_names_the_kind_nothing_is_opened(stage: Stage) -> None:
    stage.agree_kind("plan")
    stage.agree(texts.agreement(clauses=(texts.clause("1", matter_kinds=("report",)),)).as_json())
    found = refused(stage)
    assert found.code is DocketRefusal.NO_CLAUSE_ALLOWS_THIS_KIND
    assert found.facts == {"kind": kit.kind("plan").title}


def test_the_first_clause_that_allows_it_is_cited(stage: Stage) -> None:
    stage.agree_kind("plan")
    clauses = (texts.clause("1", matter_kinds=("report",)), texts.clause("2", matter_kinds=("plan",)))
    agreement = texts.agreement(clauses=clauses)
    stage.agree(agreement.as_json())
    stage.matter = opened(stage)
    assert stage.row().basis.endswith("/2")


def test_the_newest_kind_of_the_name_is_taken(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [f"clause:{'1' * 64}/1"])
    monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
    stage.agree_kind("plan")
    stage.later(seconds=5)
    newer = stage.agree(kit.changed("plan", version=3))
    stage.matter = opened(stage)
    assert stage.row().kind == newer


def test_an_opening_names_what_is_attached_and_the_neighbour_knows_it(stage: Stage) -> None:
    stage.agree(texts.agreement(clauses=(texts.clause("1", matter_kinds=("plan",)),)).as_json())
    stage.agree_kind("plan")
    kind = queries.kind_named("plan", (US, THEM))
    assert kind is not None
    digest = federation.keep_blob("现场照片".encode(), [US, THEM])
    stage.matter = matters.open_of_kind(kind, roles=ROLES, fields=PLAN, attachments=[digest], at=stage.now)
    stage.meet()
    assert stage.ours.chain[0].ordered.attachments == (digest,)
    assert stage.theirs.chain[0].ordered.attachments == (digest,)
    stage.matter = matters.open_of_kind(kind, roles=ROLES, fields=PLAN, at=stage.now)
    assert "attachments" not in stage.told(stage.ours.chain[0].ordered.hash).body
