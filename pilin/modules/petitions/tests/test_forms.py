"""Forms of petitions: what they offer is what the rules know, and each choice has its words."""

import pytest

from pilin.modules.petitions import forms, queries
from pilin.modules.petitions.rules import intake, papers
from pilin.modules.petitions.views.common import STATES, STATUTES

INTAKE = {"bodies": [("b1", "甲局"), ("b2", "乙局")], "latest": "2026-03-02"}
SAID = {
    "received_on": "2026-03-02",
    "channel": "visit",
    "domain": "water",
    "concern": "thing",
    "request": "堵口",
    "facts": "污水",
    "people": "3",
    "representatives": "2",
    "name": "钱大有",
}


def test_channels_and_subjects_are_those_of_the_rules() -> None:
    """信访工作条例 17: any form counts."""
    assert tuple(key for key, _ in forms.CHANNELS) == intake.CHANNELS
    assert tuple(key for key, _ in forms.DOMAINS) == intake.DOMAINS


def test_every_paper_and_each_of_its_parts_has_words() -> None:
    assert {key for key, _ in forms.SORTS} == {*papers.SORTS}
    assert {part for parts in papers.SORTS.values() for part in parts} == {*forms.PARTS}


def test_every_act_is_named() -> None:
    assert {one.statute for one in queries.periods()} == {*STATUTES}
    assert all(STATES.values())


def test_what_is_refused_can_be_told_by_the_form() -> None:
    refused = {one.key for one in queries.exits() if one.refused}
    assert refused == {key for key, _ in forms.CONCERNS} - {"thing"}


def test_a_form_reads_what_was_said() -> None:
    form = forms.IntakeForm({**SAID, "accused": ["b2"], "urgent": "on"}, **INTAKE)  # type: ignore[arg-type]
    assert form.is_valid(), form.errors
    said = form.cleaned_data
    assert (said["accused"], said["urgent"], said["people"]) == (["b2"], True, 3)


@pytest.mark.parametrize("name", sorted({*SAID} - {"people", "representatives"}))
def test_what_the_law_asks_for_may_not_be_left_out(name: str) -> None:
    """信访工作条例 19: name, request, facts and reasons."""
    form = forms.IntakeForm({**SAID, name: ""}, **INTAKE)  # type: ignore[arg-type]
    assert not form.is_valid()
    assert name in form.errors
