"""Papers of a case: the slip for everybody of the office, the agreement and the file for those in charge alone."""

import re
import zlib

import pytest

from pilin.modules.mediation.rules.cases import code_of
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, SESSION, TOLD
from pilin.modules.mediation.views.papers import public_url
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db


def paper(matter: str, name: str, account: str = "wu") -> bytes:
    answer = samples.browser(account).get(f"/mediation/cases/{matter}/{name}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer.content


def streams(data: bytes) -> bytes:
    """Return what a PDF holds, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
    return b"".join(_unpacked(one) for one in found)


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return data


def test_the_slip_leads_to_the_public_page(forum: Forum) -> None:
    matter = forum.open()
    assert paper(matter, "slip", "li").startswith(b"%PDF")
    assert public_url(code_of(matter)) == f"https://public.example/mediation/{code_of(matter)}/"


def test_agreement_and_file_are_printed_for_those_in_charge(forum: Forum) -> None:
    matter = forum.effective()
    for name in ("agreement", "file"):
        assert len(paper(matter, name)) > 4000
        assert samples.browser("li").get(f"/mediation/cases/{matter}/{name}/").status_code in (403, 409)


def test_what_is_told_apart_is_in_the_file(forum: Forum) -> None:
    matter = forum.mediating()
    bare = len(paper(matter, "file"))
    forum.take("session", {**SESSION, "record": "双方同意疏通旧沟，" * 40})
    assert len(streams(paper(matter, "file"))) > bare


def test_the_file_of_what_ended_says_where_to_turn(forum: Forum) -> None:
    matter = forum.open()
    forum.they_take("accept", ACCEPTED)
    open_file = paper(matter, "file")
    forum.take("fail", TOLD)
    assert len(streams(paper(matter, "file"))) > len(streams(open_file))


def test_an_agreement_without_obligations_is_printed_too(forum: Forum) -> None:
    matter = forum.mediating()
    assert paper(matter, "agreement").startswith(b"%PDF")
    forum.take("escalate", {"danger": "crime", "reported": {"to": "派出所", "on": "2026-03-02"}})
    assert paper(matter, "file").startswith(b"%PDF")
