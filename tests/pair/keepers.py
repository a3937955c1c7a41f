"""People of the two lawful bodies at one node, over HTTP in front of its pages. Imported when Django is ready."""

import json
import re
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test.utils import setup_test_environment

from pilin.base import clock, ids
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import rules
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries as directory
from pilin.kernel.organisations import rules as people
from pilin.kernel.organisations.rules import Right, Standing
from pilin.web import strongbox
from pilin.web.models import SecondFactor
from pilin.web.tests import samples

BOTH = ("310116", "330482")
BODIES = {
    "330482": ("平湖市社区矫正管理局", "平湖市人民检察院"),
    "310116": ("金山区社区矫正管理局", "金山区人民检察院"),
}
STAFF = {"wu": (0, Right.SIGN), "zheng": (0, Right.SIGN), "zhao": (0, Right.ACT), "chen": (1, Right.SIGN)}
STAFF |= {"sun": (1, Right.INSPECT)}


def hire() -> None:
    """Enter both bodies of this side and their people, each with a second factor where he signs."""
    setup_test_environment()
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    side, at = settings.NODE.node.code, clock.now()
    known: dict[str, Any] = {"version": 1, "side": side, "standing": Standing.ILLUSTRATIVE, "source": "test"}
    offices = []
    for name in BODIES[side]:
        body = people.Body(id=ids.new_id(at), name=name, sort="government_department", **known)
        office = people.Office(id=ids.new_id(at), name="办公室", body=body.id, duties=("liaison",), **known)
        assert organisations.declare(entries=[body, office], author=people.Author(side), at=at) == []
        offices.append(office.id)
    organisations.enrol(people=[people.Person(account=one, display_name=f"{side}-{one}") for one in STAFF], at=at)
    roles = [
        people.Appointment(account=account, office=offices[place], right=right, starts=samples.LONG_AGO)
        for account, (place, right) in STAFF.items()
    ]
    founder = next(role.account for role in directory.roles_in_force(day=clock.day_of(at)))
    organisations.appoint(appointments=roles, side=side, by=founder, at=at)
    for account in STAFF:
        user = User.objects.create_user(account, password=samples.PASSWORD)
        samples.SECRETS.setdefault(account, samples.SECRETS["wu"])
        sealed = strongbox.seal(samples.SECRETS[account], account=account)
        SecondFactor.objects.create(user=user, sealed=sealed, last_step=0, confirmed_at=at)


def agree() -> str:
    """Offer the clause that admits envelopes; return the basis that it will be."""
    words = rules.Words(zh="帮扶联系。", en="Help between bodies.")
    clause = rules.Clause(number="1", title=words, text=words, standing=Standing.ILLUSTRATIVE, kinds=("care.*",))
    text = rules.Agreement(
        id=ids.new_id(clock.now()),
        title=words,
        parties=tuple(rules.Party(code=code, body=code) for code in BOTH),
        from_day=date(2026, 1, 1),
        term=rules.Term(last_day=None, winding_down_days=30),
        clauses=(clause,),
    )
    agreements.offer(agreement=text, at=clock.now())
    return f"clause:{text.id}/1"


def read(account: str, path: str) -> str:
    """Return the status and the words of a page."""
    answer = samples.browser(account).get(path)
    return _told(answer.status_code, answer.content.decode())


def send(account: str, path: str, *fields: str) -> str:
    """Send a form; a field is written `name=value`, `+30` is the day so many days from now."""
    data = {name: _value(value) for name, value in (field.split("=", 1) for field in fields)}
    answer = samples.browser(account).post(path, data, follow=True)
    return _told(answer.status_code, answer.content.decode())


def _value(text: str) -> str:
    ahead = re.fullmatch(r"\+(\d+)", text)
    return (clock.day_of(clock.now()) + timedelta(days=int(ahead[1]))).isoformat() if ahead else text.replace("_", " ")


def _told(status: int, html: str) -> str:
    links = re.findall(r'(?:href|action)="(/care/[^"]*)"', html)
    return json.dumps({"status": status, "words": samples.text_of(html), "links": links}, ensure_ascii=False)
