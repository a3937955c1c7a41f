"""The door of the figures: what it tells parses, it opens for the right token alone, and it closes again."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import urllib3
from django.http import HttpResponse
from django.test import RequestFactory
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.kernel.federation.http.refusals import HttpRefusal
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER
from pilin.node import config
from pilin.node.refusals import NodeRefusal
from pilin.node.watch import exposition, timing
from pilin.node.watch.exposition import Figures
from pilin.node.watch.figures import Figure
from tests.pair.nodes import free_port

TOKEN = "a-token-of-some-length"


def parsed(text: str) -> dict[str, dict[frozenset[tuple[str, str]], float]]:
    """Return what an exposition says: samples by name and labels."""
    found: dict[str, dict[frozenset[tuple[str, str]], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
    return found


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> CollectorRegistry:
    """Give the door a registry of its own, which holds one figure."""
    registry = CollectorRegistry()
    monkeypatch.setattr(timing, "registry", registry)
    one = Figure("pilin_dead_letters", "Refused.", [((), 3)])
    monkeypatch.setattr(exposition, "Figures", lambda: Figures(lambda at: [one]))
    return registry


@pytest.fixture
def known(tmp_path: Path) -> config.Metrics:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    return config.Metrics(port=free_port(), token_file=tmp_path / "token")


@pytest.fixture
def door(known: config.Metrics, registry: CollectorRegistry) -> Iterator[config.Metrics]:
    close = exposition.open_door(known)
    assert close is not None
    yield known
    close()


def asked(door: config.Metrics, path: str = "/metrics", *, method: str = "GET", **headers: str) -> Any:
    address = f"http://{door.host}:{door.port}{path}"
    return urllib3.request(method, address, headers=headers, retries=False, timeout=5.0)


def test_every_figure_parses(ready: Path) -> None:
    links.busy()
    registry = CollectorRegistry()
    registry.register(Figures())
    found = parsed(generate_latest(registry).decode())
    assert found["pilin_envelopes_out_total"][frozenset({("peer", PEER), ("lane", "work")})] == 7
    assert found["pilin_dead_letters"] == {frozenset(): 1}
    assert all(name.startswith("pilin_") for name in found)


def test_the_right_token_opens(door: config.Metrics) -> None:
    answer = asked(door, Authorization=f"Bearer {TOKEN}")
    assert (answer.status, parsed(answer.data.decode())) == (200, {"pilin_dead_letters": {frozenset(): 3}})


@pytest.mark.parametrize("said", ["", "Bearer", f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe4"])
def test_any_other_does_not(door: config.Metrics, said: str) -> None:
    answer = asked(door, Authorization=said)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert b"pilin" not in answer.data


@pytest.mark.parametrize("path", ["/", "/healthz", "/metrics/", "/metrics/x"])
def test_nothing_else_is_told_there(door: config.Metrics, path: str) -> None:
    assert asked(door, path, Authorization=f"Bearer {TOKEN}").status == 404


def test_nothing_can_be_sent_there(door: config.Metrics) -> None:
    assert asked(door, method="POST", Authorization=f"Bearer {TOKEN}").status == 405


def test_on_this_machine_no_token_is_needed(registry: CollectorRegistry) -> None:
    known = config.Metrics(port=free_port())
    close = exposition.open_door(known)
    assert close is not None
    with closing(asked(known)) as answer:
        assert answer.status == 200
    close()
    with pytest.raises(urllib3.exceptions.HTTPError):
        asked(known)


def test_without_a_port_there_is_no_door() -> None:
    assert exposition.open_door(config.Metrics()) is None


def test_a_port_that_is_taken_is_told(door: config.Metrics) -> None:
    with pytest.raises(Refused) as refused:
        exposition.open_door(door)
    assert refused.value.code is HttpRefusal.ADDRESS_CANNOT_BE_BOUND
    assert refused.value.facts["port"] == door.port


def test_a_missing_token_is_told_before_anything_is_bound(known: config.Metrics, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        exposition.open_door(replace(known, token_file=tmp_path / "none"))
    assert refused.value.code is NodeRefusal.FILE_IS_NOT_READABLE


def test_figures_of_a_moment_ago_serve_again() -> None:
    asked_at: list[Instant] = []

    def read(*, at: Instant) -> list[Figure]:
        asked_at.append(at)
        return []

    kept = Figures(read)
    for seconds in (0, 4.9, 5, 2):
        kept.read(at=after(AT, seconds=seconds))
    assert asked_at == [AT, after(AT, seconds=5), after(AT, seconds=2)]


def test_pages_are_timed_by_the_name_of_their_address() -> None:
    request = RequestFactory().get("/matters/")
    request.resolver_match = type("Match", (), {"view_name": "web:matters"})()
    timing.page_durations(lambda _: HttpResponse())(request)
    timing.page_durations(lambda _: HttpResponse(status=404))(RequestFactory().get("/张三/"))
    found = parsed(generate_latest(timing.registry).decode())["pilin_page_seconds_count"]
    assert found[frozenset({("page", "web:matters"), ("status", "2xx")})] >= 1
    assert found[frozenset({("page", "none"), ("status", "4xx")})] >= 1
    assert "张三" not in str(found)
