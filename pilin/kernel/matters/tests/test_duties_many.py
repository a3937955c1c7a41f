"""Many clocks at once, as after a new calendar: in batches, each clock once, with its progress, whatever fails."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base import ids
from pilin.base.canonical import digest_of
from pilin.kernel.federation.models import Envelope
from pilin.kernel.matters import actions, models, queries
from pilin.kernel.matters.delivery import duties
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import Stage
from pilin.kernel.matters.tests.test_duties import copies, pass_the_end, told

STATEMENTS_MAX = 14
"""For a batch of one clock in each matter, whatever their number."""


def whole_copies(stage: Stage, number: int) -> list[str]:
    """Put copies of the matter that was opened last beside it whose chains can be built on; return their ids."""
    row, opening = stage.row(), models.Entry.objects.get(matter_id=stage.matter, n=1)
    assert row.n == 1
    made = []
    for n in range(number):
        name, head = ids.new_id(stage.days(n)), digest_of(["copy", n])
        row.pk, row.head, row.fold = name, head, {**row.fold, "id": name, "head": head}
        row.save(force_insert=True)
        opening.pk, opening.matter_id, opening.hash, opening.carrier = None, name, head, head
        opening.ordered = {**opening.ordered, "matter": name, "hash": head}
        opening.save(force_insert=True)
        made.append(name)
    return made


@pytest.mark.parametrize("batch", [2, 3, 200])
def test_many_matters_are_turned_together_each_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(duties, "BATCH", batch)
    stage.open_petition()
    made = whole_copies(stage, 6)
    pass_the_end(stage)
    assert [duties.turn_clocks(at=stage.now), duties.turn_clocks(at=stage.now)] == [7, 0]
    assert told() == [("expire", "objection")] * 7
    turned = models.Entry.objects.filter(matter_id__in=[*made, stage.matter], n=2).values_list("matter_id", flat=True)
    assert {*turned} == {*made, stage.matter}
    assert models.Matter.objects.filter(n=2, clock="objection").count() == 7


def test_how_far_a_long_round_is_stands_in_the_log(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(duties, "BATCH", 3)
    stage.open_petition()
    whole_copies(stage, 3)
    pass_the_end(stage)
    duties.turn_clocks(at=stage.now)
    assert "clocks: 3 of 4 matters are seen to" in caplog.text
    assert "clocks: 4 of 4 matters are seen to" in caplog.text


def test_one_that_cannot_be_told_holds_back_no_other_of_its_batch(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.open_petition()
    whole_copies(stage, 2)
    (other,) = copies(stage, 1)
    pass_the_end(stage)
    assert duties.turn_clocks(at=stage.now) == 3
    assert f"the clocks of matter {other} " in caplog.text
    assert told() == [("expire", "objection")] * 3


def statements(stage: Stage) -> list[str]:
    """Return the statements about matters and envelopes with which the due clocks are turned."""
    with CaptureQueriesContext(connection) as captured:
        assert duties.turn_clocks(at=stage.now) == models.Matter.objects.count()
    return [query["sql"] for query in captured if "matters_" in query["sql"] or "envelope" in query["sql"]]


@pytest.mark.parametrize("number", [2, 30])
def test_more_matters_cost_no_more_statements(stage: Stage, number: int) -> None:
    stage.open_petition()
    whole_copies(stage, number)
    pass_the_end(stage)
    found = statements(stage)
    assert len(found) <= STATEMENTS_MAX, "\n".join(sql[:100] for sql in found)


def test_each_file_is_read_once_for_the_verb_and_the_docket(stage: Stage) -> None:
    stage.open_petition()
    whole_copies(stage, 3)
    pass_the_end(stage)
    read = [sql for sql in statements(stage) if sql.startswith("SELECT") and '"matters_entry"."ordered"' in sql]
    assert len(read) == 1


def test_what_a_batch_decides_is_what_one_by_one_decides(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.open_petition()
    one, other = whole_copies(stage, 2)
    pass_the_end(stage)
    actions.turn_clocks(matter=one, at=stage.now)
    actions.turn_clocks_of(matters=[other, stage.matter], at=stage.now)
    alone, together = (models.Matter.objects.get(pk=name) for name in (one, other))
    same = ("state", "final", "n", "turn", "clock", "warn_on", "rolled_end", "provisional", "title", "refused_by")
    assert [getattr(alone, name) for name in same] == [getattr(together, name) for name in same]
    assert alone.fold["clocks"] == together.fold["clocks"]


def provisional(stage: Stage) -> int:
    """Open a petition and copies of it before the calendar of the year in which its clocks end; return how many."""
    stage.open_petition("2025")
    whole_copies(stage, 3)
    stage.agree_calendar("2025", "2026")
    return sum(clock.provisional for clock in stage.ours.matter.clocks.values())


def test_several_clocks_of_a_matter_are_recounted_one_on_the_other(stage: Stage) -> None:
    clocks = provisional(stage)
    assert clocks > 1
    assert duties.turn_clocks(at=stage.now) == clocks * 4
    file = stage.ours
    assert not any(clock.provisional for clock in file.matter.clocks.values())
    assert [one.ordered.action for one in file.chain] == ["open", *["recount"] * clocks]
    assert [one.ordered.base for one in file.chain[1:]] == [one.ordered.hash for one in file.chain[:-1]]
    assert models.Matter.objects.filter(provisional=True).count() == 0


def test_both_sides_hold_the_same_after_a_batch(stage: Stage) -> None:
    provisional(stage)
    models.Entry.objects.exclude(matter_id=stage.matter).delete()  # the copies are ours alone
    models.Matter.objects.exclude(pk=stage.matter).delete()
    duties.turn_clocks(at=stage.now)
    stage.meet()
    assert stage.same()


def test_a_round_that_was_cut_short_goes_on_with_what_is_left(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "BATCH", 2)
    clocks, real, seen = provisional(stage), actions.turn_clocks_of, []

    def dies_in_the_second(**given: object) -> int:
        seen.append(given["matters"])
        if len(seen) == 2:
            raise SystemExit
        return real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "turn_clocks_of", dies_in_the_second)
    with pytest.raises(SystemExit):
        duties.turn_clocks(at=stage.now)
    assert models.Matter.objects.filter(provisional=False).count() == 2
    left = queries.progress()
    assert left is not None
    assert (left.done, left.total) == (2, 4)
    assert duties.turn_clocks(at=stage.now) == clocks * 2
    assert len(told()) == clocks * 4
    assert models.Matter.objects.filter(provisional=True).count() == 0


def test_people_see_a_long_round_until_it_is_done(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "BATCH", 3)
    provisional(stage)
    shown, real = [], actions.turn_clocks_of

    def watched(**given: object) -> int:
        shown.append(queries.progress())
        return real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "turn_clocks_of", watched)
    assert queries.progress() is None
    duties.turn_clocks(at=stage.now)
    assert [(one.done, one.total, one.began_at) for one in shown if one] == [(0, 4, stage.now), (3, 4, stage.now)]
    assert queries.progress() is None
    assert models.Progress.objects.count() == 1


def test_a_short_round_shows_nothing(stage: Stage) -> None:
    provisional(stage)
    duties.turn_clocks(at=stage.now)
    assert models.Progress.objects.count() == 0


def test_a_fault_leaves_nothing_of_its_batch_held_or_written(stage: Stage) -> None:
    stage.open_petition()
    (other,) = copies(stage, 1)
    pass_the_end(stage)
    with pytest.raises(Exception, match="base_is_old"):
        actions.turn_clocks_of(matters=[stage.matter, other], at=stage.now)
    assert models.Entry.objects.filter(matter_id=stage.matter).count() == 1
    assert Envelope.objects.filter(kind=chain.TIME).count() == 0
    assert actions.turn_clocks_of(matters=[stage.matter], at=stage.now) == 1


def test_what_is_held_ends_with_its_block(stage: Stage) -> None:
    stage.open_petition()
    with queries.holding([stage.matter]) as held:
        assert queries.held_of([stage.matter])[stage.matter] is held[stage.matter]
        queries.hold({"another": held[stage.matter]})
        assert "another" in held
    queries.hold({"nobody listens": held[stage.matter]})
    assert "nobody listens" not in held
    again = queries.held_of([stage.matter])[stage.matter]
    assert again is not held[stage.matter]
    assert again[0].chain == held[stage.matter][0].chain
