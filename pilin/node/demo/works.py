"""The projects that the article names: offered by both sides, signed, chosen for the year, reported for a month.

Titles are the article's. Leads, days, figures and reports are made up; milestones and reports say so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilin.base import clock
from pilin.node.demo import forms
from pilin.node.demo.browser import Browser, links
from pilin.node.demo.plan import IN_FORCE, TITLE
from pilin.node.demo.stage import LABEL, Stage, end_of_month, matter_of, step

DREAM = "铁路梦"
DONE = "平沪边界路障全部拆除"
WAITING = "一村一车一警"
HELP = "清分数据格式待两地统一"
OFFICES = (f"平湖毗邻办{LABEL}", f"金山毗邻办{LABEL}")
SIGNED_MONTH = "</span> 双方已签</span>"
LIGHTS = ("正常", "预警", "滞后", "未启动")
_LIGHT = re.compile(r'<span class="light [a-z]+"><span aria-hidden="true">.</span> ([^<]+)</span>')


@dataclass(frozen=True)
class Work:
    """A project of the article as the story goes on with it: who leads it and what the month says, (平湖, 金山)."""

    title: str
    leads: tuple[str, str] = OFFICES
    begins: int = 1
    planned: int = 20
    percent: tuple[int, int] | None = (20, 25)
    help: str = ""


OURS = (
    Work("浙沪新材料产业园", begins=2),
    Work("“毗邻党建”引领农业产业发展示范点", ("新仓镇", "吕巷镇"), percent=(30, 30)),
    Work("南北山塘共同亮灯", ("广陈镇", "廊下镇"), planned=40, percent=(45, 40)),
    Work("公交卡、市民卡互通", help=HELP),
    Work("旅游联动", begins=4, percent=None),
    Work("党建引领浙沪乡村马拉松", begins=3),
)
THEIRS = (
    Work("张江长三角科技城", ("新埭镇", "枫泾镇"), begins=2, percent=(20, 20)),
    Work("“区域协同·乡村振兴实验室——明月山塘”", ("广陈镇", "廊下镇")),
    Work("医保卡实时点对点结算服务", begins=0, planned=60, percent=(25, 20)),
    Work("边界法治示范路", ("新埭镇", "吕巷镇"), percent=(50, 55)),
    Work("文化联姻", begins=4, percent=None),
)


def tell(stage: Stage, first: str) -> str:
    """Tell the chapter, with the plan that is in force already; return the address of the year's list."""
    plans = open_plans(stage)
    dream_and_done(stage)
    yearly = choose_the_year(stage, [TITLE, *plans])
    report_the_month(stage, plans)
    leave_for_the_desks(stage, first)
    stage.shows(yearly, *(f"</span> {word}</span>" for word in LIGHTS))
    lights = lights_of(stage.us.get(yearly))
    stage.tell(
        f"清单上各项目的灯由事实算出，谁也填不进去：{lights}", "the list shows its lights, which neither side types in"
    )
    return yearly


def drafts(side: Browser) -> dict[str, str]:
    """Return the projects that the article names with the address at which each is offered, or stands."""
    found = links(side.get("/projects/article/"), r"/projects/[^\"]+")
    return {words: address for address, words in found}


def values_of(work: Work, *, first: bool) -> dict[str, str]:
    """Return what a side writes into the form of a plan; it names its own lead before that of the other side."""
    own, other = work.leads if first else work.leads[::-1]
    milestones = (("方案", work.begins, work.planned), ("实施", work.begins + 6, 70), ("验收", work.begins + 11, 100))
    rows = [
        {"id": f"m{number}", "title": f"{name}{LABEL}", "due": end_of_month(due), "progress": str(done)}
        for number, (name, due, done) in enumerate(milestones, start=1)
    ]
    return {**forms.rows("milestones", rows), "leads.initiator": own, "leads.responder": other}


def open_plans(stage: Stage) -> dict[str, str]:
    """Let each side offer its projects from the page of the article and both sign; return their pages by title."""
    plans: dict[str, str] = {}
    for side, works in ((stage.us, OURS), (stage.them, THEIRS)):
        at = drafts(side)
        plans |= {work.title: side.complete(at[work.title], values_of(work, first=side is stage.us)) for work in works}
    for side, others in ((stage.them, OURS), (stage.us, THEIRS)):
        sign_plans(stage, side, [plans[work.title] for work in others])
    for side, own in ((stage.us, OURS), (stage.them, THEIRS)):
        sign_plans(stage, side, [plans[work.title] for work in own])
    for page in plans.values():
        stage.shows(matter_of(page), IN_FORCE)
    stage.tell(
        f"文章所列的 {len(plans)} 个项目已由双方签成“一项一策”，两边各提了一半",
        f"{len(plans)} projects of the article are plans that both signed; each side offered its half of them",
    )
    return plans


