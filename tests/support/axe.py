"""axe-core over a page that Chromium shows: what breaks WCAG 2.1 at the levels A and AA.

The file of Deque's program lies in `vendored/axe-core` with its licence; it is used by tests and is no part of Pilin.
"""

import json
from functools import cache
from pathlib import Path

from tests.support.chromium import Tab

PROGRAM = Path(__file__).parent / "vendored" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")


@cache
def _program() -> str:
    return PROGRAM.read_text(encoding="utf-8")


def broken(tab: Tab) -> list[str]:
    """Return what axe finds on the page: the rule, the element, and why; nothing where all is well."""
    tab.tell(f"{_program()}; 0")
    how = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    found = tab.ask(
        "Runtime.evaluate",
        expression=f"axe.run(document, {how}).then(found => found.violations.flatMap(rule => rule.nodes.map(node => "
        "rule.id + ' ' + node.target.join(' ') + ': ' + node.failureSummary.replace(/\\s+/g, ' '))))",
        awaitPromise=True,
        returnByValue=True,
    )
    assert "exceptionDetails" not in found, found
    return list(found["result"]["value"])
