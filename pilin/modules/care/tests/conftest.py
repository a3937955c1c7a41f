"""What tests of the room share: the people of two bodies, a neighbour that hears envelopes, a room that opens."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from pilin.base import ids
from pilin.base.canonical import digest_of
from pilin.base.clock import day_of
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Applied, Draft
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules as people
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests import samples as entries
from pilin.kernel.organisations.tests.samples import AT, an_id
from pilin.modules.care import actions, queries, rules
from pilin.modules.care.actions import Drafted, Wanted
from pilin.modules.care.queries import Keeper
from pilin.web import strongbox
from pilin.web.models import SecondFactor
from pilin.web.tests import samples
from tests.simulation.rooms import Rooms
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]

HERE, WATCH, THERE = "bureau", "procuratorate", "金山区社区矫正管理局"
ARTICLE = "社区矫正法 35"
TEXT = "请协助联系技能培训名额一个。"
CONTENT = rules.Content("help", "work", "平矫2026-17号", TEXT)
WU, ZHAO = Keeper("wu", "吴芳", HERE), Keeper("zhao", "赵敏", HERE)
ZHENG, CHEN = Keeper("zheng", "郑和", HERE), Keeper("chen", "陈晨", WATCH)


class Room:
    """The room of a node, open or shut, and the other body at the neighbour."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def drafted(self, **members: Any) -> Drafted:
        day = day_of(self.stage.now)
        values: dict[str, Any] = {
            "assessment": "目的：就业帮扶。必要。影响小。两人拆阅，到期清除。",
            "assessed_on": day,
            "legal_basis": "社区矫正机构依法实施帮扶。",
            "article": "社区矫正法 第二十七条",
            "agreement": CLAUSE,
            "peer": THEM,
            "body_here": HERE,
            "body_there": THERE,
            "ends_on": day + timedelta(days=300),
        }
        return Drafted(**{**values, **members})

    def open(self) -> str:
        """Draft by wu, approve by zheng of the bureau and chen of the procuratorate; return the start."""
        start: str = actions.draft_start(self.drafted(), by=WU, at=self.stage.now).pk
        for by in (ZHENG, CHEN):
            actions.approve(start=start, by=by, at=self.stage.now)
        return start

    def wanted(self, days: int = 30, **members: Any) -> Wanted:
        content = rules.Content(**{**vars(CONTENT), **members})
        return Wanted(content, ARTICLE, day_of(self.stage.now) + timedelta(days=days))

    def send(self, **members: Any) -> str:
        envelope = actions.send(self.wanted(**members), at=self.stage.now)
        self.stage.meet()
        return envelope

    def they_send(self, content: rules.Content = CONTENT, *, days: int = 30, **members: Any) -> str:
        """Let the other body send an envelope to ours."""
        envelope, until = ids.new_id(self.stage.now), day_of(self.stage.now) + timedelta(days=days)
        names = {"sender": THERE, "receiver": HERE, "article": ARTICLE}
        body = {"envelope": envelope, "delete_on": until.isoformat(), **names, **members}
        part = federation.detach("content", rules.write(content), purpose="x", keep_until=until, readers=(THEM, US))
        self.they_tell(rules.SENT, body, contents=(part,))
        return envelope

    def they_tell(self, kind: str, body: dict[str, Any], **members: Any) -> None:
        """Let the other node sign a fact of an envelope; both sides hear it."""
        self.stage.neighbour.tell(Draft(kind, "matters", CLAUSE, body, (THEM, US), **members))
        self.stage.meet()

    def opened(self, envelope: str) -> None:
        """Let zhao ask and wu join."""
        actions.ask(envelope=envelope, reason="安排培训名额", by=ZHAO, at=self.stage.now)
        actions.join(session=self.session(envelope), by=WU, at=self.stage.now)
        self.stage.meet()

    def session(self, envelope: str) -> int:
        return int(queries.sessions(envelope)[0].pk)

    def content(self, account: str, envelope: str) -> rules.Content | None:
        """Return what somebody reads of an envelope now."""
        row = queries.envelope(envelope)
        assert row is not None
        return queries.content_for(account, row.row, held=queries.sessions(envelope), at=self.stage.now)


def enrol(account: str, name: str, office: str, right: Right) -> None:
    """Enter somebody who holds an office, with a second factor where he signs."""
    side = settings.NODE.node.code
    organisations.enrol(people=[people.Person(account=account, display_name=name)], at=AT)
    role = people.Appointment(account=account, office=office, right=right, starts=samples.LONG_AGO)
    organisations.appoint(appointments=[role], side=side, by="wu", at=AT)
    user = User.objects.create_user(account, password=samples.PASSWORD, first_name=name)
    if right is Right.SIGN:
        sealed = strongbox.seal(samples.SECRETS["wu"], account=account)
        SecondFactor.objects.create(user=user, sealed=sealed, last_step=0, confirmed_at=AT)


@pytest.fixture
def room(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Return the room of a node whose people are there, and which nobody opened yet."""
    side = settings.NODE.node.code
    for account in ("zheng", "chen"):
        monkeypatch.setitem(samples.SECRETS, account, samples.SECRETS["wu"])
    watch = entries.body(WATCH, side=side)
    desk = entries.office("watch desk", side=side, body=an_id(WATCH))
    organisations.declare(entries=[watch, desk], author=people.Author(side), at=AT)
    enrol("zheng", "郑和", an_id("desk"), Right.SIGN)
    enrol("chen", "陈晨", an_id("watch desk"), Right.SIGN)
    monkeypatch.setattr(agreements, "bases_for", lambda _kind, **_named: [CLAUSE])
    hears: Any = Rooms._handle

    def handle(self: Any, kind: str, item: Any, at: Any) -> Any:
        if not kind.startswith("care."):
            return hears(self, kind, item, at)
        self.t.applied[item.event.hash] = kind
        return Applied(digest_of([kind, item.event.hash]))

    monkeypatch.setattr(Rooms, "_handle", handle)
    return Room(scene)
