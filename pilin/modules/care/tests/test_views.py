"""The pages: shut with 403 and what is missing, then for the lawful body alone; rules 1, 5, 7, 8 and 11."""

from typing import Any

import pytest

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.rules import basis_of
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.tests.stage import CLAUSE, US
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import an_id
from pilin.modules.care import actions, models, rules
from pilin.modules.care.tests.conftest import CONTENT, TEXT, THERE, Room, enrol
from pilin.modules.care.views import starting
from pilin.modules.care.views.starting import clauses_called
from pilin.web.models import AccessRecord
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

SHUT = ["/care/", "/care/new/", f"/care/envelopes/{'0' * 36}/"]


def get(path: str, account: str = "zhao", code: int = 200) -> str:
    answer = samples.browser(account).get(path)
    assert answer.status_code == code, answer.content.decode()
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def post(path: str, account: str = "zhao", /, **data: Any) -> str:
    html = samples.browser(account).post(path, data, follow=True).content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def letter(room: Room, **changed: str) -> dict[str, str]:
    wanted = room.wanted()
    said = {**vars(CONTENT), "article": wanted.article, "delete_on": wanted.delete_on.isoformat(), "is_adult": "on"}
    return {**said, **changed}


@pytest.mark.parametrize("path", SHUT)
def test_rule_1_every_page_of_a_shut_room_is_forbidden_and_says_what_is_missing(room: Room, path: str) -> None:
    words = get(path, "wu", code=403)
    for missing in ("缺少个人信息保护影响评估", "缺少法律依据", "没有双方签署", "两个不同的法定机构", "还缺批准"):
        assert missing in words
    assert samples.browser("wu").post("/care/new/", letter(room)).status_code == 403


def test_rule_1_the_two_keys_are_turned_on_the_page(room: Room) -> None:
    said = {name: str(value) for name, value in vars(room.drafted()).items()}
    assert "还需两个不同机构的两个人批准" in post("/care/start/", "wu", **said)
    start = models.Start.objects.get().pk
    assert "起草启用登记的人不能自己批准" in post(f"/care/start/{start}/approve/", "wu")
    post(f"/care/start/{start}/approve/", "zheng")
    assert "还缺批准" in get("/care/", "wu", code=403)
    assert "各项齐备，已启用" in post(f"/care/start/{start}/approve/", "chen")
    assert THERE in get("/care/", "li")
    assert "已停用" in post(f"/care/start/{start}/stop/", "wu")
    assert "缺少个人信息保护影响评估" in get("/care/", "wu", code=403)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"assessment": ""}, "必填"), ({"ends_on": "2099-01-01"}, "启用期限最长 365 天"), ({"agreement": "x"}, "x")],
)
def test_rule_1_a_start_that_lacks_something_comes_back(room: Room, changed: dict[str, str], sentence: str) -> None:
    said = {name: str(value) for name, value in vars(room.drafted()).items()} | changed
    assert sentence in post("/care/start/", "wu", **said)
    assert not models.Start.objects.exists()


def test_only_who_signs_writes_a_start(room: Room) -> None:
    said = {name: str(value) for name, value in vars(room.drafted()).items()}
    assert samples.browser("zhao").post("/care/start/", said).status_code == 403
    assert not models.Start.objects.exists()
    assert "登记新的启用" not in get("/care/start/", "li")


def test_rule_11_nobody_of_another_body_sees_anything(room: Room) -> None:
    room.open()
    words = get("/care/", "chen", code=403)
    assert "这里只由法定机构“bureau”的人员办理" in words
    assert "启用条件" not in words.split("这里只由")[1]


def test_rule_2_an_envelope_is_written_and_what_it_must_not_say_comes_back_at_its_field(room: Room) -> None:
    room.open()
    assert "内容里有身份证号、电话或车牌" in post("/care/new/", **letter(room, text="电话 13800138000"))
    assert "未满十八周岁的人" in post("/care/new/", **letter(room, text="15岁"))
    assert "未满十八周岁的，一律不得" in post("/care/new/", **letter(room, is_adult=""))
    assert "清除日须晚于今天" in post("/care/new/", **letter(room, delete_on="2027-01-01"))
    assert "watch" in post("/care/new/", **letter(room, kind="watch"))
    assert not models.Envelope.objects.exists()
    assert "已签名，正在送达对方" in post("/care/new/", **letter(room))
    assert models.Envelope.objects.count() == 1


def test_rule_8_the_rights_of_persons_stand_on_the_page(room: Room) -> None:
    room.open()
    words = get("/care/", "li")
    assert "任何人都可以向任一方法定机构查询" in words
    assert "说明理由" in words
    assert "还没有联系单" in words


def test_rule_5_two_persons_open_on_the_page_and_it_is_logged(room: Room) -> None:
    room.open()
    page = f"/care/envelopes/{room.they_send()}/"
    assert "没有写拆阅理由" in post(f"{page}ask/", reason="")
    assert "请有“签署”权限的另一人确认" in post(f"{page}ask/", reason="安排培训")
    assert TEXT not in get(page)
    session = models.Session.objects.get().pk
    assert samples.browser("zhao").post(f"/care/sessions/{session}/join/").status_code == 403
    assert "已由两人拆阅" in post(f"/care/sessions/{session}/join/", "wu", envelope=page.split("/")[3])
    assert TEXT in get(page)
    assert TEXT not in get(page, "zheng")
    assert "赵敏 吴芳" in get(page, "li")
    rows = AccessRecord.objects.filter(event="protected_read", subject__startswith="care/")
    assert {row.account for row in rows} == {"zhao", "wu"}
    room.stage.later(seconds=1801)
    assert TEXT not in get(page)


