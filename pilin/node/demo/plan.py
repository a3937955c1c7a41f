"""The plan of 明月山塘: offered by one side, sent back by the other over one milestone, amended, signed by both."""

from pilin.node.demo import forms
from pilin.node.demo.stage import LABEL, Stage, end_of_month, matter_of, opening, step

TITLE = "“明月山塘”特色小镇"
IN_FORCE = "<strong>双方已签，执行中</strong>"
REASON = f"汛期不宜施工，建议推迟一个季度{LABEL}"


def milestones(second: int) -> dict[str, str]:
    """Return the milestones; `second` is the months until the second is due."""
    due = [end_of_month(months) for months in (1, second, 13)]
    named = zip(("设计公司的选择", "环境风貌的统一建设", "业态的错位布局"), due, strict=True)
    rows = [{"id": f"m{number}", "title": title, "due": day} for number, (title, day) in enumerate(named, start=1)]
    return forms.rows("milestones", rows)


def offer(stage: Stage) -> str:
    """平湖 offers the plan; return the address of its matter."""
    values = {
        "title": TITLE,
        "field": "f5",
        "particulars.pair": "P7",
        "aims": f"南北山塘一个设计、一个风貌\n住在北、吃在南\n期限和进度为示例值{LABEL}",
        **milestones(7),
        "leads.initiator": "广陈镇",
        "leads.responder": "廊下镇",
    }
    matter = matter_of(stage.us.complete(opening(stage.us, "一项一策"), values))
    stage.tell(
        f"{stage.ours.name}提出“明月山塘”的一项一策：{stage.ours.pages}{matter}",
        f"{stage.ours.name} offered the plan of 明月山塘",
    )
    return matter


def refuse_a_milestone(stage: Stage, matter: str) -> None:
    """金山 refuses one milestone with a reason."""
    stage.shows(matter, "<strong>待会签</strong>", sides=[stage.them])
    stage.them.complete(step(matter, "refuse_milestone"), {"refused_milestone": "m2", "reason": REASON})
    stage.shows(matter, REASON, sides=[stage.us])
    stage.tell(
        f"{stage.theirs.name}不同意里程碑 m2：{REASON}", f"{stage.theirs.name} refused milestone m2 with a reason"
    )


def amend_and_sign(stage: Stage, matter: str) -> None:
    """平湖 amends, both sign."""
    later = end_of_month(10)
    stage.us.complete(step(matter, "offer_again"), milestones(10))
    stage.shows(matter, later, sides=[stage.them])
    stage.tell(f"{stage.ours.name}把 m2 改到 {later} 再提", f"{stage.ours.name} amended m2 to {later}")
    stage.them.complete(step(matter, "sign"))
    stage.shows(matter, f"已由{stage.theirs.name}签署", sides=[stage.us])
    stage.us.complete(step(matter, "sign"))
    stage.shows(matter, IN_FORCE)
    stage.tell(
        "双方都签了字：方案生效，两边节点上一致", "both sides signed; the plan is in force and agreed on both nodes"
    )
