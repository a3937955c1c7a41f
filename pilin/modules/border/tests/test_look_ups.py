"""The register of look-ups on its pages: two persons, steps in order, nothing changed later, each reading logged."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border import actions
from pilin.modules.border.models import LookUp
from pilin.modules.border.queries import cameras as queries
from pilin.modules.border.rules.register_codes import RegisterRefusal
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.register import ASKED, AT, answered, asked, closed, entered, on_the_desk, sent
from pilin.web.models import AccessRecord
from pilin.web.tests import samples

PAGE = "/border/look-ups/"


@pytest.fixture
def camera(lined: Stage) -> str:
    """Enter a camera; return its id."""
    assert lined.matter == ""
    return entered()


@pytest.fixture
def number(camera: str) -> int:
    """Let zhao ask to look into its pictures; return the number of the look-up."""
    return asked(camera)


def refused(number: int, verb: Any, **members: Any) -> object:
    """Return why a step on a look-up is refused."""
    found = queries.look_up(number)
    assert found is not None
    with pytest.raises(Refused) as caught:
        verb(found[0], at=AT, **members)
    return caught.value.code


def test_an_empty_register_says_what_will_stand_there(read: Read) -> None:
    assert "没有调阅。每次调阅由一人申请、另一人批准" in read(PAGE)


def test_a_look_up_stands_in_the_register_with_unit_and_name(number: int, read: Read) -> None:
    words = read(PAGE)
    assert "新仓道口 办理案件 2026-03-01 12:00 2026-03-01 14:00 bureau desk 赵敏" in words
    assert "● 待批准" in words
    one = read(f"{PAGE}{number}/")
    for said in ("治安管理处罚法 样例条", "平公受字2026-12", "批准人不能是申请人：等有“签署”权限的另一人批准"):
        assert said in one


def test_a_look_up_goes_from_asking_to_its_result(number: int, read: Read) -> None:
    assert "批准" in read(f"{PAGE}{number}/", "wu")
    assert answered(number) == 302
    assert "● 已批准，待登记结果" in read(f"{PAGE}{number}/")
    assert closed(number)[0] == 302
    words = read(f"{PAGE}{number}/")
    assert "✓ 已登记结果" in words
    assert "批准人 吴芳 结果 查到" in words
    row = LookUp.objects.get()
    assert (row.asked_by, row.answered_by, row.closed_by, row.result) == ("zhao", "wu", "zhao", "found")
    assert row.late_from is None


def test_who_asks_does_not_approve(camera: str, read: Read) -> None:
    own = asked(camera, "wu")
    assert answered(own, account="wu") == 302
    assert LookUp.objects.get().is_approved is None
    assert "批准人不能是申请人" in read(f"{PAGE}{own}/", "wu")
    assert refused(own, actions.answer_look_up, is_approved=True, by="wu") is RegisterRefusal.APPROVER_IS_THE_ASKER


def test_the_sentence_says_why_nobody_approves_of_his_own(camera: str) -> None:
    own = asked(camera, "wu")
    browser = samples.browser("wu")
    browser.post(f"{PAGE}{own}/answer/", {"answer": "approve"})
    words = samples.text_of(browser.get(f"{PAGE}{own}/").content.decode())
    assert "批准人不能是申请人本人：调阅须由两个人分别申请和批准" in words


def test_only_who_may_sign_approves(number: int) -> None:
    for account in ("zhao", "li"):
        assert answered(number, account=account) == 403
    browser = samples.browser("wu", second_factor=False)
    assert browser.post(f"{PAGE}{number}/answer/", {"answer": "approve"}).status_code == 403
    assert LookUp.objects.get().is_approved is None


def test_what_is_not_approved_goes_no_further(number: int, read: Read) -> None:
    assert answered(number, "decline") == 302
    assert "○ 未批准" in read(f"{PAGE}{number}/")
    assert closed(number)[0] == 302
    row = LookUp.objects.get()
    assert (row.is_approved, row.result, row.late_from) == (False, "", None)


def test_what_says_nothing_plain_is_no_approval(number: int) -> None:
    sent(f"{PAGE}{number}/answer/", {}, "wu")
    assert LookUp.objects.get().is_approved is False


def test_nothing_is_said_twice(number: int) -> None:
    answered(number)
    answered(number, "decline")
    assert LookUp.objects.get().is_approved is True
    closed(number)
    closed(number, result="nothing")
    assert LookUp.objects.get().result == "found"
    past = RegisterRefusal.LOOK_UP_IS_PAST_THIS
    assert refused(number, actions.answer_look_up, is_approved=False, by="wu") is past
    plain = {"was_copied": False, "destroy_on": None, "by": "zhao"}
    assert refused(number, actions.close_look_up, result="nothing", **plain) is past
    assert refused(number, actions.enter_destruction, by="zhao") is past


def test_of_two_that_answer_at_once_the_first_counts(number: int) -> None:
    found = queries.look_up(number)
    assert found is not None
    seen, _place = found
    actions.answer_look_up(seen, is_approved=False, by="wu", at=AT)
    with pytest.raises(Refused) as caught:
        actions.answer_look_up(seen, is_approved=True, by="sun", at=AT)
    assert caught.value.code is RegisterRefusal.LOOK_UP_IS_PAST_THIS
    assert LookUp.objects.get().answered_by == "wu"


def test_a_copy_is_destroyed_once_and_told_until_then(number: int, read: Read, scene: Stage) -> None:
    answered(number)
    assert closed(number, was_copied="on", destroy_on="2026-03-10")[0] == 302
    assert on_the_desk() == 0
    scene.later(days=9)
    assert "■ 副本销毁期限已过" in read(PAGE)
    assert "■ 副本销毁期限已过" in read("/border/cameras/", "li")
    assert on_the_desk() == 1
    for _ in range(2):
        assert sent(f"{PAGE}{number}/destroyed/", {})[0] == 302
    assert "副本销毁日期 2026-03-11" in read(f"{PAGE}{number}/")
    assert (on_the_desk(), LookUp.objects.get().destroyed_by) == (0, "zhao")


@pytest.mark.parametrize("change", [{"was_copied": "on"}, {"destroy_on": "2026-03-10"}])
def test_a_copy_and_its_day_go_together(number: int, change: dict[str, str]) -> None:
    answered(number)
    status, words = closed(number, **change)
    assert status == 200
    assert "复制了的须写最迟何时销毁" in words
    assert LookUp.objects.get().result == ""


@pytest.mark.parametrize("change", [{"result": "someone"}, {"result": ""}, {"destroy_on": "2026-02-30"}])
def test_a_result_that_does_not_read_gets_a_sentence(number: int, change: dict[str, str]) -> None:
    answered(number)
    html = samples.browser("zhao").post(f"{PAGE}{number}/close/", {"result": "found", **change}).content.decode()
    assert 'class="error"' in html
    assert samples.faults_of(html) == []
    assert LookUp.objects.get().result == ""


def test_a_look_up_that_stays_open_is_told_after_a_week(number: int, read: Read, scene: Stage) -> None:
    scene.later(days=7)
    assert "● 待批准" in read(f"{PAGE}{number}/")
    scene.later(days=1)
    assert "■ 有调阅没有登记结果（第 16 条）" in read(f"{PAGE}{number}/")
    assert "■ 有调阅没有登记结果（第 16 条）" in read("/border/cameras/", "li")
    assert "1 处摄像头" in read("/desk/")


def test_what_waits_stands_before_what_is_over(camera: str, read: Read) -> None:
    first, second, third = (asked(camera, paper=f"单{number}") for number in range(3))
    answered(first)
    closed(first, was_copied="on", destroy_on="2026-03-05")
    answered(second, "decline")
    assert [one.id for one, _place in queries.look_ups()] == [first, third, second]
    words = read(PAGE)
    assert words.index("待批准") < words.index("未批准")


@pytest.mark.parametrize(
    "change",
    [
        {"last": "2026-03-01T12:00"},
        {"last": "2026-03-01T11:59"},
        {"last": "2026-03-03T12:00"},
        {"first": "2026-01-01T00:00", "last": "2026-02-28T00:00"},
        {"first": "2025-12-01T00:00", "last": "2025-12-01T01:00"},
        {"first": "0001-01-01T00:00", "last": "0001-01-01T01:00"},
        {"first": "9999-12-31T00:00", "last": "9999-12-31T23:00"},
    ],
)
def test_a_span_that_is_none_gets_a_sentence(camera: str, change: dict[str, str]) -> None:
    status, words = sent(f"/border/cameras/{camera}/look-up/", {**ASKED, **change})
    assert (status, "调阅时段不对：起须早于止" in words) == (200, True)
    assert not LookUp.objects.exists()


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("purpose", "curiosity"),
        ("purpose", ""),
        ("article", ""),
        ("article", "条" * 121),
        ("paper", ""),
        ("paper", "9" * 61),
        ("first", "yesterday"),
        ("last", "2026-13-01T00:00"),
    ],
)
def test_what_does_not_read_gets_a_sentence(camera: str, name: str, odd: str) -> None:
    html = samples.browser("zhao").post(f"/border/cameras/{camera}/look-up/", {**ASKED, name: odd}).content.decode()
    assert f'id="id_{name}_error"' in html
    assert not LookUp.objects.exists()


def test_a_person_in_the_texts_is_masked(camera: str) -> None:
    asked(camera, article="找车 浙F12345", paper="电话 13812345678")
    row = LookUp.objects.get()
    assert (row.article, row.paper) == ("找车 ***", "电话 ***")


def test_no_picture_and_nobody_sought_is_taken(camera: str) -> None:
    film = SimpleUploadedFile("c.mp4", b"\x00\x00\x00\x18ftypmp42", content_type="video/mp4")
    asked(camera, film=film, person="张三", plate="浙F12345")  # type: ignore[arg-type]
    held = " ".join(map(str, LookUp.objects.values().get().values()))
    assert not any(word in held for word in ("ftyp", "张三", "12345"))
    page = samples.browser("zhao").get(f"/border/cameras/{camera}/look-up/").content.decode()
    assert 'type="file"' not in page


def test_who_reads_the_register_stands_in_the_access_log(number: int, read: Read) -> None:
    before = AccessRecord.objects.filter(event="protected_read").count()
    read(PAGE)
    read(f"{PAGE}{number}/", "wu")
    rows = AccessRecord.objects.filter(event="protected_read").order_by("number")[before:]
    assert [(row.account, row.subject) for row in rows] == [("zhao", "border/look-ups"), ("wu", f"look-up/{number}")]


def test_who_was_not_let_in_stands_there_too(number: int) -> None:
    assert samples.browser("li").get(f"{PAGE}{number}/").status_code == 403
    row = AccessRecord.objects.latest("number")
    assert (row.event, row.account, row.subject) == ("right_missing", "li", f"{PAGE}{number}/")


def test_the_register_of_cameras_shows_no_look_up(number: int, read: Read) -> None:
    row = LookUp.objects.get(pk=number)
    for page in ("/border/cameras/", f"/border/cameras/{row.camera}/"):
        words = read(page, "li")
        assert "平公受字2026-12" not in words
        assert "赵敏" not in words


@pytest.mark.parametrize("page", ["", "answer/", "close/", "destroyed/"])
def test_an_unknown_look_up_is_none(scene: Stage, page: str) -> None:
    assert scene.matter == ""
    browser, address = samples.browser("wu"), f"{PAGE}{'9' * 18}/{page}"
    assert (browser.post(address, {"result": "found"}) if page else browser.get(address)).status_code == 404


def test_the_name_of_who_left_stays_his_account(number: int, read: Read) -> None:
    LookUp.objects.update(asked_by="gone")
    assert "gone" in read(PAGE)
    assert "gone" in read(f"{PAGE}{number}/")