def test_rule_5_alone_and_its_review_on_the_page(room: Room) -> None:
    room.open()
    page = f"/care/envelopes/{room.they_send()}/"
    assert "一人拆阅仅限有人生命受到威胁" in post(f"{page}alone/", "wu", alone_reason="急")
    assert "三个工作日内由另一人复核" in post(f"{page}alone/", "wu", alone_reason="急", danger="on")
    opening = models.Opening.objects.get().pk
    assert "应于此日前复核 2026-03-05" in get(page, "zheng")
    assert "确有必要" in post(f"/care/openings/{opening}/review/", "zheng", needed="yes", envelope=page.split("/")[3])


def test_rule_6_closing_on_the_page_erases_here_at_once(room: Room) -> None:
    room.open()
    page = f"/care/envelopes/{room.they_send()}/"
    assert "本节点的内容已清除" in post(f"{page}close/")
    assert "清除证明 330482" in get(page)
    assert samples.browser("zhao").get(f"/care/envelopes/{'0' * 36}/").status_code == 404


def test_a_script_in_what_came_is_shown_and_never_run(room: Room) -> None:
    room.open()
    page = f"/care/envelopes/{room.they_send(rules.Content('help', 'work', '1', '<script>alert(1)</script>'))}/"
    post(f"{page}alone/", "wu", alone_reason="<script>alert(2)</script>", danger="on")
    html = samples.browser("wu").get(page).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_rule_7_the_month_is_for_who_inspects_and_holds_no_content(room: Room) -> None:
    room.open()
    room.opened(room.they_send())
    enrol("sun", "孙", an_id("watch desk"), Right.INSPECT)
    words = get("/care/digest/", "sun")
    assert "赵敏 吴芳" in words
    assert TEXT not in words
    assert "还没有人拆阅" in get("/care/digest/?month=2026-02", "sun")
    assert "赵敏" in get("/care/digest/?month=nonsens", "sun")
    assert samples.browser("wu").get("/care/digest/").status_code == 403


def test_an_envelope_says_whose_turn_it_is_and_until_when(room: Room) -> None:
    room.open()
    page = f"/care/envelopes/{room.they_send()}/"
    assert f"● 办理中 · 轮到：bureau · 内容最迟 {room.wanted().delete_on.isoformat()} 清除" in get(page)
    assert "可不填" not in get(page, "wu")
    post(f"{page}close/")
    assert "轮到" not in get(page)


def test_a_tombstone_says_what_is_gone_and_what_stays(room: Room) -> None:
    room.open()
    envelope = room.send()
    page = f"/care/envelopes/{envelope}/"
    assert "不能恢复；这里只留" not in get(page)
    actions.close(envelope=envelope, at=room.stage.now)
    assert "不能恢复；这里只留" not in get(page)
    proof = models.Envelope.objects.get().proofs[US]
    room.they_tell(rules.ERASED, {"envelope": envelope, "digest": proof})
    assert "内容和密钥已从双方节点清除，不能恢复；这里只留编号、机构、日期、条文和双方的清除证明" in get(page)


def test_an_open_room_offers_no_third_key(room: Room) -> None:
    room.open()
    words = get("/care/start/", "wu")
    assert "批准启用" not in words
    assert "停用" in words


def test_the_list_and_the_openings_are_tables_that_a_phone_can_show(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    room.opened(envelope)
    for page, label in (("/care/", "清除日"), (f"/care/envelopes/{envelope}/", "理由")):
        html = samples.browser("wu").get(page).content.decode()
        assert '<table class="grid" role="table">' in html
        assert f'data-label="{label}"' in html


def test_the_list_costs_no_more_for_more(room: Room) -> None:
    room.open()
    page = f"/care/envelopes/{room.they_send()}/"
    costs_no_more("/care/", lambda: [room.send() for _ in range(4)])
    costs_no_more("/care/start/", room.send)
    room.opened(page.split("/")[3])
    costs_no_more(page, lambda: room.opened(page.split("/")[3]))


def test_a_clause_is_called_by_its_agreement_number_and_title(room: Room) -> None:
    clause = texts.clause("1", kinds=("matters.*", "care.*"))
    room.stage.agree(texts.agreement(clauses=(clause,)).as_json())
    day = room.stage.now.date()
    (held,) = agreements.held(day=day)
    basis = basis_of(held.history.agreement.id, "1")
    named = f"《{held.history.agreement.title.zh}》第 1 条 {clause.title.zh}"
    assert clauses_called([basis, CLAUSE], day=day) == {basis: named, CLAUSE: CLAUSE}
    assert clauses_called([], day=day) == {}


def test_the_start_and_its_form_bear_the_clause(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    called = {CLAUSE: "《协议》第 1 条 帮扶联系"}
    monkeypatch.setattr(starting, "clauses_called", lambda bases, day: {basis: called[basis] for basis in bases})
    room.open()
    assert get("/care/start/", "wu").count("《协议》第 1 条 帮扶联系") == 2
    assert "协议条款 《协议》第 1 条 帮扶联系" in get("/care/start/")
