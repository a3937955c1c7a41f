"""Papers: what an opinion must say, what must be written before which step, and what is masked."""

import json

import pytest

from pilin.base.refusal import Refused
from pilin.modules.petitions.rules import papers
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.window import OPINION, TOLD


@pytest.mark.parametrize("sort", ["opinion", "review_opinion", "final_opinion"])
def test_an_opinion_says_request_facts_opinion_and_basis(sort: str) -> None:
    """信访工作条例 32."""
    papers.check_paper(sort, OPINION)
    for name in OPINION:
        with pytest.raises(Refused) as caught:
            papers.check_paper(sort, {**OPINION, name: " "})
        assert (caught.value.code, caught.value.facts["lacking"]) == (PetitionRefusal.PAPER_LACKS_CONTENTS, [name])


@pytest.mark.parametrize("sort", ["objection", "negotiation", "conference", "contact"])
def test_another_paper_says_something(sort: str) -> None:
    papers.check_paper(sort, {"text": "不在本镇地域"})
    with pytest.raises(Refused):
        papers.check_paper(sort, {"text": "", **OPINION})


def test_a_paper_of_no_known_sort_is_none() -> None:
    with pytest.raises(Refused):
        papers.check_paper("gossip", {"text": "x"})


@pytest.mark.parametrize(("step", "sort"), sorted(papers.WRITTEN_BEFORE.items()))
def test_a_step_waits_for_its_paper(step: str, sort: str) -> None:
    papers.check_written(step, ["contact", sort])
    with pytest.raises(Refused) as caught:
        papers.check_written(step, ["contact"])
    assert (caught.value.code, caught.value.facts["sort"]) == (PetitionRefusal.OPINION_IS_NOT_WRITTEN, sort)


@pytest.mark.parametrize("step", ["accept", "insist", "call_conference", "contact", "leave"])
def test_other_steps_need_no_paper(step: str) -> None:
    papers.check_written(step, [])


@pytest.mark.parametrize("secret", ["11010519491231002X", "13800001111", "浙F12345"])
def test_what_tells_who_somebody_is_is_masked_and_counted(secret: str) -> None:
    kept = papers.masked({"request": f"请联系 {secret}", "facts": "无"})
    assert kept.places == 1
    assert secret not in kept.texts["request"]
    assert kept.texts["facts"] == "无"


def test_content_holds_no_petitioner() -> None:
    content = papers.content_of(TOLD)
    assert {*content} == {"request", "facts", "official", "accused", "representatives"}


def test_a_sealed_part_reads_as_it_was_written() -> None:
    said = {"name": "钱大有", "address": "独山港镇"}
    assert papers.read(papers.write(said)) == said


@pytest.mark.parametrize("data", [b"", b"\xff", b"[1]", b"3", b"{"])
def test_what_is_no_part_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        papers.read(data)
    assert caught.value.code is PetitionRefusal.PETITION_PAPER_DOES_NOT_FIT


def test_a_petitioner_is_read_whatever_is_missing() -> None:
    assert papers.petitioner_of({"name": "钱大有"}) == Petitioner("钱大有")
    assert papers.petitioner_of(json.loads('{"contact": 5}')) == Petitioner("", "", "5")
