"""事务共商: two topics, one joint meeting, minutes with a decision and a disagreement, and what workers do with them.

路灯 and 廊下2路 are the article's; what the sides say about them is made up and says so.
"""

from collections.abc import Mapping, Sequence

from pilin.base import clock
from pilin.node.demo import forms
from pilin.node.demo.browser import Browser, links, plain
from pilin.node.demo.stage import LABEL, MATTER, Stage, end_of_month, matter_of, opening, step

COUNCIL = "/programme/council/"
LAMPS = {
    "title": f"南北山塘路灯{LABEL}",
    "question": "两岸路灯由谁出资、谁维护，什么时候一起亮",
    "raised_by": "沪浙山塘联合党支部",
    "domain": "d1",
    "position": "各装各的一岸，同一款式，同一时间亮灯",
    "rule": "无",
    "wish": "年内亮灯",
}
LAMPS_ANSWER = {"position": "同意各装一岸；款式由两镇共同选定", "rule": "无", "wish": "年内亮灯，统一报修电话"}
BUS = {
    "title": f"廊下2路末班时间{LABEL}",
    "question": "廊下2路延伸到山塘村后，末班车是否延后、增加的费用由谁承担",
    "raised_by": "廊下镇",
    "domain": "d5",
    "position": "可以延后一小时，增加的费用按上下客人数由两地分担",
    "rule": "无",
    "wish": "先试行三个月",
}
BUS_ANSWER = {"position": "赞成延后，增加的费用由线路所在一方承担", "rule": "无", "wish": "与207路衔接"}
BODIES = {"bodies-0-body": "广陈镇", "bodies-0-count": "4", "bodies-1-body": "廊下镇", "bodies-1-count": "5"}
DECISION = f"两岸同款路灯，各装一岸，同时亮灯{LABEL}"
INTERIM = f"末班时间暂不变，周末由207路加开一班{LABEL}"
RESULT = f"两岸全线亮灯，已现场查看{LABEL}"
NEXT = {
    **LAMPS,
    "title": f"207路与廊下2路换乘衔接{LABEL}",
    "question": "两路公交在廊下农家乐怎样衔接",
    "domain": "d5",
    "position": "两路到站时间相差不超过十分钟",
    "wish": "下次时刻调整时一并商定",
}


def deliberate(stage: Stage) -> str:
    """Raise two topics, meet, and sign the minutes; return the address of the meeting's matter."""
    lamps = raise_topic(stage, (stage.us, stage.them), LAMPS, LAMPS_ANSWER)
    bus = raise_topic(stage, (stage.them, stage.us), BUS, BUS_ANSWER)
    stage.tell(
        f"{stage.ours.name}提出路灯、{stage.theirs.name}提出廊下2路两个议题，双方互相表态",
        f"{stage.ours.name} raised 路灯, {stage.theirs.name} 廊下2路; each stated its position on the other's",
    )
    meeting = call(stage, [lamps, bus])
    hold(stage, meeting)
    sign_minutes(stage, meeting, lamps)
    return matter_of(meeting)


def raise_topic(
    stage: Stage, sides: tuple[Browser, Browser], topic: Mapping[str, str], answer: Mapping[str, str]
) -> str:
    """Let one side raise a topic and the other state its position; return the topic's address."""
    one, other = sides
    address = one.complete(opening(one, "议题"), topic)
    stage.shows(address, topic["title"], sides=[other])
    other.complete(step(address, "answer"), answer)
    stage.shows(address, "<strong>待列入议程</strong>", answer["position"])
    return address


def call(stage: Stage, topics: Sequence[str]) -> str:
    """Let 金山, whose turn the chair is, call the meeting with both topics and 平湖 accept; return its page."""
    page = stage.them.get(f"{COUNCIL}meetings/new/")
    boxes = forms.ticks(page)
    ticked = [boxes[title] for title in (LAMPS["title"], BUS["title"])]
    values = dict.fromkeys(ticked, "on")
    values |= {name.replace("chosen", "order"): str(n) for n, name in enumerate(ticked, start=1)}
    day = clock.day_of(clock.now()).isoformat()
    meeting = stage.them.complete(f"{COUNCIL}meetings/new/", {**values, "planned_on": day, "place": f"廊下镇{LABEL}"})
    stage.shows(meeting, LAMPS["title"], BUS["title"], sides=[stage.us])
    stage.us.complete(step(matter_of(meeting), "accept_agenda"))
    stage.shows(meeting, "已排定")
    stage.tell(
        f"轮到{stage.theirs.name}主持，召集了联席会议；{stage.ours.name}同意议程与日期",
        f"{stage.theirs.name} has the chair and called a joint meeting; {stage.ours.name} accepted",
    )
    return meeting


