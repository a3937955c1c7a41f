"""The first programme's agreement as data: it reads, it is sound, and it says what is ours and what is the source's."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from pilin.base import refdata
from pilin.base.refusal import Refused
from pilin.kernel.agreements import rules
from pilin.kernel.agreements.rules import Agreement, AgreementRefusal, Row
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.event import SCOPES
from pilin.kernel.organisations.rules import Standing, reference_id

PROGRAMME = Path(__file__).parents[4] / "nodes" / "programme"


@pytest.fixture(scope="module")
def row() -> Row:
    """Return the one row of the file."""
    (only,) = refdata.load(PROGRAMME / "agreements.yaml").rows("agreements", Row)
    return only


@pytest.fixture(scope="module")
def framework(row: Row) -> Agreement:
    """Return the framework agreement."""
    return rules.from_row(row)


def test_the_framework_is_sound(framework: Agreement) -> None:
    assert rules.check_text(framework.as_json(), ("310116", "330482")) == []
    assert rules.from_json(framework.as_json()) == framework


def test_every_node_finds_the_same_agreement(framework: Agreement) -> None:
    assert framework.id == reference_id("A5")


def test_facts_are_the_articles(framework: Agreement, row: Row) -> None:
    assert framework.from_day.isoformat() == "2017-08-17"
    assert [(party.code, party.body) for party in framework.parties] == [("310116", "金山区委"), ("330482", "平湖市委")]
    assert framework.title.zh == "毗邻党建引领区域联动发展合作框架协议"
    assert row.standing == Standing.ARTICLE


def test_wording_is_ours_and_says_so(framework: Agreement) -> None:
    assert {clause.standing for clause in framework.clauses} == {Standing.ILLUSTRATIVE}


def test_numbers_follow_each_other(framework: Agreement) -> None:
    assert [clause.number for clause in framework.clauses] == [str(n) for n in range(1, len(framework.clauses) + 1)]


def test_kinds_belong_to_known_families(framework: Agreement) -> None:
    kinds = {kind.partition(".")[0] for clause in framework.clauses for kind in clause.kinds}
    handled = {kind.partition(".")[0] for kind in federation.registry.handlers}
    assert kinds <= {scope.removesuffix("s") for scope in SCOPES} | set(SCOPES) | handled


def test_every_kind_of_matter_of_the_programme_is_opened_by_a_clause(framework: Agreement) -> None:
    opened = {name for clause in framework.clauses for name in clause.matter_kinds}
    names = {_name(file) for file in (PROGRAMME / "kinds").glob("*.yaml")}
    assert names <= opened


def _name(file: Path) -> str:
    return str(yaml.safe_load(file.read_text(encoding="utf-8"))["name"])


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"from_day": "sometime"}, "from_day"),
        ({"clauses": ["first"]}, "clauses[0]"),
        ({"clauses": [{"number": "1"}]}, "clauses[0]"),
        ({"term": {"last_day": None}}, "term"),
    ],
)
def test_a_row_that_does_not_read_is_named(row: Row, members: dict[str, object], where: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.from_row(replace(row, **members))  # type: ignore[arg-type]
    assert caught.value.code is AgreementRefusal.AGREEMENT_DOES_NOT_READ
    assert caught.value.facts == {"key": "A5", "where": where}
