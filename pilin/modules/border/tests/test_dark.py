"""The other side is dark while a barrier's days or the report of support pass: noted alone, ratified or taken back."""

from datetime import date

import pytest

from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, notes
from pilin.modules.border.models import Record
from pilin.modules.border.rules.records import ROADBLOCK, SUPPORT
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.samples import ROADBLOCK as BLOCK
from pilin.modules.border.tests.samples import SUPPORT as ASKED
from pilin.modules.border.tests.test_crossings_pages import PAGE, standing
from pilin.web.tests import samples

QUARTER = date(2026, 1, 1), date(2026, 7, 1)
GONE = {"filled": "1", "removed_on": "2026-04-04", "reason": "对方节点离线"}


def post(address: str, values: dict[str, str]) -> str:
    """Send a form and return the words of the page that follows."""
    answer = samples.browser("zhao").post(address, values, follow=True)
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


@pytest.fixture
def noted(beat: Beat) -> str:
    """Let the thirty days of a barrier that the neighbour reported pass in silence; note alone that it is gone."""
    beat.they_open(ROADBLOCK, BLOCK)
    beat.stage.later(days=33)
    assert "代行记录已签名保存" in post(f"/matters/{beat.stage.matter}/provisional/report_removed/", GONE)
    ((note, _kind),) = [one for one in notes() if one[1] == chain.PROVISIONAL]
    return note


def they_answer(beat: Beat, note: str, outcome: str) -> None:
    beat.stage.meet()
    beat.stage.they_tell(chain.answering(beat.stage.theirs, note, outcome, basis=CLAUSE, reason="已核"))
    beat.stage.meet()


def row(beat: Beat) -> tuple[str, bool]:
    found = Record.objects.get(pk=beat.stage.matter)
    return found.state, "report_removed" in found.content["done"]


def test_a_barrier_that_one_side_alone_calls_gone_stands(beat: Beat, noted: str, read: Read) -> None:
    assert (row(beat), standing(*QUARTER)) == (("standing", False), 1)
    said = read()
    assert "平湖市于 2026-04-04 在金山区离线期间就“报告已拆除”作了代行记录，只在平湖市一侧有效" in said
    assert "轮到金山区追认或提出不同意见；法定截止 2026-04-01 已过" in said
    assert "■ 路障在" in read(PAGE)
    beat.stage.meet()
    assert (row(beat), beat.stage.same()) == (("standing", False), True)


def test_ratified_it_is_reported_and_both_confirm(beat: Beat, noted: str, read: Read) -> None:
    they_answer(beat, noted, "ratified")
    assert "已由金山区追认。轮到平湖市正式办理这一步" in read()
    beat.take("report_removed", removed_on="2026-04-04")
    assert row(beat) == ("standing", True)
    assert "轮到平湖市正式办理" not in read()
    beat.both("confirm_removed")
    assert (row(beat), standing(*QUARTER)) == (("removed", True), 0)
    assert "✓ 双方确认已拆除" in read(PAGE)


def test_disputed_and_taken_back_it_stands_in_rows_counters_and_lists(beat: Beat, noted: str, read: Read) -> None:
    they_answer(beat, noted, "disputed")
    assert "金山区不同意：这一步没有办成" in read()
    answer = {"outcome": "reversed", "reason": "看错了桥"}
    assert "答复已签名" in post(f"/matters/{beat.stage.matter}/notes/{noted}/", answer)
    beat.stage.meet()
    assert "已撤销：这一步没有办成，状态仍是“路障在”" in read()
    assert (row(beat), standing(*QUARTER), beat.stage.same()) == (("standing", False), 1, True)
    assert "■ 路障在" in read(PAGE)
    assert BLOCK["title"] in read("/matters/")
    assert len(notes()) == 3


def test_an_outcome_of_support_is_noted_alone_and_ends_nothing(beat: Beat, read: Read) -> None:
    beat.they_open(SUPPORT, ASKED)
    beat.take("promise", people=8, vehicles=1, answered_by="新埭派出所")
    beat.stage.later(days=12)
    form = {"filled": "1", "outcome": "done", "reason": "对方节点离线"}
    assert "代行记录已签名保存" in post(f"/matters/{beat.stage.matter}/provisional/report_outcome/", form)
    found = Record.objects.get(pk=beat.stage.matter)
    assert (found.state, "outcome" in found.content["asserted"]) == ("promised", False)
    assert "结果：已支援完毕" in read()
    assert "轮到金山区追认或提出不同意见；法定截止 2026-03-12 已过" in read()


def test_what_both_must_sign_nobody_notes_alone(beat: Beat) -> None:
    beat.they_open(ROADBLOCK, BLOCK)
    beat.they_take("report_removed", removed_on="2026-03-03")
    beat.stage.later(days=2)
    said = post(f"/matters/{beat.stage.matter}/provisional/confirm_removed/", {"filled": "1", "reason": "离线"})
    assert "代行记录已签名保存" not in said
    assert notes() == []
