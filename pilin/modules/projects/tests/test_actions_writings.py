"""Drafts in the making: every save is kept, two who save at once lose nothing, tables make nothing twice."""

import pytest
from django.db import IntegrityError, transaction

from pilin.base import ids
from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Begun, Saved, writings
from pilin.modules.projects.models import Writing, WritingVersion
from pilin.modules.projects.queries import Written
from pilin.modules.projects.rules.table_refusals import TableRefusal

FIELDS = {"title": "界河保洁", "field": "f5", "aims": "水清"}
BEGUN = Begun("plan", "界河保洁", FIELDS)


@pytest.fixture
def draft(scene: Stage) -> str:
    return actions.begin(BEGUN, by="赵", at=scene.now)


def save(scene: Stage, draft: str, *, base: int, by: str = "李", both_seen: bool = True, **fields: str) -> Saved:
    scene.later(seconds=60)
    return actions.save(draft, {**FIELDS, **fields}, base=base, both_seen=both_seen, by=by, at=scene.now)


def stands(draft: str) -> Written:
    found = queries.writing(draft)
    assert found is not None
    return found


def test_a_draft_begins_with_its_first_version(scene: Stage, draft: str) -> None:
    found = stands(draft)
    assert (found.title, found.version, found.saved_by, found.saved_at) == ("界河保洁", 1, "赵", scene.now)
    assert found.fields == FIELDS
    assert [one.number for one in queries.latest_versions(draft)] == [1]


def test_a_save_makes_a_version_and_one_that_changes_nothing_makes_none(scene: Stage, draft: str) -> None:
    assert save(scene, draft, base=1, title="界河共治").version == 2
    assert stands(draft).title == "界河共治"
    assert save(scene, draft, base=2, title="界河共治").version == 2
    assert WritingVersion.objects.count() == 2


def test_two_people_who_save_one_plan_lose_nothing_where_they_wrote_apart(scene: Stage, draft: str) -> None:
    save(scene, draft, base=1, by="赵", title="界河共治")
    saved = save(scene, draft, base=1, by="李", aims="岸绿")
    assert saved.merged.taken == ("title",)
    assert stands(draft).fields == {"title": "界河共治", "field": "f5", "aims": "岸绿"}
    assert queries.saved_by_others(draft, since=1, account_name="李")[0][0] == "赵"
    assert queries.saved_by_others(draft, since=1, account_name="赵")[0][0] == "李"


def test_two_people_who_write_one_field_see_both_and_both_are_kept(scene: Stage, draft: str) -> None:
    save(scene, draft, base=1, by="赵", title="甲")
    saved = save(scene, draft, base=1, by="李", title="乙")
    assert [(one.mine, one.theirs) for one in saved.merged.clashes] == [("乙", "甲")]
    assert stands(draft).title == "甲"
    aside = [one.fields["title"] for one in queries.latest_versions(draft) if one.is_aside and one.saved_by == "李"]
    assert "乙" in aside
    decided = save(scene, draft, base=saved.base, by="李", title="乙")
    assert decided.merged.clashes == ()
    assert stands(draft).title == "乙"


def test_saving_by_itself_never_decides_between_two_texts(scene: Stage, draft: str) -> None:
    save(scene, draft, base=1, by="赵", title="甲")
    base = 1
    for _ in range(3):
        saved = save(scene, draft, base=base, by="李", title="乙", both_seen=False)
        assert [one.name for one in saved.merged.clashes] == ["title"]
        base = saved.base
    assert stands(draft).title == "甲"


def test_saving_by_itself_goes_on_beside_somebody_else(scene: Stage, draft: str) -> None:
    save(scene, draft, base=1, by="赵", title="甲")
    first = save(scene, draft, base=1, by="李", aims="岸绿", both_seen=False)
    second = save(scene, draft, base=first.base, by="李", aims="岸绿水清", both_seen=False)
    assert second.merged.clashes == ()
    assert stands(draft).fields == {"title": "甲", "field": "f5", "aims": "岸绿水清"}


def test_a_base_that_is_not_kept_any_more_shows_both(scene: Stage, draft: str) -> None:
    saved = save(scene, draft, base=77, title="乙")
    assert [one.name for one in saved.merged.clashes] == ["title"]
    assert stands(draft).title == "界河保洁"


def test_versions_are_bounded(scene: Stage, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writings, "VERSIONS_MAX", 3)
    for number in range(1, 6):
        save(scene, draft, base=number, title=f"第{number}版")
    assert [one.number for one in queries.latest_versions(draft)] == [6, 5, 4]


def test_a_draft_is_sent_once_and_as_it_was_seen(scene: Stage, draft: str) -> None:
    with pytest.raises(Refused) as changed:
        actions.send(draft, version=7, verb=lambda: "matter")
    assert changed.value.code is TableRefusal.DRAFT_HAS_CHANGED
    assert actions.send(draft, version=1, verb=lambda: "matter") == "matter"
    for verb in (
        lambda: actions.send(draft, version=1, verb=lambda: "another"),
        lambda: save(scene, draft, base=1, title="甲"),
        lambda: actions.drop(draft, is_dropped=True),
    ):
        with pytest.raises(Refused) as sent:
            verb()
        assert sent.value.code is TableRefusal.DRAFT_IS_SENT
    assert queries.writings() == []


def test_a_draft_that_could_not_be_sent_stays(scene: Stage, draft: str) -> None:
    def fail() -> str:
        raise Refused(TableRefusal.TABLE_IS_EMPTY)

    with pytest.raises(Refused), transaction.atomic():
        actions.send(draft, version=1, verb=fail)
    assert stands(draft).matter == ""


def test_what_is_dropped_can_be_taken_up_again_and_stands_last(scene: Stage, draft: str) -> None:
    scene.later(seconds=5)
    other = actions.begin(Begun("plan", "亮灯", {"title": "亮灯"}), by="赵", at=scene.now)
    assert [one.id for one in queries.writings()] == [other, draft]
    actions.drop(other, is_dropped=True)
    assert [one.id for one in queries.writings()] == [draft, other]
    actions.drop(other, is_dropped=False)
    assert [one.is_dropped for one in queries.writings()] == [False, False]


def test_a_table_that_is_imported_twice_makes_nothing_twice(scene: Stage) -> None:
    half = Begun("half", "界河保洁", {"done": "清淤"}, plan="p" * 36, month="2026-06")
    assert len(actions.import_drafts([BEGUN, half, BEGUN], by="赵", at=scene.now)) == 2
    assert actions.import_drafts([BEGUN, half], by="李", at=scene.now) == []
    first = Writing.objects.get(sort="plan")
    save(scene, first.pk, base=1, title="甲")
    actions.send(first.pk, version=2, verb=lambda: "matter")
    assert actions.import_drafts([BEGUN], by="李", at=scene.now) == []
    later = Begun("half", "界河保洁", {"done": "清淤"}, plan="p" * 36, month="2026-07")
    assert len(actions.import_drafts([later], by="李", at=scene.now)) == 1


def test_a_table_makes_all_its_drafts_or_none(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "new_id", lambda _at: "0" * 36)  # the second draft meets the first
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.import_drafts([BEGUN, Begun("plan", "亮灯", {"title": "亮灯"})], by="赵", at=scene.now)
    assert not Writing.objects.exists()


def test_typed_drafts_that_say_the_same_are_two(scene: Stage, draft: str) -> None:
    assert actions.begin(BEGUN, by="李", at=scene.now) != draft
