"""The window of the tests: a node that takes petitions in, its units with their people, and a neighbour beside it.

Zhao and wu sit at the desk of the bureau (from the pages' staff); sun acts at the reception, qian acts and signs in the
unit complained of, and hu in a branch below it. What `they_…` does is the neighbour's; the rest is ours.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Applied, Draft
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules as people
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests import samples as entries
from pilin.kernel.organisations.tests.samples import AT, an_id
from pilin.modules.petitions import actions, models, queries
from pilin.modules.petitions.actions import Taken
from pilin.modules.petitions.rules import papers
from pilin.modules.petitions.rules.intake import Intake, Petitioner
from pilin.modules.petitions.rules.looking import Eyes
from pilin.web.tests import samples

KINDS = ("petition_transfer", "petition_handling")
DESK, RECEPTION, ACCUSED, BRANCH = (an_id(name) for name in ("desk", "reception", "accused desk", "branch desk"))
UNIT = an_id("accused unit")
TOLD = Intake(
    received_on="2026-03-02",
    channel="visit",
    domain="water",
    concern="thing",
    request="请把界河边的排水口堵上",
    facts="雨后污水从对岸流来",
    official="ZJ-2026-0001",
)
WHO = Petitioner("钱大有", "独山港镇某村", "13800001111")
OPINION = {
    "request": "堵上排水口",
    "facts": "两地现场核查",
    "opinion": "三十日内封堵",
    "basis": "水污染防治法第三十九条",
}
BEFORE = {"object": "objection", "answer": "opinion", "review": "review_opinion", "decide_final": "final_opinion"}


class Window:
    """Two sides that agreed on both kinds of petitions and on a clause under which their papers travel."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        clause = texts.clause("1", kinds=("matters.*", "petitions.*"), matter_kinds=KINDS)
        stage.agree(texts.agreement(clauses=(clause,)).as_json())
        stage.agree_calendar("2025", "2026")
        for name in KINDS:
            stage.agree_kind(name)
        _hears(stage)
        _units()

    @property
    def day(self) -> Any:
        return self.stage.now.date()

    def take_in(self, who: Petitioner = WHO, *, office: str = DESK, **changes: Any) -> Taken:
        """Take a petition in, as a clerk of an office does."""
        return actions.take_in(
            Intake(**{**vars(TOLD), **changes}), who, office=office, eyes=self.eyes(office), at=self.stage.now
        )

    def case(self, case: str) -> models.Case:
        return models.Case.objects.get(pk=case)

    def only(self) -> models.Case:
        return models.Case.objects.get()

    def eyes(self, office: str = DESK, account: str = "zhao") -> Eyes:
        """Return the eyes of somebody who acts in one office."""
        return queries.eyes_of(account, reads=[office], acts=[office], day=self.day)

    def transferred(self, **changes: Any) -> models.Case:
        """Take a petition in and transfer it to the neighbour."""
        row = self.case(self.take_in(**changes).id)
        self.stage.matter = actions.transfer(row, peer=THEM, office=DESK, at=self.stage.now)
        self.stage.meet()
        return self.case(row.pk)

    def write(self, case: models.Case, sort: str, **texts_: str) -> None:
        """Write a paper of ours; an opinion with all that it must say."""
        said = texts_ or (OPINION if sort.endswith("opinion") else {"text": "见附件"})
        actions.write_paper(case, sort, said, eyes=self.eyes(case.office), at=self.stage.now)
        self.stage.meet()

    def take(self, step: str, **fields: Any) -> models.Case:
        """Take a step of ours on the matter that was opened last, with the paper that it needs."""
        case = self.of_matter(self.stage.matter)
        if step in BEFORE:
            self.write(case, BEFORE[step])
        self.stage.take(step, fields=fields)
        self.stage.meet()
        return self.case(case.pk)

    def they_take(self, step: str, **fields: Any) -> models.Case:
        """Let the neighbour take a step on the matter that was opened last."""
        self.stage.they_take(step, fields=fields)
        self.stage.meet()
        return self.of_matter(self.stage.matter)

    def both(self, step: str) -> models.Case:
        """Let both sides sign a step."""
        self.stage.take(step)
        self.stage.meet()
        return self.they_take_all(step)

    def they_take_all(self, step: str) -> models.Case:
        """Let the neighbour sign a step that all sign."""
        self.stage.they_take(step, text=self.stage.text(step))
        self.stage.meet()
        return self.of_matter(self.stage.matter)

    def of_matter(self, matter: str) -> models.Case:
        found = models.Case.objects.filter(matter=matter) | models.Case.objects.filter(handling=matter)
        return found.get()

    def worker(self) -> None:
        """Let the worker do its duty; both sides hear of it."""
        actions.carry_out(at=self.stage.now)
        self.stage.meet()

    def they_transfer(self, *, number: str = "XF-2026-310116-00007", urgent: bool = False) -> str:
        """Let the neighbour open a transfer to us, without its file yet; return the matter."""
        kind = matters.kind_named("petition_transfer", (US, THEM))
        assert kind is not None
        matter = f"019d0000-0000-7000-8000-{len(self.stage.neighbour.node.tables.matters):012x}"
        calendar = next(reversed([*self.stage.their_calendars]))
        fields = {"title": number, "received_on": "2026-03-02", "urgent": urgent}
        roles = {"sender": THEM, "receiver": US}
        members = {"fields": fields, "calendar": calendar, "office": ""}
        self.stage.they_tell(chain.opening(matter=matter, kind=kind.digest, roles=roles, basis=CLAUSE, **members))
        self.stage.meet()
        self.stage.matter = matter
        return matter

    def they_file(self, matter: str, content: Mapping[str, Any], who: Mapping[str, str] | None = None) -> None:
        """Let the neighbour send the file of a transfer: content and petitioner, each a part."""
        parts = {"content": content, "petitioner": who or vars(WHO)}
        self.they_send("petitions.file", {"transfer": matter}, parts)

    def they_send(self, kind: str, body: Mapping[str, str], parts: Mapping[str, Mapping[str, Any]]) -> None:
        """Let the neighbour send something of this room with sealed parts."""
        until = self.day.replace(year=2036)
        made = tuple(
            federation.detach(
                name,
                json.dumps(value, ensure_ascii=False).encode(),
                purpose="petition",
                keep_until=until,
                readers=(US,),
            )
            for name, value in parts.items()
        )
        subject = papers.subject_of(body.get("transfer", ""))
        self.stage.they_tell(Draft(kind, "matters", CLAUSE, body, [US, THEM], subject=subject, contents=made))
        self.stage.meet()


