"""The sides that meet on a page: which is ours, what each is called, in which order all see them, and the links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from pilin.base.clock import Instant
from pilin.kernel.federation import queries as federated
from pilin.kernel.federation.queries import LinkState, facts
from pilin.web import matter_pages
from pilin.web.access import PageRequest
from pilin.web.languages import several


@dataclass(frozen=True)
class Sides:
    """This node and its peers: the code of ours, the names of all by code, and the links."""

    me: str
    called: Mapping[str, str]
    links: Sequence[LinkState]

    @property
    def order(self) -> list[str]:
        """Return the codes from left to right on shared pages, whoever looks: the higher one first."""
        return sorted(self.called, reverse=True)

    @property
    def peers(self) -> list[str]:
        """Return the other sides."""
        return [code for code in self.called if code != self.me]

    def name(self, code: str) -> str:
        """Return what a side is called; its code where nobody named it."""
        return self.called.get(code, code)

    def names(self, codes: Sequence[str]) -> str:
        """Return what sides are called, in one text."""
        return several(self.name(code) for code in codes)

    def by_role(self, roles: Mapping[str, str]) -> dict[str, str]:
        """Return the names of a matter's sides by their roles, from left to right."""
        ordered = sorted(roles.items(), key=lambda item: item[1], reverse=True)
        return {role: self.name(code) for role, code in ordered}


def sides_of(request: PageRequest) -> Sides:
    """Return this node and its peers."""
    return sides_at(request.at)


def sides_at(at: Instant) -> Sides:
    """Return this node and its peers at an instant, for pages that ask nobody who he is."""
    links, node = federated.links_state(at), settings.NODE.node
    return Sides(facts.me(), matter_pages.names((node.code, node.name), links), links)
