"""The register of cameras on its pages: entries are added and never changed, what is late is said, no file comes in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border import actions
from pilin.modules.border.models import CameraEntry
from pilin.modules.border.queries import cameras as queries
from pilin.modules.border.rules.cameras import Alarm
from pilin.modules.border.rules.register_codes import RegisterRefusal
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.register import ASKED, AT, CAMERA, DAY, FORM, NEW, asked, entered, on_the_desk, sent
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

PAGE = "/border/cameras/"
BARE = {"filing_number": "", "filed_on": "", "reviewed_on": ""}


@pytest.fixture
def camera(lined: Stage) -> str:
    """Enter a camera; return its id."""
    assert lined.matter == ""
    return entered()


def test_an_empty_register_says_what_will_stand_there(read: Read) -> None:
    words = read(PAGE, "li")
    assert "这里没有摄像头。本方经办人登记在哪里、为什么" in words
    assert "登记摄像头" not in words.replace("只登记摄像头和调阅", "")


def test_a_camera_stands_in_the_register(camera: str, read: Read) -> None:
    assert "21000 新仓道口 平湖市公安局 备2026-1 60 ● 合规" in read(PAGE, "li")
    words = read(f"{PAGE}{camera}/", "li")
    for said in (
        "道口治安",
        "新仓派出所值班岗、科信大队运维岗",
        "备2026-1 2026-02-01",
        "0573-85000000",
        "1 2026-03-02",
    ):
        assert said in words


def test_cameras_stand_along_the_line(lined: Stage, read: Read) -> None:
    assert lined.matter == ""
    for at_m, place in ((58_000, "末道口"), (0, "首道口"), (9_000, "中道口")):
        entered(at_m=str(at_m), place=place)
    words = read(PAGE, "li")
    assert words.index("首道口") < words.index("中道口") < words.index("末道口")


def test_what_is_entered_again_leaves_what_was_entered(camera: str, read: Read) -> None:
    assert sent(f"{PAGE}{camera}/again/", {**FORM, "storage_days": "120"})[0] == 302
    held = CameraEntry.objects.order_by("version").values_list("version", "storage_days", "is_last")
    assert list(held) == [(1, 60, False), (2, 120, True)]
    assert [one.storage_days for one in queries.cameras()] == [120]
    assert "▲ 保存超过 90 日，须说明必要（第 17 条）" in read(PAGE, "li")
    words = read(f"{PAGE}{camera}/", "li")
    assert words.index("2 2026-03-02") < words.index("1 2026-03-02")


def test_the_form_of_an_update_bears_what_stands(camera: str) -> None:
    html = samples.browser("zhao").get(f"{PAGE}{camera}/again/").content.decode()
    for said in ('value="新仓道口"', 'value="2026-01-10"', 'value="60"', "checked"):
        assert said in html
    assert "更新登记：新仓道口" in samples.text_of(html)


def test_duties_that_are_late_are_said_with_their_article(lined: Stage, read: Read) -> None:
    assert lined.matter == ""
    entered(**BARE, has_sign="", storage_days="7")
    words = read(PAGE, "li")
    for said in (
        "没有提示标识（第 13 条）",
        "逾期未备案（第 14 条）",
        "保存不足 30 日（第 17 条）",
        "影响评估或复核到期",
    ):
        assert said in words
    assert "最迟 2026-02-09" in read(f"{PAGE}{CameraEntry.objects.get().camera}/", "li")


def test_what_is_late_can_be_listed_by_itself(camera: str, read: Read) -> None:
    entered(place="乙道口", storage_days="29")
    words = read(f"{PAGE}?late=1", "li")
    assert "乙道口" in words
    assert "新仓道口" not in words
    assert camera in {one.id for one in queries.cameras()}


def test_the_desk_counts_cameras_of_which_something_is_late(camera: str, read: Read) -> None:
    assert "处摄像头" not in read("/desk/", "zhao")
    entered(place="乙道口", has_sign="", storage_days="7")
    entered(place="丙道口", **BARE)
    assert "2 处摄像头的备案、标识、保存、调阅或复核逾期，请补办。" in read("/desk/", "zhao")
    assert f'href="{PAGE}?late=1"' in samples.browser("zhao").get("/desk/").content.decode()
    asked(camera)
    assert on_the_desk() == 2


def test_a_term_that_passes_is_told_without_anybody_doing_anything(camera: str, read: Read, scene: Stage) -> None:
    sent(f"{PAGE}{camera}/again/", {**FORM, "ends_on": "2026-03-05"})
    assert "● 合规" in read(PAGE, "li")
    scene.later(days=5)
    assert "■ 计划停用日期已过" in read(PAGE, "li")
    assert on_the_desk() == 1


def test_a_camera_that_is_off_is_late_with_nothing_and_listed_apart(camera: str, read: Read) -> None:
    assert sent(f"{PAGE}{camera}/again/", {**FORM, **BARE, "is_off": "on"})[0] == 302
    assert on_the_desk() == 0
    assert "新仓道口" not in read(PAGE, "li")
    assert "○ 已停用" in read(f"{PAGE}?off=1", "li")
    assert entered() != camera  # where it stood, another one may stand now


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"storage_days": "0"}, "保存天数须为 1 至 3650 天的整数"),
        ({"storage_days": "1000000000"}, "保存天数须为 1 至 3650 天的整数"),
        ({"storage_days": "-5"}, "保存天数须为 1 至 3650 天的整数"),
        ({"filed_on": "2026-03-03"}, "日期 2026-03-03 还没有到"),
        ({"used_from": "9999-12-31"}, "日期 9999-12-31 还没有到"),
        ({"reviewed_on": "0001-01-01"}, "日期 0001-01-01 还没有到，或者早于 1990 年"),
        ({"filed_on": ""}, "备案编号和备案日期要么都写，要么都不写"),
        ({"filing_number": ""}, "备案编号和备案日期要么都写，要么都不写"),
        ({"ends_on": "2020-01-01"}, "计划停用日期须不早于启用日期"),
        ({"second_office": FORM["first_office"]}, "两个负责岗位写成了同一个"),
        ({"at_m": "58001"}, "58000"),
        ({"at_m": "-1"}, "58000"),
        ({"at_m": "9" * 40}, "58000"),
    ],
)
def test_an_entry_that_does_not_hold_gets_a_sentence(lined: Stage, change: dict[str, str], said: str) -> None:
    assert lined.matter == ""
    status, words = sent(NEW, {**FORM, **change})
    assert (status, said in words) == (200, True), words
    assert not CameraEntry.objects.exists()


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("storage_days", "many"),
        ("storage_days", "9" * 5000),
        ("at_m", "1e9"),
        ("used_from", "2026-02-30"),
        ("place", "道" * 61),
        ("place", ""),
        ("place", "  "),
        ("purpose", "用" * 121),
        ("complain_to", ""),
    ],
)
def test_what_does_not_read_gets_a_sentence(lined: Stage, name: str, odd: str) -> None:
    assert lined.matter == ""
    html = samples.browser("zhao").post(NEW, {**FORM, name: odd}).content.decode()
    assert f'id="id_{name}_error"' in html
    assert not CameraEntry.objects.exists()


def test_a_refusal_stands_at_its_field(lined: Stage) -> None:
    assert lined.matter == ""
    html = samples.browser("zhao").post(NEW, {**FORM, "filed_on": "2026-03-03"}).content.decode()
    assert 'id="id_filed_on_error"' in html
    assert samples.faults_of(html) == []


def test_a_camera_is_entered_once(camera: str) -> None:
    status, words = sent(NEW, {**FORM, "operator": "金山区公安分局"})
    assert status == 200
    assert "里程 21000 米的“新仓道口”已经登记" in words
    assert [row.camera for row in CameraEntry.objects.all()] == [camera]
    assert sent(NEW, {**FORM, "place": "新仓道口 东侧"})[0] == 302


def test_a_camera_is_not_moved_onto_another(camera: str) -> None:
    other = entered(place="乙道口")
    assert "已经登记" in sent(f"{PAGE}{other}/again/", FORM)[1]
    assert {one.place for one in queries.cameras()} == {"新仓道口", "乙道口"}
    assert queries.camera(camera) == queries.entries_of(camera)[0].camera


def test_two_that_enter_one_camera_at_once_are_one(lined: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lined.matter == ""
    actions.enter_camera(CAMERA, by="zhao", at=AT)
    monkeypatch.setattr(queries, "standing_at", lambda _at_m: [])  # as if the other had not come yet
    with pytest.raises(Refused) as caught:
        actions.enter_camera(CAMERA, by="wu", at=AT)
    assert caught.value.code is RegisterRefusal.CAMERA_STANDS_ALREADY
    assert CameraEntry.objects.count() == 1


def test_the_table_itself_holds_one_last_entry_a_camera(camera: str) -> None:
    row = CameraEntry.objects.get(camera=camera)
    row.pk, row.version, row.place = None, 2, "别处"
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_persons_in_texts_are_masked_and_numbers_of_offices_are_not(lined: Stage) -> None:
    assert lined.matter == ""
    entered(purpose="找 浙F12345 的 13812345678", filing_number="11010519491231002X")
    row = CameraEntry.objects.get()
    assert row.purpose == "找 *** 的 ***"
    assert row.complain_to == FORM["complain_to"]
    assert "19491231" not in row.filing_number


def test_a_film_or_an_address_that_is_sent_along_is_not_taken(lined: Stage) -> None:
    assert lined.matter == ""
    film = SimpleUploadedFile("c.mp4", b"\x00\x00\x00\x18ftypmp42", content_type="video/mp4")
    assert sent(NEW, {**FORM, "film": film, "image": film, "url": "rtsp://10.0.0.1/1"})[0] == 302
    held = " ".join(map(str, CameraEntry.objects.values().get().values()))
    assert "rtsp" not in held
    assert "ftyp" not in held
    assert 'type="file"' not in samples.browser("zhao").get(NEW).content.decode()


def test_who_only_reads_enters_nothing(camera: str, read: Read) -> None:
    for page in (NEW, f"{PAGE}{camera}/again/", f"{PAGE}{camera}/look-up/", "/border/look-ups/"):
        assert samples.browser("li").get(page).status_code == 403
        assert sent(page, FORM, "li")[0] in (403, 405)
    assert "更新登记" not in read(f"{PAGE}{camera}/", "li")
    assert samples.browser("hu").get(PAGE).status_code == 403


@pytest.mark.parametrize("page", ["{0}/", "{0}/again/", "{0}/look-up/"])
def test_an_unknown_camera_is_none(scene: Stage, page: str) -> None:
    assert scene.matter == ""
    assert samples.browser("zhao").get(f"{PAGE}{page.format('0' * 36)}").status_code == 404


def test_the_registers_cost_no_more_with_more_cameras(camera: str) -> None:
    numbers = iter(range(100))

    def grow() -> None:
        for number in (next(numbers) for _ in range(3)):
            asked(entered(place=f"道口{number}", has_sign=""))

    costs_no_more(PAGE, grow)
    costs_no_more(f"{PAGE}{camera}/", lambda: sent(f"{PAGE}{camera}/again/", FORM))
    costs_no_more(f"{PAGE}?late=1", grow)
    grow()
    samples.browser("zhao").get("/border/look-ups/")  # the first row of the log asks for more
    costs_no_more("/border/look-ups/", grow, account="zhao")
    number = asked(camera)
    costs_no_more(f"/border/look-ups/{number}/", grow, account="zhao")


def test_what_was_written_is_shown_as_it_was_written(lined: Stage) -> None:
    assert lined.matter == ""
    wicked = "<script>alert(1)</script>"
    camera = entered(place=wicked, operator=wicked, purpose=wicked, first_office=wicked)
    number = asked(camera, article=wicked)
    pages = (PAGE, f"{PAGE}{camera}/", f"{PAGE}{camera}/again/", "/border/look-ups/", f"/border/look-ups/{number}/")
    for page in pages:
        assert "<script>alert" not in samples.browser("zhao").get(page).content.decode(), page


def test_alarms_of_many_cameras_are_asked_for_at_once(camera: str) -> None:
    other = entered(place="乙道口", has_sign="", storage_days="10")
    found = queries.alarms_of(queries.cameras(), day=DAY)
    assert dict(found) == {camera: [], other: [Alarm.NO_SIGN, Alarm.STORAGE_IS_SHORT]}
    gone = [replace(one, is_off=True) for one in queries.cameras()]
    assert [*queries.alarms_of(gone, day=DAY + timedelta(days=400)).values()] == [[], []]


def test_what_is_kept_of_a_term_is_what_the_rules_say(camera: str) -> None:
    """The desk counts by a column; the page reckons by the rules; both must say the same on every day."""
    entered(place="乙道口", **BARE)
    changes: list[dict[str, Any]] = [{"ends_on": "2026-03-20"}, {"storage_days": "91"}, {"has_sign": ""}]
    for number, change in enumerate(changes):
        entered(place=f"道口{number}", **change)
    for days in (0, 10, 19, 310, 311, 400):
        day = DAY + timedelta(days=days)
        late = {one.id for one in queries.cameras(late_on=day)}
        alarms = queries.alarms_of(queries.cameras(), day=day)
        assert late == {named for named, told in alarms.items() if told}, days
    assert camera in late


def test_a_mark_that_nobody_sees_is_told_in_its_field_and_nothing_is_lost(read: Read) -> None:
    status, words = sent(NEW, {**FORM, "place": "新仓\u202e道口"})
    assert (status, "U+202E" in words) == (200, True)
    camera = entered()
    status, words = sent(f"/border/cameras/{camera}/look-up/", {**ASKED, "paper": "调\u202e单"})
    assert (status, "U+202E" in words) == (200, True)
    assert (
        "调⟦U+202E⟧单"
        in samples.browser("zhao")
        .post(f"/border/cameras/{camera}/look-up/", {**ASKED, "paper": "调\u202e单"})
        .content.decode()
    )
