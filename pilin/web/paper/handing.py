"""A paper as the answer to a request, and the address that its square code bears."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from pilin.web.paper.drawing import pdf_of
from pilin.web.paper.parts import Paper

CONTENT_TYPE = "application/pdf"
_KEPT = "-_."


def answer(paper: Paper, *, name: str) -> HttpResponse:
    """Return a paper as a file to keep; `name` is that of the file without its ending, in any letters."""
    response = HttpResponse(pdf_of(paper), content_type=CONTENT_TYPE)
    plain = "".join(letter if letter.isalnum() or letter in _KEPT else "-" for letter in name).strip("-") or "paper"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(plain)}.pdf"
    return response


def page_of(request: HttpRequest, path: str) -> str:
    """Return the whole address of a page of this node, as it stands in a square code."""
    return request.build_absolute_uri(path)
