"""The chapters of the demonstration: what each writes into which page, and what it waits for; without any node."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.node.demo import council, guide, outage, oversight, plan, site, works
from pilin.node.demo.browser import Authenticator
from pilin.node.demo.stage import LABEL, Stage, end_of_month, matter_of, to_sign
from pilin.node.refusals import NodeRefusal

ID = "0190aaaa-0000-7000-8000-00000000000"
PLAN = f"/matters/{ID}1/"
KIND = f'<a href="/matters/new/{"a" * 64}/">'
EVERYTHING = " ".join(
    [
        "<strong>待会签</strong> <strong>待列入议程</strong> <strong>已完成</strong> <strong>双方确认完成</strong>",
        plan.IN_FORCE, plan.REASON, works.SIGNED_MONTH, "累计完成 未定期 已排定 待起草纪要 纪要各方已签",
        *(f"</span> {word}</span>" for word in works.LIGHTS), 'value="sign" 双方已签，执行中',
        "/steps/sign/ /steps/sign_minutes/ /steps/confirm_done/ 已由金山区签署",
        council.LAMPS["title"], council.LAMPS_ANSWER["position"], council.RESULT,
        "/steps/take_on/ /steps/strike_off/ /steps/sign_for/ 已签收，待承办",
        oversight.DONE["proof"], oversight.STRUCK_OFF,
    ]
)  # fmt: skip
"""What a page may be waited for to show: here every page shows all of it at once."""


class Person:
    """A person at a node whose pages are given by their path; writes down what is filled in where."""

    def __init__(self, name: str, log: list[tuple[str, str, Mapping[str, str]]], pages: dict[str, str]) -> None:
        self.name, self.log, self.pages = name, log, pages
        self.opened = 0

    def get(self, path: str) -> str:
        return self.pages.get(path, EVERYTHING)

    def complete(self, path: str, values: Mapping[str, str] | None = None) -> str:
        self.log.append((self.name, path, values or {}))
        self.opened += 1
        number = f"{ID[:-2]}{self.opened:02}{self.name[0]}"[:36]
        if "/meetings/new/" in path:
            return f"/programme/council/meetings/{number}/"
        if "/lists/new/" in path:
            return f"/projects/lists/{number}/"
        return f"/projects/{number}/" if "/projects/new/" in path else f"/matters/{number}/"

    def press(self, path: str, name: str) -> str:
        return self.fill(path, {"step": name})

    def fill(self, path: str, values: Mapping[str, str], *, at: str = "") -> str:
        self.log.append((self.name, at or path, values))
        return ""


Log = list[tuple[str, str, Mapping[str, str]]]


@pytest.fixture
def log() -> Log:
    return []


@pytest.fixture
def told(log: Log) -> Stage:
    """Return a stage with such a person on each side; the pages show whatever they are waited for to show."""
    stage: Any = Stage.__new__(Stage)
    stage.us, stage.them = Person("a-pinghu", log, pages()), Person("b-jinshan", log, pages())
    stage.ours, stage.theirs = SimpleNamespace(name="平湖市", pages="http://a"), SimpleNamespace(name="金山区")
    stage.turns = 0
    stage.until = lambda side, path, _holds, _what: side.get(path)
    assert isinstance(stage, Stage)
    return stage


def pages() -> dict[str, str]:
    drafts = [work.title for work in (*works.OURS, *works.THEIRS)] + [works.DREAM, works.DONE, works.WAITING]
    article = " ".join(f'<a href="/projects/new/?key=k{n}">{title}</a>' for n, title in enumerate(drafts))
    titles = ["“明月山塘”特色小镇", *drafts]
    ticks = "".join(f'<label for="id_on.{n}">{title}</label>' for n, title in enumerate(titles))
    topics = "".join(
        f'<label for="id_topic-{n}-chosen">{topic["title"]}</label>'
        for n, topic in enumerate([council.LAMPS, council.BUS])
    )
    return {
        "/matters/new/": f"{KIND}一项一策</a> {KIND}议题</a>",
        "/matters/": f'<a href="{PLAN}">“明月山塘”特色小镇</a>',
        "/projects/article/": article,
        "/projects/lists/new/": f'<form class="step-form choose">{ticks}</form>',
        "/programme/council/meetings/new/": f'<form class="step-form wide">{topics}</form>',
        "/programme/council/": register(),
    }  # fmt: skip


def register() -> str:
    duty, dispute = (
        f'<a href="/matters/{ID}8/">{council.DECISION}</a>',
        f'<a href="/matters/{ID}9/">{council.BUS["title"]}</a>',
    )
    return f"<caption>共同事项</caption>{duty}</table><caption>分歧清单</caption>{dispute}</table>"


def steps(log: Log) -> list[str]:
    """Return who did what, by the last word of the address."""
    return [f"{name[0]} {path.strip('/').split('/')[-1]}" for name, path, _values in log]


def test_the_plan_is_offered_refused_amended_and_signed(told: Stage, log: Log) -> None:
    matter = plan.offer(told)
    plan.refuse_a_milestone(told, matter)
    plan.amend_and_sign(told, matter)
    assert log[1][1].startswith(matter)
    assert steps(log)[1:] == ["b refuse_milestone", "a offer_again", "b sign", "a sign"]
    assert log[0][2]["milestones-1-due"] == end_of_month(7)
    assert log[2][2]["milestones-1-due"] == end_of_month(10)


def test_a_meeting_goes_from_topics_to_signed_minutes(told: Stage, log: Log) -> None:
    council.deliberate(told)
    assert steps(log) == [
        f"a {'a' * 64}", "b answer", f"b {'a' * 64}", "a answer", "b new", "a accept_agenda", "b hold",
        "b draft_minutes", "a sign_minutes", "b sign_minutes",
    ]  # fmt: skip
    minutes = log[7][2]
    assert (minutes["items-0-outcome"], minutes["items-1-outcome"]) == ("agreed", "differs")
    assert len(minutes["decisions-0-topic"]) == 36


def test_the_chair_puts_both_topics_on_the_agenda_in_their_order(told: Stage, log: Log) -> None:
    council.call(told, [])
    said = log[0][2]
    assert (said["topic-0-chosen"], said["topic-0-order"], said["topic-1-order"]) == ("on", "1", "2")
    assert said["planned_on"] == clock.day_of(clock.now()).isoformat()


def test_the_duty_is_reported_and_confirmed_by_both_and_the_disagreement_stays(told: Stage, log: Log) -> None:
    dispute = council.carry_out(told)
    council.see_the_disagreement(told, dispute)
    assert steps(log)[:3] == ["a report_result", "b confirm_done", "a confirm_done"]
    assert dispute == f"/matters/{ID}9/"
    assert log[3][2]["title"] == council.NEXT["title"]
    assert all(f"/matters/{ID}8/" in path for _name, path, _values in log[:3])


def test_both_sides_offer_projects_sign_them_choose_the_year_and_report_the_month(told: Stage, log: Log) -> None:
    works.tell(told, PLAN)
    done = steps(log)
    offers = [line for line in done if "?key=" in line]
    assert (len([one for one in offers if one[0] == "a"]), len([one for one in offers if one[0] == "b"])) == (8, 6)
    reported = [work for work in (*works.OURS, *works.THEIRS) if work.percent]
    assert done.count("b report") == len(reported)
    assert done.count("a report") == len(reported) + 1  # one half is left for the desk of the other side
    listed = next(values for _name, path, values in log if path.endswith("/lists/new/"))
    assert listed["aimed"] == "12"
    assert len([name for name in listed if name.startswith("on.")]) == 12


def test_a_finding_is_struck_off_by_both_and_a_request_signed_for(told: Stage, log: Log) -> None:
    oversight.tell(told)
    assert steps(log) == [
        "a new", "b take_on", "b ask_strike_off", "b strike_off", "a strike_off",
        "b new", "a sign_for", "a new", "a new",
    ]  # fmt: skip
    finding, request = log[0][2], log[5][2]
    assert finding["due"] == end_of_month(2)
    assert all(LABEL in words for words in (finding["title"], finding["evidence"], request["title"]))
    assert [path for _who, path, _values in log[-2:]] == ["/projects/supervision/new/", "/projects/problems/new/"]


def test_what_is_made_up_bears_the_label(told: Stage, log: Log) -> None:
    works.tell(told, PLAN)
    council.deliberate(told)
    made_up = ("done", "next", "help", "items-1-interim", "decisions-0-text", "place")
    texts = [values[name] for _who, _path, values in log for name in made_up if name in values]
    assert texts
    assert [text for text in texts if LABEL not in text] == []


def test_a_side_names_its_own_lead_first() -> None:
    work = works.Work("旅游联动", ("广陈镇", "廊下镇"))
    leads = [works.values_of(work, first=first)["leads.initiator"] for first in (True, False)]
    assert leads == ["广陈镇", "廊下镇"]


@pytest.mark.parametrize("work", [*works.OURS, *works.THEIRS], ids=lambda work: work.title)
def test_only_one_side_asks_for_help(work: works.Work) -> None:
    if work.percent is not None:
        assert "help" not in works.half_of(work, 1)
        assert ("help" in works.half_of(work, 0)) is bool(work.help)


def test_lights_are_counted_as_a_table_shows_them() -> None:
    light = '<span class="light {}"><span aria-hidden="true">●</span> {}</span>'
    band, rows = light.format("normal", "已连通"), [("normal", "正常"), ("late", "滞后"), ("normal", "正常")]
    page = f"{band}<table>{''.join(light.format(*row) for row in rows)}</table>"
    assert works.lights_of(page) == "正常 2, 滞后 1"


def test_a_page_that_is_no_project_is_a_failure() -> None:
    with pytest.raises(Refused) as refused:
        matter_of("/sign-in/")
    assert refused.value.code is NodeRefusal.DEMO_PAGE_FAILED


def test_one_side_goes_on_alone_and_the_other_ratifies(told: Stage, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    theirs = cast(Any, told.theirs)
    theirs.stop = lambda *, hard=False: done.append("killed" if hard else "stopped")
    theirs.serve = lambda: done.append("serves")
    them = Person("b-jinshan", log, {PLAN: f'<form action="{PLAN}notes/{"c" * 64}/"></form>'})
    monkeypatch.setattr(outage, "signed_in", lambda _node: them)
    outage.go_on_alone(told, PLAN)
    outage.ratify(told, PLAN)
    assert done == ["killed", "serves"]
    assert steps(log) == ["a notes", "a report_milestone", f"b {'c' * 64}"]


def test_what_a_table_says_is_compared_and_not_the_page_around_it() -> None:
    assert outage.table_of("12:01<table a>rows</table>foot") == outage.table_of("12:02<table a>rows</table>")


def test_waiting_ends(told: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilin.node.demo.stage.WAIT_SECONDS", 0)
    with pytest.raises(Refused) as refused:
        Stage.until(told, told.us, "/x/", lambda page: "other" in page, "other words")
    assert refused.value.code is NodeRefusal.DEMO_WAITED_TOO_LONG


def test_whatever_waits_is_signed_until_nothing_does(told: Stage, log: Log) -> None:
    waiting = ['<form action="/documents/1/">', '<form action="/documents/1/">', ""]
    cast(Any, told.them).get = lambda _path: waiting.pop(0)
    told.sign_everything("框架协议")
    assert log == [("b-jinshan", "/documents/1/", {"answer": "sign"})]
    assert to_sign('<form action="/matters/1/">') == []


@pytest.mark.parametrize(
    ("months", "day"), [(0, "2026-11-30"), (1, "2026-12-31"), (3, "2027-02-28"), (13, "2027-12-31")]
)
def test_days_of_the_story_lie_ahead(monkeypatch: pytest.MonkeyPatch, months: int, day: str) -> None:
    at = clock.read("2026-11-26T08:00:00.000000Z")
    monkeypatch.setattr(clock, "now", lambda: at)
    assert end_of_month(months) == day


def answered(monkeypatch: pytest.MonkeyPatch, pages: Mapping[str, str], **headers: str) -> Any:
    """Let a public site answer with these pages and with nothing else."""

    def fetch(_node: object, path: str) -> SimpleNamespace:
        shown = pages.get(path)
        return SimpleNamespace(status=200 if shown else 404, data=(shown or "").encode(), headers=headers)

    monkeypatch.setattr(site, "fetch", fetch)
    return SimpleNamespace(public="http://public.pinghu.localhost:1")


HOME = f'<a href="/two/">two</a> {" ".join(site.SHOWN)}'


def test_every_page_of_the_public_site_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    node = answered(monkeypatch, {"/": HOME, "/two/": '<a href="/">one</a> two'})
    assert sorted(site.read(node)) == ["/", "/two/"]


def test_of_pages_that_are_built_alike_a_few_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    alike = {f"/medical/{n}/": f'<a href="/medical/{n + 1}/">next</a>' for n in range(40)}
    english = {f"/en{path}": "the same" for path in alike}
    home = HOME + "".join(f'<a href="{path}">x</a>' for path in english)
    found = site.read(
        answered(monkeypatch, {"/": f'{home}<a href="/medical/0/">x</a>', "/two/": "two", **alike, **english})
    )
    assert len([path for path in found if path.startswith("/medical/")]) == site.OF_ONE_SORT_MAX
    assert len([path for path in found if path.startswith("/en/medical/")]) == site.OF_ONE_SORT_MAX


@pytest.mark.parametrize(
    "pages",
    [
        {"/": HOME, "/two/": f"{plan.REASON}"},
        {"/": HOME, "/two/": "two csrfmiddlewaretoken"},
        {"/": HOME},
        {"/": "nothing of the programme"},
        {"/": HOME, "/two/": "two", "/matters/": "an office's page"},
    ],
    ids=["hidden words", "a form", "a dead link", "too little", "an office's page"],
)
def test_a_public_site_that_shows_too_much_or_too_little_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, pages: Mapping[str, str]
) -> None:
    node = answered(monkeypatch, pages)
    with pytest.raises(Refused) as refused:
        site.read(node)
    assert refused.value.code is NodeRefusal.DEMO_PAGE_FAILED


def test_a_public_site_that_sets_a_cookie_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    node = answered(monkeypatch, {"/": HOME, "/two/": "two"}, **{"Set-Cookie": "session=1"})
    with pytest.raises(Refused):
        site.read(node)


def test_a_public_page_is_asked_for_by_its_host_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr("urllib3.request", lambda _method, url, **rest: asked.update(rest, url=url))
    site.fetch(SimpleNamespace(public="http://public.x.localhost:7", pages="http://127.0.0.1:7"), "/")  # type: ignore[arg-type]
    assert (asked["url"], asked["headers"]) == ("http://127.0.0.1:7/", {"Host": "public.x.localhost:7"})


def test_at_the_end_it_says_where_to_go_and_how_to_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    phone = Authenticator(spare=["AAAA BBBB", "CCCC DDDD"])
    node = SimpleNamespace(
        name="平湖市",
        pages="http://a",
        public="http://public.a",
        account="signer",
        password="sesame",
        authenticator=phone,
    )
    guide.say_where_to_go([node])  # type: ignore[list-item]
    said = capsys.readouterr().out
    wanted = (
        "http://a  账号 account signer  密码 password sesame",
        "AAAA BBBB; CCCC DDDD",
        "http://public.a/",
        "/projects/lists/",
    )
    assert [words for words in wanted if words not in said] == []
