"""The programme as everybody may see it: signed facts, whole pairs, and nothing that is not on the list."""

from typing import Any

import pytest
from django.test import Client

from pilin.kernel.agreements.rules import State
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level, Standing
from pilin.kernel.organisations.tests.samples import AT, DAY, EVENT, an_id, group, half, place
from pilin.modules.programme.queries import public as queries
from pilin.modules.programme.tests.conftest import BOTH, at
from pilin.modules.programme.tests.council import CALL, DECISION
from pilin.modules.programme.tests.table import Table
from pilin.web.tests import samples


@pytest.fixture
def known(declared: Stage) -> Stage:
    """Let both counties stand in the directory, so that the sides have names; and let the agreement be signed."""
    ours = place("平湖市", side=US, code=f"{US}000000", level=Level.COUNTY)
    theirs = place("金山区", side=THEM, code=f"{THEM}000000", level=Level.COUNTY)
    assert organisations.declare(entries=[ours], author=rules.Author(US), at=AT) == []
    assert organisations.take(entries=[theirs], author=rules.Author(THEM), event_hash=EVENT, at=AT) == []
    declared.agree(texts.agreement().as_json())
    return declared


@pytest.fixture
def reader(scene: Stage, fresh: None) -> Client:
    return Client(headers={"host": "public.example"})


def words(reader: Client, address: str) -> str:
    html = reader.get(address).content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


@pytest.mark.usefixtures("known")
def test_the_strip_has_places_by_number_and_joins_whole_pairs() -> None:
    (border,) = queries.public_programme(day=DAY).borders
    assert (border.above, border.below) == ("金山区", "平湖市")
    assert [(one.name, one.is_above) for one in border.places] == [("甲镇", False), ("乙镇", True)]
    assert border.joined == ((1, 0),)


def test_a_half_of_a_pair_that_the_other_side_has_not_said_stays_inside(known: Stage) -> None:
    alone = half("单方", side=US, sides=BOTH, pair="P9", members=(an_id("甲镇"),), works=("只有一方说的",))
    assert organisations.declare(entries=[alone], author=rules.Author(US), at=AT) == []
    found = queries.public_programme(day=DAY)
    assert [pair.works for pair in found.pairs] == [("联合巡查",)]
    assert len(found.borders[0].joined) == 1


@pytest.mark.usefixtures("known")
def test_pairs_and_groups_have_names_and_no_identifiers() -> None:
    found = queries.public_programme(day=DAY)
    assert found.pairs[0].members == (("金山区", ("乙镇（北乙）",)), ("平湖市", ("甲镇",)))
    groups = [[name for name, _ in part.groups] for part in found.patterns[0].parts]
    assert groups == [["牵头"], ["来源未载明", "来源未载明"]]


def test_what_nobody_verified_or_what_is_made_up_says_so(known: Stage, reader: Client) -> None:
    ours = half("丙-丁", side=US, sides=BOTH, pair="P5", members=(an_id("甲镇"),), standing=Standing.INFERRED)
    theirs = half("丁-丙", side=THEM, sides=BOTH, pair="P5", members=(an_id("乙镇"),))
    made_up = group("演示组", side=US, sides=BOTH, part="4", position=9, standing=Standing.ILLUSTRATIVE)
    assert organisations.declare(entries=[ours, made_up], author=rules.Author(US), at=AT) == []
    assert organisations.take(entries=[theirs], author=rules.Author(THEM), event_hash=EVENT, at=AT) == []
    said = words(reader, "/programme/")
    assert "甲镇 未核实 镇 · 一起做：来源未载明" in said
    assert "演示组 示例" in said


@pytest.mark.usefixtures("known")
def test_an_agreement_has_its_title_parties_days_and_state() -> None:
    (one,) = queries.public_agreements(day=texts.TODAY)
    assert (one.title.zh, one.parties, one.from_day) == ("合作协议", ("金山", "平湖"), texts.START)
    assert (one.last_day, one.state) == (None, State.IN_FORCE)


def test_an_offer_that_only_one_side_signed_stays_inside(scene: Stage, reader: Client) -> None:
    scene.offer(texts.agreement().as_json())
    assert queries.public_agreements(day=DAY) == ()
    assert "还没有各方都签了字的协议" in words(reader, "/programme/agreements/")


@pytest.mark.usefixtures("known")
def test_the_page_says_in_plain_words_who_works_with_whom(reader: Client) -> None:
    said = words(reader, "/programme/")
    assert "示意图，非行政区域界线依据" in said
    assert "合作协议 签约方 金山、平湖 从哪天起 2026年1月1日 到哪天止 没有约定期限 现在 ● 有效" in said
    assert "金山区 乙镇（北乙） ↔和 平湖市 甲镇" in said
    assert "一起做：联合巡查" in said
    assert "6 专门工作组 来源未载明 × 2" in said


@pytest.mark.usefixtures("known")
def test_a_title_is_said_in_the_readers_language(reader: Client) -> None:
    assert "合作协议" in words(reader, "/programme/agreements/")
    assert "Agreement" in words(reader, "/en/programme/agreements/")


@pytest.mark.usefixtures("known")
def test_that_the_source_names_nobody_is_said_in_the_readers_language(reader: Client) -> None:
    assert "来源未载明 × 2" in words(reader, "/programme/")
    said = words(reader, "/en/programme/")
    assert "the source does not say × 2" in said
    assert "来源未载明" not in said


def test_a_meeting_is_public_by_its_day_once_all_signed_its_minutes(
    scene: Stage, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(scene, monkeypatch)
    table.called(*table.topics(), number=2)
    assert queries.public_programme(day=DAY).meetings == ()
    table.signed()
    said = words(reader, "/programme/")
    assert "2026年3月20日，联席会议，纪要各方都签了字" in said
    assert str(DECISION["text"]) not in said
    assert str(CALL["title"]) not in said


def test_an_empty_programme_says_who_brings_what(reader: Client) -> None:
    said = words(reader, "/programme/")
    assert "两边还没有公布边界" in said
    assert "还没有两边都公布了的结对" in said


def test_more_pairs_ask_no_more(known: Stage, reader: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(9) as few:
        queries.public_programme(day=DAY)
    assert len(few) <= 12
    towns = [place(f"镇{n}", side=US, code=f"{US}10{n}000", chainages=at(n)) for n in range(1, 9)]
    assert organisations.declare(entries=towns, author=rules.Author(US), at=AT) == []
    with django_assert_num_queries(len(few)):
        assert len(queries.public_programme(day=DAY).borders[0].places) == 10


def test_the_page_is_not_on_the_offices_host(scene: Stage) -> None:
    assert Client().get("/programme/agreements/").status_code == 404
