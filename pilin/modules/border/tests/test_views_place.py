"""归哪一方: asked by village, by chainage, by coordinates; answered in words with the reason; nothing is kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.kernel.federation import queries as federated
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Boundary, Level, Spot
from pilin.kernel.organisations.tests import line_samples as lines
from pilin.kernel.organisations.tests.samples import AT, EVENT, an_id, chainage, place
from pilin.modules.border.queries import place as queries
from pilin.web.tests import samples

Read = Callable[..., str]
KEY = "310116-330482"


def village(name: str, side: str, metres: int = 28_400, **members: Any) -> Any:
    at = (chainage(metres, border=KEY, distance_m=members.pop("distance_m", 900)),)
    return place(name, side=side, level=Level.VILLAGE, code=f"{side}100201", chainages=at, **members)


@pytest.fixture
def ground(lined: Stage) -> Stage:
    """Let both sides declare villages, one of them ended and carried on, and a river that is the line."""
    ours = [
        village("金沙村", US),
        village("金桥村", US, 30_000, valid_to=date(2020, 1, 1), successors=(an_id("金沙村"),)),
        place("界河", side=US, sides=(THEM, US), level=Level.SITE, code=None, sort="river"),
    ]
    theirs = [village("永久村", THEM, 51_100)]
    assert organisations.declare(entries=ours, author=rules.Author(US), at=AT) == []
    assert organisations.take(entries=theirs, author=rules.Author(THEM), event_hash=EVENT, at=AT) == []
    return lined


@pytest.fixture
def signed(ground: Stage, monkeypatch: pytest.MonkeyPatch) -> Boundary:
    """Let both sides have signed a line."""
    line = lines.with_areas(band_m=200)
    monkeypatch.setattr(federated, "signed_boundaries", lambda: {KEY: line})
    return line


def post(spot: Spot, system: str = "wgs84") -> str:
    longitude, latitude = spot.degrees
    sent = {"longitude": f"{longitude:.9f}", "latitude": f"{latitude:.9f}", "system": system}
    return told(sent)


def told(sent: dict[str, str]) -> str:
    """Post coordinates; return the words of the page."""
    answer = samples.browser("li").post("/border/side/", sent)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("金沙村", "归我方：平湖市 名录中这个地方由该方登记。 里程 28.400 公里处 距边界线 900 米"),
        ("永久村", "归对方：金山区"),
        ("界河", "双方共同负责：金山区、平湖市 名录中这个地方由双方共同登记"),
        ("金桥村", "归我方：平湖市 这个地方已撤并，由金沙村承继"),
    ],
    ids=["ours", "theirs", "both", "merged"],
)
def test_a_village_is_answered_from_the_directory(read: Read, ground: Stage, name: str, said: str) -> None:
    assert said in read(f"/border/side/?place={an_id(name)}", "li")


def test_ended_villages_can_still_be_asked_for(read: Read, ground: Stage) -> None:
    assert "金桥村（已撤并）" in read("/border/side/", "li")


@pytest.mark.parametrize("asked", ["none", "", "9" * 5000, "<script>"], ids=["none", "empty", "long", "script"])
def test_a_village_that_is_none_gets_a_sentence(read: Read, ground: Stage, asked: str) -> None:
    words = read(f"/border/side/?place={asked}", "li")
    assert "归我方" not in words
    assert "名录里没有这个地方" in words or "这个字段是必填项" in words


@pytest.mark.parametrize(
    ("km", "said"),
    [
        ("28.4", "双方共同负责：金山区、平湖市 这里就在边界线上"),
        ("0", "里程 0.000 公里处"),
        ("58", "双方共同负责"),
        ("58.001", "无法确定归哪一方 这里在这条边界的两端之外"),
        ("-1", "里程从 0 公里起"),
        ("abc", "里程从 0 公里起"),
        ("NaN", "里程从 0 公里起"),
        ("9" * 400, "里程从 0 公里起"),
    ],
    ids=["within", "start", "end", "behind", "before", "no number", "nan", "long"],
)
def test_a_chainage_is_answered_on_the_line(read: Read, ground: Stage, km: str, said: str) -> None:
    assert said in read(f"/border/side/?km={km}", "li")


def test_the_strip_shows_where_it_lies(read: Read, ground: Stage) -> None:
    assert "此处" in read("/border/side/?km=28.4", "li")
    assert "此处" not in read("/border/side/", "li")
    assert "此处" not in read("/border/side/?km=58.5", "li")


def test_without_a_signed_line_coordinates_tell_nothing(ground: Stage) -> None:
    words = post(lines.IN_THE_SOUTH)
    assert "无法确定归哪一方 双方还没有签署边界线数据" in words
    assert "示意图，非行政区域界线依据" in words


@pytest.mark.parametrize(
    ("spot", "said"),
    [
        (lines.IN_THE_SOUTH, "归我方：平湖市 这一点在该方的范围之内。"),
        (lines.IN_THE_NORTH, "归对方：金山区 这一点在该方的范围之内。"),
        (lines.LINE[3], "双方共同负责：金山区、平湖市 这里就在边界线上"),
        (Spot.of(121.13, 30.771), "双方共同负责：金山区、平湖市 这里在共管带内"),
        (Spot.of(120.5, 30.7), "无法确定归哪一方 这一点不在任何一方的范围之内"),
    ],
    ids=["ours", "theirs", "line", "band", "neither"],
)
def test_coordinates_are_answered_from_the_signed_line(signed: Boundary, spot: Spot, said: str) -> None:
    words = post(spot)
    assert said in words
    assert f"审图号 {signed.approval_number}" in words


def test_what_was_read_off_a_web_map_is_turned_first(signed: Boundary) -> None:
    """500 m from the line: the same numbers taken for WGS84 would lie elsewhere."""
    house = Spot.of(121.133, 30.7725)
    moved = rules.converted(house, given=rules.Datum.GCJ02, wanted=rules.Datum.WGS84)
    read_off = rules.converted(house, given=rules.Datum.WGS84, wanted=rules.Datum.GCJ02)
    assert rules.distance_m(moved, house) > 480
    assert post(read_off, "gcj02") == post(house)


@pytest.mark.parametrize(
    ("longitude", "latitude", "said"),
    [
        ("30.7", "121.1", "可能写反了"),
        ("", "30.7", "这个字段是必填项"),
        ("x", "30.7", "输入一个数字"),
        ("NaN", "30.7", "输入一个数字"),
        ("1e999", "30.7", "数字"),
        ("13522000", "3604000", "可能写反了"),
    ],
    ids=["swapped", "empty", "text", "nan", "huge", "metres"],
)
def test_coordinates_that_are_none_get_a_sentence(signed: Boundary, longitude: str, latitude: str, said: str) -> None:
    words = told({"longitude": longitude, "latitude": latitude, "system": "wgs84"})
    assert "归我方" not in words
    assert said in words


def test_a_system_that_is_none_is_refused(signed: Boundary) -> None:
    words = told({"longitude": "121.1", "latitude": "30.7", "system": "bd09"})
    assert "归我方" not in words


def test_coordinates_are_written_nowhere(signed: Boundary) -> None:
    client = samples.browser("li")
    client.get("/border/side/")
    sent = {"longitude": "121.170", "latitude": "30.80", "system": "wgs84"}
    with CaptureQueriesContext(connection) as captured:
        client.post("/border/side/", sent)
    written = [one["sql"] for one in captured if one["sql"].split()[0] in ("INSERT", "UPDATE")]
    assert [sql for sql in written if "121.17" in sql or "30.8" in sql] == []


def test_the_page_costs_the_same_for_few_and_many_villages(ground: Stage) -> None:
    client = samples.browser("li")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/border/side/?place={an_id('金沙村')}").status_code == 200
        return len(captured)

    asked()
    few = asked()
    more = [village(f"村{number}", US, number * 100) for number in range(1, 138)]
    assert organisations.declare(entries=more, author=rules.Author(US), at=AT) == []
    assert asked() == few <= 12


def test_the_ground_is_read_in_three_queries(ground: Stage, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        assert len(queries.ground(date(2026, 3, 4)).places) == 4


def test_where_no_border_is_declared_the_page_says_so(read: Read, scene: Stage) -> None:
    words = read("/border/side/?km=3", "li")
    assert "这里会画出边界" in words
    assert "双方还没有签署边界线数据" in words


def test_a_script_in_the_name_of_a_village_stays_text(ground: Stage, read: Read) -> None:
    bad = village("<script>alert(1)</script>", US)
    assert organisations.declare(entries=[bad], author=rules.Author(US), at=AT) == []
    html = samples.browser("li").get("/border/side/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
