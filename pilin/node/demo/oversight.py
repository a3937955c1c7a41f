"""一季一督 in short: a finding struck off by both, a request that is signed for, a hard problem left on the board.

What is found, asked and hard is made up and says so; the gate, the lamps and the bus are of the programme's villages.
"""

from pilin.node.demo.browser import Browser
from pilin.node.demo.stage import LABEL, Stage, end_of_month, matter_of, step

FINDING = {
    "title": f"北岸路灯基座未验收{LABEL}",
    "object": f"南北山塘路灯（北岸段）{LABEL}",
    "class": "quality",
    "evidence": f"现场查看：三处基座无验收单{LABEL}",
    "demand": "补办验收，未通过的返工",
    "duty_unit": "廊下镇",
}
DONE = {"result": f"三处均已验收{LABEL}", "proof": f"验收单三份{LABEL}"}
PLAN = {
    "content": f"路灯、公交衔接两个项目的进度与手续{LABEL}",
    "scope": "南北山塘",
    "ours": f"广陈镇督查岗{LABEL}",
    "theirs": f"廊下镇督查岗{LABEL}",
    "our_objects": f"山塘南岸路灯{LABEL}",
    "their_objects": f"山塘北岸路灯{LABEL}",
}
REQUEST = {
    "title": f"南岸候车亭遮挡路灯{LABEL}",
    "content": "请移位或修剪，不遮挡照明",
    "source": "residents",
    "clause": "合作框架协议第5条",
    "leads.sender_lead": "廊下镇",
    "leads.receiver_lead": "广陈镇",
    "contact": f"廊下镇督查岗{LABEL}",
    "wanted": "夜间照明不受遮挡",
    "standard": "双方现场确认",
}
PROBLEM = {
    "title": f"跨界公交补贴口径不一{LABEL}",
    "problem": "两地票价与补贴的计算口径不同，延长末班的费用无处列支",
    "raised_by": "沪浙山塘联合党支部",
    "level": "town",
    "wish": "年内商定一个共同口径",
}
LEDGERS = "/projects/supervision/"
STRUCK_OFF = "双方确认，已销号"


def tell(stage: Stage) -> str:
    """Tell the chapter; return the address of the finding."""
    finding = strike_off(stage)
    ask(stage, stage.them, stage.us)
    leave_for_the_desks(stage)
    return finding


def strike_off(stage: Stage) -> str:
    """Let 平湖 record a finding, 金山 set it right, and both strike it off; return its page."""
    page = stage.us.complete("/projects/findings/new/", {**FINDING, "due": end_of_month(2)})
    finding = matter_of(page)
    stage.shows(finding, "/steps/take_on/", sides=[stage.them])
    stage.them.complete(step(finding, "take_on"), {"measures": f"逐处补验{LABEL}"})
    stage.them.complete(step(finding, "ask_strike_off"), DONE)
    stage.them.complete(step(finding, "strike_off"))
    stage.shows(finding, DONE["proof"], "/steps/strike_off/", sides=[stage.us])
    stage.us.complete(step(finding, "strike_off"))
    stage.shows(page, STRUCK_OFF)
    stage.tell(
        f"{stage.ours.name}查出一个问题，{stage.theirs.name}整改，双方同意销号：{LEDGERS}",
        f"{stage.ours.name} recorded a finding, {stage.theirs.name} set it right, both struck it off",
    )
    return page


def ask(stage: Stage, sender: Browser, receiver: Browser) -> None:
    """Let one side send a 督办单 and the other sign for it; it may be taken on, or declined with a reason."""
    page = sender.complete("/projects/orders/new/", {**REQUEST, "due": end_of_month(1)})
    order = matter_of(page)
    stage.shows(order, "/steps/sign_for/", sides=[receiver])
    receiver.complete(step(order, "sign_for"), {"received_by": f"广陈镇党政办{LABEL}"})
    stage.shows(page, "已签收，待承办")
    stage.tell(
        "一份督办单以请求的名义送到对方，对方签收：/projects/orders/",
        "a 督办单 crossed the border as a request and was signed for",
    )


def leave_for_the_desks(stage: Stage) -> None:
    """Leave a supervision to be signed by 金山, and a hard problem on the board of both."""
    stage.us.complete(f"{LEDGERS}new/", PLAN)
    stage.us.complete("/projects/problems/new/", PROBLEM)
