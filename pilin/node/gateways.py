"""Services towards machines that modules offer on their cards, on the one address that the configuration gives them."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from pilin.base.refusal import Refused
from pilin.node.refusals import NodeRefusal
from pilin.web.cards import ModuleConfig, cards


class Service(Protocol):
    """A service as a card names it."""

    def start(self) -> None:
        """Bind and serve. Raises why it cannot."""

    def stop(self) -> None:
        """Take nothing more, answer what is here, and end."""


def services(offered: Iterable[ModuleConfig] | None = None) -> Sequence[Service]:
    """Return the services of this node, not started: none without an address or without a module that has one.

    Raises GATEWAYS_SHARE_AN_ADDRESS: one address is for one module.
    """
    address = settings.NODE.gateway
    paths = [card.gateway for card in (cards() if offered is None else offered) if card.gateway]
    if address is None or not paths:
        return ()
    if len(paths) > 1:
        raise Refused(NodeRefusal.GATEWAYS_SHARE_AN_ADDRESS, modules=", ".join(paths))
    return (import_string(paths[0])(host=address.host, port=address.port),)


def told() -> str:
    """Return where the service is reached, for the line that a start says; empty where there is none."""
    address = settings.NODE.gateway
    return f", gateway http://{address.host}:{address.port}" if address else ""
