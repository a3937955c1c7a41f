"""What is done about the plan and its months. Titles are of the programme; days and figures are made up."""

from tests.journeys.quarter.sides import Side
from tests.journeys.quarter.telling import Quarter

TITLE = "“明月山塘”特色小镇"
PLAN = {
    "title": TITLE,
    "field": "f5",
    "aims": "南北山塘一个设计、一个风貌",
    "milestones-0-id": "m1",
    "milestones-0-title": "清淤",
    "milestones-0-due": "2026-05-29",
    "milestones-0-progress": "30",
    "milestones-1-id": "m2",
    "milestones-1-title": "共建步道",
    "milestones-1-due": "2026-06-15",
    "leads.initiator": "广陈镇",
    "leads.responder": "廊下镇",
}
CONDITION = {
    "title": "步道用地先行落实",
    "wanted": "用地批复文件",
    "holds": "sign",
    "duty_unit": "广陈镇",
    "due": "2026-04-30",
}
PROOF = {"result": "批复已下达", "proof": "批复复印件一份"}
REASON = "汛期不宜施工，建议推迟一个季度"


def plan(told: Quarter) -> None:
    """Let us offer a plan, them refuse a milestone, us amend it, them approve under a condition, and both sign."""
    told.plan = told.us.fill("/projects/new/", **PLAN)
    told.show(f"/projects/{told.plan}/", TITLE)
    told.same_lights("提出", "待会签")
    told.them.take(told.plan, "refuse_milestone", refused_milestone="m2", reason=REASON)
    told.show(f"/matters/{told.plan}/", REASON)
    told.same_lights("退回", "待会签")
    told.us.take(told.plan, "offer_again", **{"milestones-1-due": "2026-09-30"})
    told.same_lights("再提", "待会签")
    condition(told)
    told.them.take(told.plan, "sign")
    told.same_lights("一方签署", "待会签")
    told.us.take(told.plan, "sign")
    told.same_lights("双方签署", "未启动")


def condition(told: Quarter) -> None:
    """Let them set a condition of the plan, which neither signs until both have signed that it is met."""
    us, them = told.sides
    condition = them.fill(f"/projects/{told.plan}/conditions/new/", **CONDITION)
    page = f"/projects/conditions/{condition}/"
    told.show(f"/projects/{told.plan}/", "双方都不能办理“会签方案”", CONDITION["title"])
    for side in told.sides:
        side.open(f"/matters/{told.plan}/steps/sign/")
        side.tab.submit("main form.step-form")
        assert f"附条件“{CONDITION['title']}”还没有满足" in side.tab.words, (side.name, side.tab.words)
    told.both(condition, "take_on", first=us)
    us.take(condition, "report", **PROOF)
    told.both(condition, "confirm", first=them)
    told.show(page, "双方确认已满足")
    told.same_lights("条件满足", "待会签", beside=page)


def half(side: Side, plan: str, month: str, done: str, **said: str) -> None:
    """Let a side write its half of a month."""
    side.fill(f"/projects/{plan}/months/{month}/report/", done=done, **said)


SAID = {"2026-05": {"reached.m1": "2026-05-28", "help": "步道用地审批"}}
LATE = "月报逾期未报未签 1 个月（{}：{}）"


def month(told: Quarter, name: str, percent: str, *words: str, colour: str, is_late: bool = False) -> None:
    """Let both sides report a month and sign it; the light keeps its colour until the second signature.

    Of a month that is late the reason says at each step who is awaited.
    """
    late = [LATE.format(name, who) if is_late else colour for who in ("金山区", "平湖市、金山区", "金山区")]
    page = f"/projects/{told.plan}/months/{name}/"
    half(told.us, told.plan, name, "南岸一段", percent=percent, **SAID.get(name, {}))
    told.them.until(page, "南岸一段")
    told.same_lights(f"{name} 一方已报", f"{colour} 截至", late[0])
    half(told.them, told.plan, name, "北岸一段", percent=percent)
    told.show(page, "南岸一段", "北岸一段", "会签本月")
    told.same_lights(f"{name} 双方已报", f"{colour} 截至", late[1])
    told.us.send_at(page, ".acts form")
    told.same_lights(f"{name} 一方已签", f"{colour} 截至", late[2])
    told.them.send_at(page, ".acts form")
    told.show(page, "双方已签")
    told.same_lights(f"{name} 双方已签", *words)
