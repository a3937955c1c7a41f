"""Screens in meeting rooms: the wall by a link, with nobody signed in; it opens that page alone and can be revoked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import POND, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Screen
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play
from pilin.web import codes
from pilin.web.models import AccessRecord
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX

SCREENS = "/projects/wall/screens/"
BACKGROUND = {"x-background": "1"}
ROOM = "三楼会议室"


@pytest.fixture
def link(play: Play) -> str:
    """Make a link for a screen by its form; return the path of its address."""
    html = samples.browser("zhao").post(SCREENS, {"name": ROOM}).content.decode()
    found = re.search(r"<code>https?://[^/]+(/projects/wall/screen/[A-Za-z0-9_-]+/)</code>", html)
    assert found is not None, html
    return found[1]


def words(client: Client, address: str, *, status: int = 200, **headers: Any) -> str:
    answer = client.get(address, **headers)
    assert answer.status_code == status
    return samples.text_of(answer.content.decode())


def events() -> list[tuple[str, str, str]]:
    rows = AccessRecord.objects.filter(event__startswith="screen").order_by("number")
    return list(rows.values_list("event", "account", "subject"))


def test_a_screen_shows_the_wall_without_anybody_signed_in(play: Play, link: str, client: Client) -> None:
    play.plan()
    said = words(client, link)
    assert POND in said
    assert ROOM in said
    assert "平湖市 水利局｜金山区 水务局" in said
    assert client.cookies == {}


def test_the_link_opens_the_wall_and_no_other_page(play: Play, link: str, client: Client) -> None:
    plan = play.plan()
    html = client.get(link).content.decode()
    assert plan not in html
    assert samples.faults_of(html) == []
    inside = {address for address in re.findall(r'href="(/[^"]*)"', html) if not address.startswith("/static/")}
    assert inside == {"/node.css", link}
    assert client.get(f"/projects/{plan}/").status_code == 302
    assert client.post(link).status_code == 405


def test_of_the_token_only_a_digest_is_kept(link: str) -> None:
    token = link.rstrip("/").rpartition("/")[2]
    row = Screen.objects.get()
    assert row.digest == codes.digest(token)
    assert token not in str(vars(row))
    assert token not in samples.browser("zhao").get(SCREENS).content.decode()


@pytest.mark.parametrize(
    "address", ["/projects/wall/screen/" + "x" * 43 + "/", "/projects/wall/screen/" + "一" * 3 + "/"]
)
def test_a_link_that_nobody_made_opens_nothing(play: Play, client: Client, address: str) -> None:
    assert client.get(address).status_code in (403, 404)
    assert events() == []


def test_a_revoked_link_stops_an_open_screen(link: str, client: Client) -> None:
    number = Screen.objects.get().pk
    assert samples.browser("zhao").post(SCREENS, {"revoke": str(number)}).status_code == 302
    answer = client.get(link, headers=BACKGROUND)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (403, "true")
    assert "链接已撤回、过期" in words(client, link, status=403)
    assert queries.screens(at=samples.an_instant(2026)) == []


def test_a_link_runs_out(play: Play, link: str, client: Client) -> None:
    play.stage.later(days=364)
    assert client.get(link).status_code == 200
    play.stage.later(days=2)
    assert client.get(link).status_code == 403


def test_making_opening_and_revoking_are_logged_and_asking_again_is_not(link: str, client: Client) -> None:
    subject = f"screen/{Screen.objects.get().pk}"
    client.get(link)
    client.get(link, headers=BACKGROUND)
    samples.browser("zhao").post(SCREENS, {"revoke": subject.rpartition("/")[2]})
    assert events() == [
        ("screen_link_made", "zhao", subject),
        ("screen_opened", "", subject),
        ("screen_link_revoked", "zhao", subject),
    ]


def test_only_who_acts_makes_and_revokes_links(link: str) -> None:
    assert samples.browser("li").get(SCREENS).status_code == 403
    assert samples.browser("li").post(SCREENS, {"revoke": str(Screen.objects.get().pk)}).status_code == 403
    assert Client().get(SCREENS).status_code == 302
    assert Screen.objects.get().revoked_at is None


@pytest.mark.parametrize(("sent", "said"), [({"name": ""}, "必填"), ({"name": "x" * 61}, "60"), ({"revoke": "x"}, "")])
def test_what_is_written_wrongly_is_told(play: Play, sent: dict[str, str], said: str) -> None:
    answer = samples.browser("zhao").post(SCREENS, sent)
    assert answer.status_code in (200, 302)
    assert said in samples.text_of(answer.content.decode())
    assert Screen.objects.count() == 0


def test_a_name_is_written_as_text(play: Play, client: Client) -> None:
    samples.browser("zhao").post(SCREENS, {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in samples.browser("zhao").get(SCREENS).content.decode()


def test_links_are_bounded_in_number(play: Play) -> None:
    at = play.stage.now
    for number in range(actions.SCREENS_MAX):
        Screen.objects.create(digest=f"{number:064}", name="x", made_by="zhao", made_at=at, expires_at=later(at))
    with pytest.raises(Refused) as refused:
        actions.make_screen("x", by="zhao", at=at)
    assert refused.value.code is ProjectRefusal.SCREENS_ARE_TOO_MANY
    assert "已有 50 个" in samples.text_of(samples.browser("zhao").post(SCREENS, {"name": "x"}).content.decode())


def later(at: Instant) -> Instant:
    return Instant(at + timedelta(days=1))


# Turning by itself


def refresh_of(html: str) -> tuple[str, str]:
    """Return where an open screen asks next, and after how many seconds."""
    found = re.search(r'hx-get="([^"]*)" hx-trigger="every (\d+)s"', html)
    assert found is not None
    return found[1].replace("&amp;", "&"), found[2]


def test_a_screen_turns_from_window_to_window_and_begins_anew(scene: Stage, link: str, client: Client) -> None:
    seeding.seed(12, at=scene.now)
    seen, address = [], f"{link}?rows=5"
    for _ in range(4):
        html = client.get(address).content.decode()
        seen.append(tuple(re.findall(r'class="wall-title"[^>]*>([^<]+)<', html)))
        address, seconds = refresh_of(html)
        assert seconds == "20"
    assert [len(titles) for titles in seen] == [5, 5, 2, 5]
    assert seen[3] == seen[0]
    assert len({title for titles in seen for title in titles}) == 12


def test_a_screen_with_one_window_refreshes_and_turns_nowhere(play: Play, link: str, client: Client) -> None:
    play.plan()
    assert refresh_of(client.get(link).content.decode()) == (link, "60")


def test_the_wall_of_a_person_turns_only_when_asked(scene: Stage, play: Play) -> None:
    seeding.seed(12, at=scene.now)
    reader = samples.browser("li")
    assert refresh_of(reader.get("/projects/wall/?rows=5").content.decode()) == ("/projects/wall/?rows=5", "60")
    address, seconds = refresh_of(reader.get("/projects/wall/?rows=5&turn=on").content.decode())
    assert address.startswith("/projects/wall/?rows=5&turn=on&after=")
    assert seconds == "20"


def test_a_screen_keeps_the_budget(scene: Stage, link: str, client: Client, django_assert_max_num_queries: Any) -> None:
    seeding.seed(30, at=scene.now)
    assert client.get(f"{link}?rows=25").status_code == 200  # opening writes into the log, asking again does not
    with django_assert_max_num_queries(QUERIES_MAX):
        client.get(f"{link}?rows=25", headers=BACKGROUND)


def test_what_presses_most_and_the_border_stand_on_the_first_window_alone(
    scene: Stage, play: Play, client: Client, link: str
) -> None:
    seeding.seed(12, at=scene.now)
    first = client.get(f"{link}?rows=5").content.decode()
    second = client.get(refresh_of(first)[0]).content.decode()
    assert ("wall-worst" in first, "wall-worst" in second) == (True, False)


def test_where_nothing_presses_the_wall_says_so(play: Play, client: Client, link: str) -> None:
    assert "没有滞后和预警的项目" not in words(client, link)  # there are no projects at all
    play.plan()
    assert "没有滞后和预警的项目" in words(client, link)


def test_a_screen_may_be_narrowed_and_told_not_to_turn(scene: Stage, client: Client, link: str) -> None:
    seeding.seed(12, at=scene.now)
    html = client.get(f"{link}?rows=5&turn=off&project_field=f1").content.decode()
    assert refresh_of(html) == (f"{link}?rows=5&turn=off&project_field=f1", "60")
    assert {"合作项目 00000", "合作项目 00008"} == {*re.findall(r'class="wall-title"[^>]*>([^<]+)<', html)}
