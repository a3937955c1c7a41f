"""What nodes are called on the pages of the desk."""

from collections.abc import Sequence

from django.conf import settings

from pilin.kernel.federation.queries import LinkState
from pilin.web import matter_pages


def called_by(links: Sequence[LinkState]) -> dict[str, str]:
    """Return the names of this node and of its peers, by code."""
    node = settings.NODE.node
    return matter_pages.names((node.code, node.name), links)