def _hears(stage: Stage) -> None:
    """Let the neighbour in memory take the papers of petitions: its rooms know nothing of this module."""
    rooms = stage.neighbour.node.rooms
    decide = rooms.decide

    def taken(kind: str, items: Any, at: Any) -> Any:
        if kind.startswith("petitions."):
            return [Applied(item.event.hash) for item in items]
        return decide(kind, items, at)

    rooms.decide = taken


def _units() -> None:
    """Enter the unit complained of with a branch below it, the reception, and who sits there."""
    side = {"side": US}
    declared = [
        entries.body("accused unit", **side),
        entries.body("branch", parent=UNIT, **side),
        entries.office("reception", **side),
        entries.office("accused desk", body=UNIT, **side),
        entries.office("branch desk", body=an_id("branch"), **side),
    ]
    assert organisations.declare(entries=declared, author=people.Author(US), at=AT) == []
    seats = {"sun": (RECEPTION, Right.ACT), "qian": (ACCUSED, Right.SIGN), "hu": (BRANCH, Right.ACT)}
    organisations.enrol(people=[people.Person(account=one, display_name=one) for one in seats], at=AT)
    wanted = [
        people.Appointment(account=account, office=office, right=right, starts=samples.LONG_AGO)
        for account, (office, right) in seats.items()
    ]
    organisations.appoint(appointments=wanted, side=US, by="wu", at=AT)
    for account in ("sun", "qian"):
        User.objects.create_user(account, password=samples.PASSWORD)