def sign_plans(stage: Stage, side: Browser, pages: Sequence[str]) -> None:
    """Sign plans on one side as they arrive."""
    for page in pages:
        stage.shows(matter_of(page), "/steps/sign/", sides=[side])
        side.complete(step(matter_of(page), "sign"))


def dream_and_done(stage: Stage) -> None:
    """Sign a project without any day as it stands in the article, and close one that the article calls done."""
    at = drafts(stage.us)
    dream, done = stage.us.complete(at[DREAM]), stage.us.complete(at[DONE])
    for side in (stage.them, stage.us):
        sign_plans(stage, side, [dream, done])
    stage.shows(matter_of(done), IN_FORCE)
    for side in (stage.us, stage.them):
        side.complete(step(matter_of(done), "complete"))
    stage.shows(dream, "未定期")
    stage.shows(matter_of(done), "<strong>已完成</strong>")
    stage.tell(
        f"“{DREAM}”没有日期也签了：显示为未定期，不是滞后；“{DONE}”由双方确认完成",
        f"{DREAM} is signed without a day: it stands as 未定期, not red; {DONE} is done, as both say",
    )


def choose_the_year(stage: Stage, titles: Sequence[str]) -> str:
    """Let 平湖 choose the list of the year, and both sign it; return its page."""
    page = stage.us.get("/projects/lists/new/")
    offered = forms.ticks(page)
    chosen = {offered[title]: "on" for title in titles}
    places = {offered[title].replace("on.", "place."): str(n) for n, title in enumerate(titles, start=1)}
    yearly = stage.us.complete("/projects/lists/new/", {**chosen, **places, "aimed": str(len(titles))})
    matter = matter_of(yearly)
    stage.shows(yearly, titles[-1])
    for side in (stage.them, stage.us):
        side.complete(step(matter, "sign"))
    stage.shows(yearly, "双方已签，执行中")
    where = f"{stage.ours.pages}{yearly}"
    stage.tell(
        f"双方签署了年度清单：{len(titles)} 个重点项目 {where}",
        f"both signed the list of the year: {len(titles)} key projects",
    )
    return yearly


def half_of(work: Work, place: int) -> dict[str, str]:
    """Return what one side reports of the month."""
    assert work.percent is not None
    said = {
        "done": f"本方部分按方案推进{LABEL}",
        "percent": str(work.percent[place]),
        "next": f"继续推进“{work.title}”本方部分{LABEL}",
    }
    asked = {"help": f"{work.help}{LABEL}", "help_from": "联席会议"} if work.help and place == 0 else {}
    return {**said, **asked}


def report_the_month(stage: Stage, plans: Mapping[str, str]) -> None:
    """Let both sides report the month that runs, each its half, and sign it."""
    month = this_month()
    works = [work for work in (*OURS, *THEIRS) if work.percent is not None]
    pages = {work: f"{plans[work.title]}months/{month}/" for work in works}
    for work, page in pages.items():
        stage.us.complete(f"{page}report/", half_of(work, 0))
    for work, page in pages.items():
        stage.shows(page, "累计完成", sides=[stage.them])
        stage.them.complete(f"{page}report/", half_of(work, 1))
    for side in (stage.us, stage.them):
        for page in pages.values():
            stage.shows(page, 'value="sign"', sides=[side])
            side.press(page, "sign")
    for page in pages.values():
        stage.shows(page, SIGNED_MONTH)
    stage.tell(
        f"双方各报 {month} 的一半并共同会签：{len(pages)} 个项目",
        f"both sides reported {month}, each its half, and signed it: {len(pages)} projects",
    )


def leave_for_the_desks(stage: Stage, first: str) -> None:
    """Leave something to do for people: half a month waits for 金山, a plan for 平湖."""
    stage.us.complete(f"{page_of_project(first)}months/{this_month()}/report/", half_of(Work("明月山塘"), 0))
    stage.them.complete(drafts(stage.them)[WAITING], values_of(Work(WAITING), first=False))


def page_of_project(matter: str) -> str:
    """Return the page that projects have for a plan whose matter's address is given."""
    return matter.replace("/matters/", "/projects/")


def this_month() -> str:
    """Return the month that runs."""
    return f"{clock.day_of(clock.now()):%Y-%m}"


def lights_of(page: str) -> str:
    """Return the lights that a table shows, each with how many there are."""
    words = _LIGHT.findall(page.partition("<table")[2])
    return ", ".join(f"{word} {words.count(word)}" for word in dict.fromkeys(words))