def hold(stage: Stage, meeting: str) -> None:
    """Enter that the meeting was held, by bodies and numbers and without names."""
    stage.them.complete(f"{meeting}steps/hold/", BODIES)
    stage.shows(meeting, "待起草纪要")


def minutes_about(lamps: str) -> dict[str, str]:
    """Return what the chair writes: 路灯 agreed with a decision, 廊下2路 left as a disagreement."""
    return {
        "items-0-outcome": "agreed",
        "items-0-text": "两岸同款，各装一岸，款式由两镇共同选定",
        "items-1-outcome": "differs",
        "items-1-interim": INTERIM,
        "items-1-review_on": end_of_month(6),
        "items-1-chair_line": f"上海市交通主管部门{LABEL}",
        "items-1-partner_line": f"嘉兴市交通主管部门{LABEL}",
        "decisions-0-text": DECISION,
        "decisions-0-topic": lamps.strip("/").rpartition("/")[2],
        "decisions-0-chair_lead": "廊下镇",
        "decisions-0-partner_lead": "广陈镇",
        "decisions-0-due": end_of_month(1),
    }


def sign_minutes(stage: Stage, meeting: str, lamps: str) -> None:
    """Draft the minutes with one decision and one disagreement, and sign them on both sides."""
    stage.them.complete(f"{meeting}steps/draft_minutes/", minutes_about(lamps))
    for side in (stage.us, stage.them):
        stage.shows(meeting, DECISION, "/steps/sign_minutes/", sides=[side])
        side.complete(step(matter_of(meeting), "sign_minutes"))
    stage.shows(meeting, "纪要各方已签")
    stage.tell(
        f"双方签署纪要，路灯议定、廊下2路记为分歧：{page_of(stage, meeting)}",
        "both signed the minutes, 路灯 decided, 廊下2路 a disagreement",
    )


def page_of(stage: Stage, path: str) -> str:
    """Return the whole address of a page at the first side."""
    return f"{stage.ours.pages}{path}"


def listed(stage: Stage, table: str, title: str) -> str:
    """Wait until 金山's register lists a matter in one of its tables; return the matter's address."""

    def rows(page: str) -> dict[str, str]:
        shown = page.partition(f"<caption>{table}</caption>")[2].partition("</table>")[0]
        return {words: address for address, words in links(shown, MATTER)}

    return rows(stage.until(stage.them, COUNCIL, lambda page: title in rows(page), f"{table}: {title}"))[title]


def carry_out(stage: Stage) -> str:
    """Wait for what the chair's worker opens by itself; report and confirm the duty; return the disagreement."""
    duty = listed(stage, "共同事项", DECISION)
    dispute = listed(stage, "分歧清单", BUS["title"])
    stage.shows(duty, DECISION, sides=[stage.us])
    stage.tell(
        f"{stage.theirs.name}的节点按纪要自动开立了共同事项和分歧",
        f"the worker of {stage.theirs.name} opened the duty and the disagreement by itself",
    )
    stage.us.complete(step(duty, "report_result"), {"result": RESULT})
    stage.shows(duty, RESULT, "/steps/confirm_done/", sides=[stage.them])
    for side in (stage.them, stage.us):
        stage.shows(duty, "/steps/confirm_done/", sides=[side])
        side.complete(step(duty, "confirm_done"))
    stage.shows(duty, "<strong>双方确认完成</strong>")
    stage.tell(
        f"{stage.ours.name}报告办结，双方确认完成：{page_of(stage, duty)}",
        f"{stage.ours.name} reported the duty done, both confirmed it",
    )
    raise_topic_alone(stage)
    return dispute


def see_the_disagreement(stage: Stage, dispute: str) -> None:
    """See that the disagreement stands: the worker of each side states its own text, within its next minute."""
    texts = (BUS["position"], BUS_ANSWER["position"])
    for side, node in stage.sides:
        stage.until(side, dispute, lambda page: all(text in plain(page) for text in texts), f"both texts: {node.name}")
    stage.tell(
        f"分歧在两边节点上并列，写明双方文本和复议日期：{page_of(stage, dispute)}",
        "the disagreement stands on both nodes, both texts and its day of review",
    )


def raise_topic_alone(stage: Stage) -> None:
    """Let 平湖 raise one more topic, which waits for 金山."""
    stage.us.complete(opening(stage.us, "议题"), NEXT)
