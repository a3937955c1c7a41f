"""What the federation tells this room: bad shapes, texts of kinds and calendars, attachments, refusals by peers."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from pilin.base import ids
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as federation_models
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.actions.registry import Registry
from pilin.kernel.federation.protocol.desk import Declined
from pilin.kernel.matters import audit, models
from pilin.kernel.matters.delivery import handlers
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, PLAN, REPORT, THEM, US, Stage


def outcome(stage: Stage, event_hash: str) -> tuple[str, str]:
    """Return what became of a neighbour's event here, and the code."""
    row = federation_models.Envelope.objects.get(event_hash=event_hash)
    return row.outcome, row.code


def test_the_room_answers_for_its_kinds_and_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Registry()
    monkeypatch.setattr(federation, "registry", fresh)
    handlers.register()
    assert set(fresh.handlers) == set(chain.KINDS)
    assert set(fresh.text_checks) == set(fresh.agreed_listeners) == {"kind", "calendar"}
    assert fresh.refusal_listeners == [handlers.refused]


# Texts


def code(found: Declined | None) -> Any:
    return found.code if found else None


@pytest.mark.parametrize("name", ["plan", "framework", "petition", "pact"])
def test_a_sound_kind_may_be_signed(name: str) -> None:
    assert handlers.check_kind(kit.document(name), [US, THEM]) is None


def test_a_kind_that_is_malformed_or_unsound_is_declined() -> None:
    malformed = handlers.check_kind({**kit.document("plan"), "colour": "red"}, [])
    assert malformed is not None
    assert (malformed.code, malformed.facts["where"]) == (MatterRefusal.DOCUMENT_IS_MALFORMED, "kind.colour")
    unsound = handlers.check_kind(kit.changed("plan", opening__state="nowhere"), [])
    assert unsound is not None
    assert unsound.code == MatterRefusal.NAME_IS_UNKNOWN
    assert unsound.facts["findings"] == 1


def test_a_name_that_fits_no_column_is_declined() -> None:
    text = kit.document("plan")
    text["states"]["s" * 49] = text["states"]["ended"]
    assert code(handlers.check_kind(text, [])) == MatterRefusal.DOCUMENT_IS_MALFORMED


def test_a_calendar_must_be_readable() -> None:
    assert handlers.check_calendar(kit.document("calendar"), []) is None
    broken = handlers.check_calendar({"type": "calendar", "jurisdiction": "CN", "years": {"2026": 5}}, [])
    assert code(broken) == MatterRefusal.DOCUMENT_IS_MALFORMED
    assert all(isinstance(fact, str | int) for fact in broken.facts.values()) if broken else False


# Events


@pytest.mark.parametrize("name", ["", "matter-1", "M" * 100])
def test_a_matter_bears_a_time_ordered_id(stage: Stage, name: str) -> None:
    kind = stage.agree_kind("plan")
    roles = {"initiator": THEM, "responder": US}
    told = stage.they_tell(chain.opening(matter=name, kind=kind, roles=roles, basis=CLAUSE, fields=PLAN))
    stage.meet()
    assert outcome(stage, told.hash) == ("refused", DocketRefusal.EVENT_DOES_NOT_FIT_THE_MATTER)
    assert models.Matter.objects.count() == 0


@pytest.mark.parametrize("attachments", [5, "0" * 64, ["x"], [{"a": 1}], ["A" * 64]])
def test_attachments_are_a_list_of_hashes(stage: Stage, attachments: Any) -> None:
    stage.open_plan()
    stage.meet()
    draft = chain.noting(stage.theirs, "见附件", basis=CLAUSE)
    told = stage.they_tell(replace(draft, body={**draft.body, "attachments": attachments}))
    stage.meet()
    assert outcome(stage, told.hash) == ("refused", DocketRefusal.EVENT_DOES_NOT_FIT_THE_MATTER)
    assert federation_models.Alarm.objects.count() == 0


def test_a_matter_that_the_neighbour_opens_stands_here_with_its_basis(stage: Stage) -> None:
    kind = stage.agree_kind("plan")
    stage.matter = ids.new_id(stage.now)
    roles = {"initiator": THEM, "responder": US}
    stage.they_tell(chain.opening(matter=stage.matter, kind=kind, roles=roles, basis=CLAUSE, fields=PLAN))
    stage.meet()
    assert (stage.row().basis, stage.row().turn) == (CLAUSE, f",{THEM},{US},")
    assert stage.same()
    assert audit.findings() == []


def test_a_matter_is_opened_once(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    body = stage.told(stage.ours.chain[0].carrier).body
    members = {name: body[name] for name in ("matter", "kind", "fields")}
    told = stage.told_by_them(chain.opening(roles={"initiator": THEM, "responder": US}, basis=CLAUSE, **members))
    assert outcome(stage, told.hash) == ("refused", DocketRefusal.MATTER_EXISTS)


def test_an_event_waits_for_its_matter(stage: Stage) -> None:
    stage.plan_in_force()
    members = {"matter": ids.new_id(stage.now), "text": "早到", "attachments": []}
    draft = replace(chain.noting(stage.theirs, "", basis=CLAUSE), body=members)
    told = stage.told_by_them(draft)
    assert outcome(stage, told.hash) == ("waiting", DocketRefusal.MATTER_IS_UNKNOWN)


# Attachments


def offered(stage: Stage, data: bytes) -> str:
    """Let the neighbour hold an attachment; it gives it in chunks of at most a hundred bytes."""
    digest = hashlib.sha256(data).hexdigest()

    def blob(name: str, offset: int, _limit: int, reader: str) -> tuple[bytes, int] | None:
        return (data[offset : offset + 100], len(data)) if (name, reader) == (digest, US) else None

    stage.neighbour.node.store.blob = blob
    return digest


def fetched(stage: Stage, digest: str) -> bytes:
    """Let both sides meet until the attachment is whole."""
    for _ in range(8):
        stage.later(seconds=120)
        stage.meet()
    assert federation_models.Blob.objects.get(pk=digest).verdict == "clean"
    return cellar.blob_file(digest).read_bytes()


def test_what_a_note_of_the_neighbour_names_is_fetched_by_chunks(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    data = bytes(range(250))
    digest = offered(stage, data)
    stage.they_tell(chain.noting(stage.theirs, "踏勘报告", basis=CLAUSE, attachments=[digest]))
    stage.meet()
    row = federation_models.Blob.objects.get(pk=digest)
    assert (row.source, row.readers) == (THEM, [THEM, US])
    assert fetched(stage, digest) == data


def test_what_a_proposal_of_the_neighbour_names_is_fetched_too(stage: Stage) -> None:
    stage.plan_in_force()
    digest = offered(stage, b"photographs of the site")
    stage.they_take("report_milestone", fields=REPORT, attachments=[digest])
    stage.meet()
    assert fetched(stage, digest) == b"photographs of the site"
    assert stage.ours.chain[-1].ordered.attachments == (digest,)


def test_nothing_is_fetched_for_an_event_that_is_refused(stage: Stage) -> None:
    stage.plan_in_force()
    stage.they_take("ask_amendment", fields={}, attachments=["0" * 64])
    stage.meet()
    assert federation_models.Blob.objects.count() == 0
