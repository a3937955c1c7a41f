"""The side that transferred is dark while the days of telling pass: what is noted alone, ratified or taken back."""

from collections.abc import Callable

import pytest

from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, notes
from pilin.modules.petitions import models, queries
from pilin.modules.petitions.tests.test_views import page
from pilin.modules.petitions.tests.window import DESK, Window
from pilin.web.tests import samples
from tests.web import budget

pytestmark = pytest.mark.django_db
Read = Callable[..., str]

NOTED = "平湖市于 2026-03-21 在金山区离线期间就“受理”作了代行记录，只在平湖市一侧有效，状态仍是“已转送，待受理”"


def post(address: str, **values: str) -> str:
    """Send a form and return the words of the page that follows."""
    answer = samples.browser("zhao").post(address, values, follow=True)
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


@pytest.fixture
def received(window: Window) -> models.Case:
    """Return a petition that the neighbour transferred to us, which an office of ours has taken."""
    matter = window.they_transfer()
    window.they_file(matter, {"request": "堵口", "facts": "污水"})
    window.worker()
    models.Case.objects.filter(matter=matter).update(office=DESK)
    return window.of_matter(matter)


@pytest.fixture
def noted(window: Window, received: models.Case) -> str:
    """Let the fifteen days pass in silence, and note alone that we accept; return the note."""
    window.stage.later(days=19)
    said = post(f"/matters/{received.matter}/provisional/accept/", filled="1", reason="对方节点离线")
    assert "代行记录已签名保存" in said
    ((note, _kind),) = [one for one in notes() if one[1] == chain.PROVISIONAL]
    return note


def they_answer(window: Window, note: str, outcome: str) -> None:
    """Let the neighbour come back, hear of the note and answer it."""
    window.stage.meet()
    window.stage.they_tell(chain.answering(window.stage.theirs, note, outcome, basis=CLAUSE, reason="已核"))
    window.stage.meet()


def standing(case: models.Case) -> tuple[str, str, bool, object]:
    """Return what our own table says of a case: state, handler, whether it is over, and when it was accepted."""
    case.refresh_from_db()
    return case.state, case.handler, case.is_over, case.accepted_on


def accepted_here() -> int:
    """Return what the ten duties count as accepted by us in the quarter."""
    told = queries.figures(start=samples.LONG_AGO, end=samples.LONG_AGO.replace(year=2100))
    return next(one.by_side.get(US, 0) for one in told if "受理" in one.label)


def test_a_receiver_notes_alone_that_it_accepts_and_its_own_table_does_not_move(
    window: Window, received: models.Case, noted: str, read: Read
) -> None:
    """信访工作条例 23(3): fifteen days to decide and tell; the petitioner does not wait for a line."""
    assert standing(received) == ("transferred", "", False, None)
    assert accepted_here() == 0
    said = read(page(received))
    assert NOTED in said
    assert "轮到金山区追认或提出不同意见；法定截止 2026-03-09 已过（信访工作条例 23(3)），请立即办理。" in said
    assert NOTED in read(f"/matters/{received.matter}/")
    window.stage.meet()
    assert (standing(received)[0], window.stage.same()) == ("transferred", True)


def test_ratified_it_is_still_to_be_done_and_then_it_is(
    window: Window, received: models.Case, noted: str, read: Read
) -> None:
    they_answer(window, noted, "ratified")
    said = read(page(received))
    assert "所作的代行记录已由金山区追认。轮到平湖市正式办理这一步" in said
    assert standing(received) == ("transferred", "", False, None)
    window.take("accept")
    assert standing(received)[:2] == ("accepted", US)
    assert accepted_here() == 1
    assert "代行记录" not in read(page(received))
    assert len(notes()) == 2


def test_disputed_and_taken_back_it_is_not_shown_as_done(
    window: Window, received: models.Case, noted: str, read: Read
) -> None:
    they_answer(window, noted, "disputed")
    assert "金山区不同意：这一步没有办成，状态仍是“已转送，待受理”。轮到平湖市撤销记录" in read(page(received))
    assert "答复已签名" in post(f"/matters/{received.matter}/notes/{noted}/", outcome="reversed", reason="误记")
    said = read(page(received))
    assert "所作的代行记录已撤销：这一步没有办成，状态仍是“已转送，待受理”" in said
    assert "状态： 已转送，待受理" in said.replace("状态：已", "状态： 已")
    assert standing(received) == ("transferred", "", False, None)
    assert accepted_here() == 0
    window.stage.meet()
    assert window.stage.same()
    assert [kind for _, kind in notes()] == [chain.PROVISIONAL, chain.ANSWER, chain.ANSWER]


def test_what_was_taken_back_is_done_the_other_way_and_forgotten_by_the_page(
    window: Window, received: models.Case, noted: str, read: Read
) -> None:
    they_answer(window, noted, "disputed")
    post(f"/matters/{received.matter}/notes/{noted}/", outcome="reversed", reason="误记")
    window.stage.meet()
    window.they_take("leave", exit="withdrawn")
    assert standing(received)[:3] == ("left", "", True)
    assert "代行记录" not in read(page(received))
    assert [one.id for one in queries.listed(window.eyes(), over=True)[0]] == [received.pk]


def test_a_day_of_silence_is_asked_for_and_nothing_is_lost_before(window: Window, received: models.Case) -> None:
    said = post(f"/matters/{received.matter}/provisional/accept/", filled="1", reason="对方节点离线")
    assert "代行记录已签名保存" not in said
    assert notes() == []


def test_only_what_its_kind_foresees_is_noted_alone(window: Window, received: models.Case) -> None:
    window.stage.later(days=2)
    said = post(f"/matters/{received.matter}/provisional/object/", filled="1", ground="place", reason="对方节点离线")
    assert "代行记录已签名保存" not in said
    assert notes() == []


def test_a_note_of_the_other_side_is_answered_from_the_page_of_the_matter(window: Window, read: Read) -> None:
    """The other way round: we transferred, and were dark ourselves."""
    row = window.transferred()
    window.stage.later(days=19)
    draft = chain.provisioning(window.stage.theirs, "accept", basis=CLAUSE, receipt_at=window.stage.now, fields={})
    note = window.stage.they_tell(draft).hash
    window.stage.meet()
    assert "金山区于 2026-03-21 在平湖市离线期间就“受理”作了代行记录" in read(page(row))
    assert "答复已签名" in post(f"/matters/{row.matter}/notes/{note}/", outcome="ratified", reason="")
    window.they_take("accept")
    assert standing(row)[:2] == ("accepted", THEM)


def test_notes_cost_the_page_no_more(window: Window, received: models.Case) -> None:
    window.stage.later(days=2)
    address = f"/matters/{received.matter}/provisional/accept/"
    post(address, filled="1", reason="对方节点离线")
    budget.costs_no_more(page(received), lambda: post(address, filled="1", reason="仍然离线"), account="zhao")
