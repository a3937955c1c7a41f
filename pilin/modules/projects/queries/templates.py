"""The templates of plans that ship with the room."""

from functools import cache
from pathlib import Path

from pilin.base import refdata
from pilin.modules.projects.rules.templates import Template, templates_of

_FILE = Path(__file__).parents[1] / "reference" / "templates.yaml"


@cache
def templates() -> dict[str, Template]:
    """Return the templates by field."""
    return templates_of(refdata.load(_FILE))
