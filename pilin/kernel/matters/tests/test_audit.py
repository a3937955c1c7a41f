"""The audit makes every row again from the signed events, and names each column of each table that was changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from pilin.base import canonical, ids
from pilin.kernel.federation import audit as federation_audit
from pilin.kernel.federation.models import Document, Envelope
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import audit, models
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, OPINION, REPORT, THEM, US, Stage

ROOM = list(apps.get_app_config("matters").get_models())
EXEMPT = {
    ("matters_matter", "moved_at"): "when this node last moved a matter orders its own lists and is no shared fact",
    ("matters_entry", "id"): "the table's own number; an entry is known by its event",
    **{
        ("matters_progress", column): "how far this node's worker is follows from no event"
        for column in ("id", "began_at", "done", "total")
    },
}
DAY, MOMENT, FORGED = date(1999, 1, 1), datetime(1999, 1, 1, tzinfo=UTC), "0" * 64
CHANGES: dict[str, Any] = {
    "CharField": "forged",
    "ForeignKey": "forged",
    "TextField": "forged",
    "JSONField": {"forged": 1},
    "DateField": DAY,
    "DateTimeField": MOMENT,
    "PositiveIntegerField": 99,
}
COLUMNS = [
    (model, column.attname)
    for model in ROOM
    for column in model._meta.concrete_fields
    if (model._meta.db_table, column.attname) not in EXEMPT
]


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Tell a story that leaves a row in every table: a chain, a proposal, notes, something refused and dropped."""
    stage.plan_in_force()
    stage.they_refuse(stage.take("report_milestone", fields=REPORT))
    stage.meet()
    stage.they_take("report_milestone", fields=REPORT)
    stage.meet()
    noted = matters.note(matter=stage.matter, text="请于汛前踏勘", at=stage.now)
    stage.they_tell(chain.noting(stage.theirs, "同意", basis=CLAUSE))
    stage.meet()
    assert noted.author == US
    stage.open_petition()
    stage.open_errand(stage.open_plan(title="第二个项目"))
    stage.take("propose_day", fields={"due": "2026-05-20", "items": [{"id": "1", "about": stage.matter}]})
    stage.open_plan(title="第三个项目")
    stage.meet()
    stage.take("sign")
    models.Progress.objects.create(began_at=stage.now, done=1, total=1)
    assert audit.findings() == []
    return stage


def found() -> set[tuple[str, str]]:
    """Return (where, column) of everything that the audit finds."""
    return {(one.where, str(one.facts["column"])) for one in audit.findings()}


def other(row: Model, column: str) -> Any:
    """Return a value for a column that its row does not bear."""
    field = row._meta.get_field(column)
    if field.get_internal_type() == "BooleanField":
        return not getattr(row, column)
    return CHANGES[field.get_internal_type()]


@contextmanager
def changed(row: Model, column: str) -> Iterator[Any]:
    """Change one column behind the room's back, and change it back before the foreign keys are looked at."""
    manager, key = type(row)._default_manager, row._meta.pk.attname
    value, name = other(row, column), row.pk
    assert manager.filter(pk=name).update(**{column: value}) == 1
    yield value
    manager.filter(pk=value if column == key else name).update(**{column: getattr(row, column)})
    assert audit.findings() == []


def test_every_table_holds_a_row_and_every_exemption_a_reason(told: Stage) -> None:
    assert [model for model in ROOM if not model._default_manager.exists()] == []
    columns = {(model._meta.db_table, column.attname) for model in ROOM for column in model._meta.concrete_fields}
    assert EXEMPT.keys() <= columns
    assert all(EXEMPT.values())


def test_each_column_of_each_table_is_named(told: Stage) -> None:
    for model, column in COLUMNS:
        for row in model._default_manager.order_by("pk")[:3]:
            key = {models.Matter: "id", models.Reference: "key"}.get(model, "hash")
            with changed(row, column) as value:
                name = value if column == key else getattr(row, key)
                assert (f"{model._meta.db_table} {name}", column) in found(), (model, column)


def test_a_change_of_a_key_names_the_missing_row_too(told: Stage) -> None:
    row = models.Note.objects.order_by("pk")[0]
    with changed(row, "hash"):
        assert found() == {("matters_note forged", "hash"), (f"matters_note {row.pk}", "hash")}


