"""Services towards machines: found on cards, made for the one address, started and stopped with the process."""

import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from pilin.base.refusal import Refused
from pilin.modules.medical.gateway import Gateway
from pilin.node import config, gateways
from pilin.node.refusals import NodeRefusal
from pilin.node.verbs import serve

MEDICAL = "pilin.modules.medical.gateway.Gateway"


def cards(*paths: str) -> Any:
    """Return cards of modules, some with a service."""
    return [SimpleNamespace(gateway=path) for path in ("", *paths)]


@pytest.fixture
def address() -> Iterator[None]:
    """Give the node of this test an address for such services."""
    with override_settings(NODE=replace(settings.NODE, gateway=config.Gateway("127.0.0.1", 8999))):
        yield


def test_the_medical_room_offers_one(address: None) -> None:
    (found,) = gateways.services()
    assert isinstance(found, Gateway)
    assert (found.host, found.port) == ("127.0.0.1", 8999)


def test_without_an_address_there_is_none() -> None:
    assert settings.NODE.gateway is None
    assert gateways.services() == ()
    assert gateways.services(cards(MEDICAL)) == ()
    assert gateways.told() == ""


def test_without_a_module_that_has_one_there_is_none(address: None) -> None:
    assert gateways.services(cards()) == ()


def test_two_modules_cannot_share_an_address(address: None) -> None:
    with pytest.raises(Refused) as caught:
        gateways.services(cards(MEDICAL, "elsewhere.Gateway"))
    assert caught.value.code is NodeRefusal.GATEWAYS_SHARE_AN_ADDRESS
    assert MEDICAL in str(caught.value.facts["modules"])


def test_a_start_says_where_it_is(address: None) -> None:
    assert gateways.told() == ", gateway http://127.0.0.1:8999"


def test_a_node_without_one_does_not_serve_it_alone() -> None:
    with pytest.raises(Refused) as caught:
        serve.answer()
    assert caught.value.code is NodeRefusal.NODE_HAS_NO_GATEWAY


class Service:
    """A service that notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def start(self) -> None:
        self.done.append("start")

    def stop(self) -> None:
        self.done.append("stop")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_served_alone_it_starts_and_ends_in_order(monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
    service, handlers = Service(), dict[int, Callable[..., Any]]()
    monkeypatch.setattr(gateways, "services", lambda: (service,))
    monkeypatch.setattr(signal, "signal", handlers.setdefault)
    monkeypatch.setattr("pilin.node.start.state", lambda at: "here")
    monkeypatch.setattr("pilin.node.verbs.serve.connections.close_all", lambda: None)
    ended: list[int] = []
    served = threading.Thread(target=lambda: ended.append(serve.answer()))
    served.start()
    while number not in handlers or "start" not in service.done:
        served.join(0.01)
    assert service.done == ["start"]
    handlers[number](number, None)
    served.join(10)
    assert (service.done, ended) == (["start", "stop"], [0])
