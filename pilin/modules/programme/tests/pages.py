"""What tests of the deliberation's pages share: addresses, how a form is sent, and what is written into forms."""

from typing import Any

from pilin.modules.programme import queries
from pilin.modules.programme.rules import Record
from pilin.modules.programme.tests.table import Table
from pilin.web.tests import samples

COUNCIL = "/programme/council/"
NEW = f"{COUNCIL}meetings/new/"
SCRIPT = "<script>alert(1)</script>"


def send(address: str, account: str = "zhao", **values: Any) -> str:
    """Send a form as a person does; return the words of the page that follows."""
    answer = samples.browser(account).post(address, {"filled": "1", **values}, follow=True)
    assert answer.status_code == 200, answer.status_code
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def step(meeting: str, name: str) -> str:
    return f"{COUNCIL}meetings/{meeting}/steps/{name}/"


def only(table: Table, kind: str) -> Record:
    (found,) = table.of_kind(kind)
    return found


def call(**changes: Any) -> dict[str, Any]:
    """Return what is written to call a meeting with the two topics of the box, the second one first."""
    rows = {"topic-0-chosen": "on", "topic-0-order": "2", "topic-1-chosen": "on", "topic-1-order": "1"}
    said = {"title": "第一次", "number": "1", "planned_on": "2026-03-20", "place": "广陈镇"}
    return {**said, **in_the_box({**rows, **changes})}


def in_the_box(values: dict[str, Any]) -> dict[str, Any]:
    """Return values whose names count the topics of the box (`topic-0-chosen`) under the names of the page's inputs."""
    named = {f"topic-{number}-": f"topic-{topic.id}-" for number, topic in enumerate(queries.topic_box())}
    return {named.get(name[:8], name[:8]) + name[8:]: value for name, value in values.items()}


MINUTES = {
    "items-0-outcome": "agreed",
    "items-0-text": "同款，各装一岸",
    "items-1-outcome": "differs",
    "items-1-chair_text": "延伸到山塘村",
    "items-1-chair_rule": "无",
    "items-1-partner_text": "先调查",
    "items-1-partner_rule": "客运条例",
    "items-1-interim": "周末试开",
    "items-1-review_on": "2026-10-15",
    "decisions-rows": "2",
    "decisions-0-text": "两岸同款路灯",
    "decisions-0-chair_lead": "广陈镇",
    "decisions-0-partner_lead": "廊下镇",
    "decisions-0-due": "2026-09-30",
}
