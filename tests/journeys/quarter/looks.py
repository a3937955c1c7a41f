"""What is done about the supervision, the hard problem and the shared costs of the quarter; all of it is made up."""

from tests.journeys.quarter.telling import Quarter

SUPERVISION = {
    "content": "进度、资金、手续",
    "scope": "两镇交界",
    "ours": "广陈镇督查岗",
    "theirs": "廊下镇督查岗",
    "their_objects": "界河闸门",
}
VISIT = {"present": "广陈镇督考办、廊下镇党政办", "planned": "四月底前闸门除锈", "seen": "两扇中一扇未除锈"}
FINDING = {
    "title": "闸门除锈逾期",
    "object": "界河闸门",
    "class": "progress",
    "evidence": "现场查看：一扇未除锈",
    "demand": "补做除锈并验收",
    "duty_unit": "廊下镇",
    "due": "2026-05-29",
}
DONE = {"result": "两扇均已除锈", "proof": "验收单 2 份"}
PROBLEM = {
    "title": "跨界公交末班车",
    "problem": "两地票价与补贴口径不同",
    "raised_by": "沪浙山塘联合党支部",
    "level": "town",
    "wish": "年内开通",
}
FORMULA = {
    "title": "界河保洁分担办法",
    "covers": "界河保洁与打捞",
    "method": "ratio",
    "weights.initiator": "3",
    "weights.responder": "2",
    "unit": "份",
    "source": "来源未载明",
    "from_day": "2026-01-01",
}


def supervise(told: Quarter) -> str:
    """Let both sign a supervision, visit the gate, and let a finding be objected to and upheld; return the finding."""
    us, them = told.sides
    supervision = us.fill("/projects/supervision/new/", **SUPERVISION)
    told.both(supervision, "sign", first=us)
    told.same_lights("督查计划双方已签", beside=f"/projects/supervision/{supervision}/")
    visit = us.fill(f"/projects/supervision/{supervision}/visit/?item=1", **VISIT)
    told.both(visit, "sign", first=us)
    told.same_lights("走访双方已签", beside=f"/projects/visits/{visit}/")
    finding = us.fill(f"/projects/findings/new/?visit={visit}", **FINDING)
    page = f"/projects/findings/{finding}/"
    told.show(page, "已登记")
    told.same_lights("问题已登记", "已登记", beside=page)
    them.take(finding, "object", objection="除锈队五月八日已进场")
    told.show(page, "除锈队五月八日已进场")
    told.same_lights("提出异议", "有异议", beside=page)
    us.take(finding, "uphold", answer="进场单日期为五月十二日")
    told.show(page, "进场单日期为五月十二日")
    told.same_lights("维持", "整改中", beside=page)
    return finding


def rectify(told: Quarter, finding: str) -> None:
    """Let the finding be overdue, be set right, and be struck off by both: one signature closes nothing."""
    page = f"/projects/findings/{finding}/"
    told.show(page, "整改逾期")
    told.same_lights("整改逾期", "整改逾期", beside=page)
    told.them.take(finding, "ask_strike_off", **DONE)
    told.show(page, DONE["proof"])
    told.same_lights("报请销号", "待复核销号", beside=page)
    told.them.take(finding, "strike_off")
    told.same_lights("责任方签署", "待复核销号", beside=page)
    told.us.take(finding, "strike_off")
    told.show(page, "双方确认，已销号")
    told.same_lights("双方确认销号", "已销号", beside=page)


def solve(told: Quarter) -> None:
    """Let a hard problem be claimed by the other side, carried up two lines with an answer each, and be solved."""
    us, them = told.sides
    problem = us.fill("/projects/problems/new/", **PROBLEM)
    page = f"/projects/problems/{problem}/"
    told.same_lights("难题上榜", "悬榜", beside=page)
    them.take(problem, "claim_theirs", claimed_by="廊下镇交通办", approach="先试行三个月", due_other="2026-06-30")
    told.same_lights("对方揭榜", "揭榜", beside=page)
    lines = ((us, "平湖市交通局", "同意延后末班"), (them, "金山区交通委", "同意补贴口径"))
    for side, line, answer in lines:
        side.take(problem, "escalate", rung="county", line=line, line_on="2026-05-12")
        told.same_lights(f"{line}上报", beside=page)
        side.take(problem, "tell_answer", line_answer=answer)
        told.same_lights(f"{line}答复", beside=page)
    told.show(page, *(word for _side, line, answer in lines for word in (line, answer)))
    for side in told.sides:
        ours, _, theirs = side.tab.words.partition("平湖市上报阶梯")[2].partition("金山区上报阶梯")
        assert ("同意延后末班" in ours, "同意补贴口径" in ours) == (True, False)
        assert "同意补贴口径" in theirs
    them.take(problem, "report_solution", solution="末班延后一小时，补贴按人次")
    told.both(problem, "solve", first=them)
    told.same_lights("双方确认破题", "破题", beside=page)


def share(told: Quarter) -> str:
    """Let both sign a formula; return its id."""
    formula = told.us.fill("/projects/formulas/new/", **FORMULA)
    told.both(formula, "sign", first=told.us)
    told.same_lights("分担办法双方已签", beside=f"/projects/formulas/{formula}/")
    return formula


def spend(told: Quarter, formula: str) -> None:
    """Let each side enter a line with its voucher, and both agree to both: 平湖 1000.01 by 3 to 2, 金山 600.00."""
    for side, voucher, amount in ((told.us, "a", "1000.01"), (told.them, "b", "600.00")):
        said = {"title": f"打捞船租金（{side.name}）", "formula": formula, "paid_on": "2026-06-02", "amount": amount}
        line = side.fill("/projects/expenses/new/", **said, voucher=f"记-{voucher}", voucher_hash=voucher * 64)
        told.both(line, "agree", first=told.other(side))
        told.same_lights(f"{side.name}支出双方认可", "双方认可", beside=f"/projects/expenses/{line}/")


def net(told: Quarter) -> str:
    """Let the quarter be netted: each node works it out for itself, both sign, both show the same statement."""
    netting = told.them.fill("/projects/nettings/new/", quarter="2026-Q2", cut_off="2026-06-30")
    page = f"/projects/nettings/{netting}/"
    told.same_lights("提出轧差", "待会签", beside=page)
    told.both(netting, "sign", first=told.us)
    told.show(page, "双方已签，记入双方账簿")
    told.same_lights("轧差双方已签", "双方已签", beside=page)
    told.show(f"{page}statement/", "金山区应付平湖市 40.00 元")
    return netting


def pay(told: Quarter, netting: str) -> None:
    """Let the side that owes pay: it is settled in both ledgers only when the other has signed that the money came."""
    us, them = told.sides
    payment = them.fill(f"/projects/nettings/{netting}/payment/", voucher="付-0702", voucher_hash="c" * 64)
    page, statement = f"/projects/payments/{payment}/", f"/projects/nettings/{netting}/statement/"
    told.show(statement, "金山区称 2026-07-02 已付（凭证 付-0702），待平湖市确认收到")
    told.same_lights("付款已报", "待对方确认收到", beside=page)
    told.both(payment, "confirm", first=us)
    told.show(page, "双方确认收付，记入双方账簿")
    told.same_lights("收付双方已签", "双方确认收付", beside=page)
    told.show(statement, "金山区于 2026-07-02 付清（凭证 付-0702），双方于 2026-07-02 确认，账簿已结清")
    us.until("/projects/shares/", "金山区与平湖市已结清，余额为零")
    them.until("/projects/shares/", "平湖市与金山区已结清，余额为零")