@pytest.mark.parametrize("model", [models.Entry, models.Proposal, models.PartyRefusal, models.Note])
def test_a_row_that_vanished_is_named(told: Stage, model: type[Model]) -> None:
    row: Any = model._default_manager.order_by("pk")[0]
    model._default_manager.filter(pk=row.pk).delete()
    assert found() == {(f"{model._meta.db_table} {row.hash}", "hash")}


def test_a_row_that_nobody_told_is_named(told: Stage) -> None:
    row = models.Entry.objects.order_by("pk")[0]
    values = {"n": 50, "carrier": row.carrier, "orderer_after": US, "ordered": row.ordered}
    models.Entry.objects.create(matter_id=row.matter_id, hash=row.hash, **values)
    models.Note.objects.create(hash=FORGED, matter_id=row.matter_id, kind=chain.NOTE, author=US, body={}, at=MOMENT)
    models.Proposal.objects.create(hash=FORGED, matter_id=row.matter_id, base=row.hash)
    models.PartyRefusal.objects.create(hash=FORGED, by=THEM)
    tables = ("matters_note", "matters_proposal", "matters_partyrefusal")
    assert found() == {(f"matters_entry {row.hash}", "hash"), *((f"{table} {FORGED}", "hash") for table in tables)}


def test_a_matter_that_nobody_opened_is_named(told: Stage) -> None:
    row = models.Matter.objects.order_by("pk")[0]
    row.pk = ids.new_id(told.now)
    row.save(force_insert=True)
    assert found() == {(f"matters_matter {row.pk}", "id")}


def test_an_envelope_that_cannot_be_read_is_named(told: Stage) -> None:
    row = Envelope.objects.filter(kind=chain.NOTE, author=US).get()
    note = row.event_hash
    Envelope.objects.filter(pk=row.pk).update(line=b"{}")
    assert found() == {(f"federation_envelope {row.pk}", "line"), (f"matters_note {note}", "hash")}


def test_a_stale_and_an_included_proposal_leave_nothing_to_find(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    stage.take("sign")
    stage.they_take("refuse_milestone", fields=OPINION)
    assert audit.findings() == []
    stage.meet()
    assert audit.findings() == []


def test_a_refused_opening_leaves_nothing_to_find(stage: Stage) -> None:
    stage.open_plan()
    stage.they_refuse(stage.told(stage.ours.chain[0].carrier))
    stage.meet()
    assert stage.row().refused_by == THEM
    assert audit.findings() == []
    models.Matter.objects.update(refused_by="")
    assert found() == {(f"matters_matter {stage.matter}", "refused_by")}


# What the federation's audit asks of this room


def effects_of_envelopes() -> list[tuple[str | None, str]]:
    """Return the effects that are derived and those that are stored, for everything that took effect."""
    effect = audit.effects()
    rows = Envelope.objects.filter(scope="matters").exclude(line=b"")
    lines: list[Any] = [canonical.decode(bytes(row.line)) for row in rows]
    facts = [line["envelope"]["event"]["fact"] for line in lines]
    return [(effect(fact), row.effect) for fact, row in zip(facts, rows, strict=True) if row.effect]


def test_effects_are_derived_as_they_were_stored(told: Stage) -> None:
    pairs = effects_of_envelopes()
    assert len(pairs) > 8
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
    assert audit.effects()({"kind": "matters.step"}) is None


def test_an_altered_effect_is_named_by_the_federations_audit(told: Stage) -> None:
    row = Envelope.objects.filter(kind=chain.OPEN, outcome="applied")[0]
    finding = (f"envelope {row.pk}", "effect")
    seen = [{(one.where, one.facts.get("column")) for one in federation_audit.findings(at=told.now)}]
    Envelope.objects.filter(pk=row.pk).update(effect=FORGED)
    seen.append({(one.where, one.facts.get("column")) for one in federation_audit.findings(at=told.now)})
    assert [finding in found for found in seen] == [False, True]


def test_of_an_altered_kind_nothing_is_derived(told: Stage) -> None:
    Document.objects.filter(type="kind").update(text={"forged": 1})
    assert all(effect is None for effect, _ in effects_of_envelopes())
    assert ("matters_matter", "id") in {(where.split()[0], column) for where, column in found()}
