"""What waits in a browser and was not sent: who signs out is told, since signing out removes it.

Scripts that keep entries in the browser (`static/web/on_site.js`) write their number into a cookie of this node. It is
a number and nothing else; whoever changes it is asked once more, or is not, before he signs out.
"""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ANYWAY = "anyway"
WORKER = Path(__file__).parent / "static" / "web" / "on_site_worker.js"
"""The program that answers kept pages without a line; each room serves it below its own addresses, which bound it."""
CLEARING = '"storage"'
"""What a browser clears with a sign-out (W3C Clear Site Data): databases, kept pages, and programs that answer them."""


def name() -> str:
    """Return what the cookie is called: two nodes on one machine need two names."""
    return f"pilin_unsent_{settings.NODE.node.code}"


def count(request: HttpRequest) -> int:
    """Return how many entries wait in the browser, as it says itself."""
    told = request.COOKIES.get(name(), "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 4 else 0


def clear(response: HttpResponse) -> None:
    """Let the browser clear all that it keeps of this node."""
    response.headers["Clear-Site-Data"] = CLEARING
    response.delete_cookie(name())
