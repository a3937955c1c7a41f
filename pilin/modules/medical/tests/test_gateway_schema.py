"""The gateway against its own OpenAPI description: what fits it and what does not is answered, never by a fault.

Schemathesis draws the messages. Each answer is 0, or -1 with a sentence; nothing is raised, whatever is drawn.
"""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from pilin.base.refusal import Refused
from pilin.modules.medical import queries
from pilin.modules.medical.gateway import dispatch
from pilin.modules.medical.gateway.table import DEEDS
from pilin.modules.medical.tests.hospital import CODE, SECRET, Hospital, contract
from pilin.wire.nhsa import envelope, openapi
from pilin.wire.nhsa.refusals import CallerRefusal
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.transport import Caller, Credential, Dialect
from tests.house import tree
from tests.support.neighbour import Neighbour

DESCRIBED = openapi.described(DEEDS)
PAGE = tree.ROOT / "docs/protocols/nhsa.openapi.json"
SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
CALLER = Caller(Credential(Dialect.API_KEY, "his", SECRET, frozenset({CODE})))
FEW = settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    """Open a hospital whose neighbour never answers, so that nothing is waited for."""
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    contract()
    return Hospital(neighbour.now)


def drawn(infno: str, mode: GenerationMode) -> st.SearchStrategy[Any]:
    """Draw cases of an operation."""
    found: st.SearchStrategy[Any] = SCHEMA[f"/hgs/{infno}"]["POST"].as_strategy(generation_mode=mode)
    return found


def sent(body: Any, hospital: Hospital) -> str:
    """Send what was drawn, as our own hospital where that can be said; return the sentence of a refusal."""
    if isinstance(body, dict):
        body = body | {"fixmedins_code": CODE}
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=True, default=str).encode()
    try:
        reply = envelope.read_reply(dispatch.answer(data, CALLER, at=hospital.at))
    except Refused as refused:
        if refused.code is not CallerRefusal.CALLER_SPEAKS_FOR_ANOTHER:  # the service answers that by 401
            raise
        return "401"
    assert reply.head.infcode in ("0", "-1")
    assert (reply.head.infcode == "0") is (reply.head.err_msg == "")
    assert len(reply.head.err_msg) <= envelope.ERROR_LENGTH_MAX
    return reply.head.err_msg


@pytest.mark.parametrize("infno", sorted(DEEDS))
def test_what_fits_the_description_is_answered(hospital: Hospital, infno: str) -> None:
    @seed(1)
    @FEW
    @given(drawn(infno, GenerationMode.POSITIVE))
    def run(case: Any) -> None:
        sent(case.body, hospital)

    run()


@pytest.mark.parametrize("infno", sorted(DEEDS))
def test_what_does_not_fit_it_is_answered_too(hospital: Hospital, infno: str) -> None:
    @seed(2)
    @FEW
    @given(drawn(infno, GenerationMode.NEGATIVE))
    def run(case: Any) -> None:
        sent(case.body, hospital)

    run()


def test_every_transaction_that_is_answered_is_described() -> None:
    assert set(DESCRIBED["paths"]) == {f"/hgs/{number}" for number in DEEDS}
    assert set(openapi.described(BY_NUMBER)["paths"]) == {f"/hgs/{number}" for number in BY_NUMBER}


def test_the_description_in_the_docs_is_this_one() -> None:
    """Write it anew with: json.dumps(openapi.described(DEEDS), ensure_ascii=False, indent=1, sort_keys=True)."""
    assert json.loads(PAGE.read_text(encoding="utf-8")) == DESCRIBED


def schema_of(infno: str) -> dict[str, Any]:
    content = DESCRIBED["paths"][f"/hgs/{infno}"]["post"]["requestBody"]["content"]
    found: dict[str, Any] = content["application/json"]["schema"]
    return found


def test_a_description_says_what_the_classes_say() -> None:
    head = schema_of("2204")
    assert {"infno", "msgid", "insuplc_admdvs", "input", "opter"} <= set(head["required"])
    assert head["properties"]["msgid"] == {"type": "string", "minLength": 1, "maxLength": 30}
    lines = head["properties"]["input"]["properties"]["feedetail"]
    assert (lines["type"], lines["minItems"], lines["maxItems"]) == ("array", 1, 1000)
    line = lines["items"]["properties"]
    assert line["cnt"]["pattern"] == r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$"
    assert line["feedetl_sn"]["maxLength"] == 30
    assert "insuplc_admdvs" not in schema_of("1101")["required"]
    assert schema_of("9001")["properties"]["input"]["required"] == ["signIn"]


@pytest.mark.parametrize("infno", sorted(DEEDS))
def test_nothing_required_is_undescribed(infno: str) -> None:
    def walk(node: dict[str, Any]) -> None:
        assert set(node.get("required", [])) <= set(node.get("properties", {})) or "properties" not in node
        for inner in [*node.get("properties", {}).values(), *([node["items"]] if "items" in node else [])]:
            walk(inner)

    walk(schema_of(infno))
