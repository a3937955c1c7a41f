"""The desk of the tests: both sides with the kinds of information, law and the standing organisation signed."""

from typing import Any

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border.rules.records import CATALOGUE, REQUEST
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.sharing_samples import FIELDS, GRANT, KINDS, RECEIPT


class Desk(Beat):
    """Two sides that share what they hold. What `they_…` does is the neighbour's; the rest is ours."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage, KINDS)
        self.item = ""

    def begin(self, name: str, **fields: Any) -> str:
        """Open a matter of ours with the fields of its sample, and what is said otherwise; return its id."""
        return self.open(name, {**FIELDS[name], **fields})

    def they_list(self, **fields: Any) -> str:
        """Let the neighbour list an item of its catalogue; return its id."""
        self.item = self.they_open(CATALOGUE, {**FIELDS[CATALOGUE], **fields})
        return self.item

    def ask(self, **fields: Any) -> str:
        """Ask for the item that the neighbour listed last, or that is named; return the request."""
        return self.begin(REQUEST, item=self.item or self.they_list(), **fields)

    def they_ask(self, item: str, **fields: Any) -> str:
        """Let the neighbour ask for an item of ours; return the request."""
        return self.they_open(REQUEST, {**FIELDS[REQUEST], "item": item, **fields})

    def receive(self, **receipt: Any) -> str:
        """Let the neighbour grant what we asked for last, write its receipt, and both sign it."""
        self.they_take("grant", **GRANT)
        self.they_take("deliver", **{**RECEIPT, **receipt})
        return self.both("receive")

    def list_ours(self, **fields: Any) -> str:
        """List an item of ours; return its id."""
        return self.begin(CATALOGUE, body="平湖市水利局", who_may="金山区水务局", **fields)
