"""A case for who has its code: how it stands and until when, and never who or what it is about."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from pilin.kernel.matters.tests import kit
from pilin.modules.mediation.rules.cases import code_of
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, CONSENT, OPENING, TOLD
from pilin.modules.mediation.views.public import STATES
from pilin.web.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]

FIND = "/mediation/"


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "public.example"})


def words(reader: Client, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def sent(reader: Client, code: str) -> Any:
    return reader.post(FIND, urlencode({"code": code}), content_type="application/x-www-form-urlencoded")


def test_every_state_has_its_plain_words() -> None:
    assert {*STATES} == {*kit.kind("mediation").states}


def test_a_code_leads_to_the_state_and_to_nothing_else(forum: Forum, reader: Client) -> None:
    code = code_of(forum.open())
    answer = sent(reader, f" {code.lower().replace('-', ' ')}")
    assert answer["Location"] == f"{FIND}{code}/"
    said = words(reader, answer["Location"])
    assert "已登记，等另一边的调委会接手" in said
    assert "最迟：2026年3月9日" in said
    told = (OPENING["parties"], OPENING["facts"], OPENING["title"], "金沙村", "永久村", "水利", "甲户")
    assert [text for text in told if text in said] == []


def test_who_ended_it_is_not_told_but_where_to_turn_is(forum: Forum, reader: Client) -> None:
    code = code_of(forum.open())
    forum.they_take("accept", ACCEPTED)
    forum.they_take("refuse", TOLD)
    said = words(reader, f"{FIND}{code}/")
    assert "有一方不愿调解，调解已结束" in said
    assert "仲裁、行政、司法" in said
    assert "轮到" not in said


def test_a_code_that_leads_nowhere_is_said_in_its_field(forum: Forum, reader: Client) -> None:
    forum.open()
    for code in ("ABCD-ABCD-ABCD", "<script>", "0" * 40):
        answer = sent(reader, code)
        assert "没有这个编码的案件" in answer.content.decode()
        assert "<script>" not in samples.foreign(answer.content.decode())
    assert reader.get(f"{FIND}0000-0000-0000/").status_code == 404


def test_without_counties_in_the_directory_our_side_bears_its_own_name(forum: Forum, reader: Client) -> None:
    code = code_of(forum.mediating())
    said = words(reader, f"{FIND}{code}/")
    assert f"轮到：另一方、{settings.NODE.node.name}" in said or f"轮到：{settings.NODE.node.name}、另一方" in said


def test_the_page_is_in_english_too(forum: Forum, reader: Client) -> None:
    code = code_of(forum.mediating())
    said = words(reader, f"/en{FIND}{code}/")
    assert "mediat" in said.lower()
    assert "调解" not in said


def test_a_day_in_an_unpublished_year_is_said_to_be_provisional(forum: Forum, reader: Client) -> None:
    forum.stage.later(days=295)
    code = code_of(forum.open())
    forum.they_take("accept", ACCEPTED)
    forum.both("consent", {"consent": {**CONSENT["consent"], "on": "2026-12-20"}})
    assert "暂定" in words(reader, f"{FIND}{code}/")
