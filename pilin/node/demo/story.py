"""The story of the plan of 明月山塘, told from both sides over HTTP, and checked at every turn."""

import time
from collections.abc import Callable
from pathlib import Path

from pilin.base.refusal import Refused
from pilin.node.demo.browser import Browser, links
from pilin.node.demo.nodes import DemoNode
from pilin.node.refusals import NodeRefusal
from pilin.node.words import say

WAIT_SECONDS = 60
MATTER = r"/matters/[0-9a-f-]{36}/"
FIRST = "m1 | 设计公司的选择 | 2026-12-31\nm2 | 环境风貌的统一建设 | 2027-06-30\nm3 | 业态的错位布局 | 2027-12-31"
AMENDED = "m1 | 设计公司的选择 | 2026-12-31\nm2 | 环境风貌的统一建设 | 2027-09-30\nm3 | 业态的错位布局 | 2027-12-31"


class Story:
    """Both sides at their pages. `ours` offers the plan, `theirs` answers."""

    def __init__(self, ours: DemoNode, theirs: DemoNode) -> None:
        self.ours, self.theirs = ours, theirs
        self.us = signed_in(ours)
        self.them = signed_in(theirs)
        self.matter = ""

    def sign_everything(self, what: str) -> None:
        """金山 signs whatever waits for it."""
        self._until(self.them, "/documents/", lambda page: 'value="sign"' in page, f"{what} reached {self.theirs.name}")
        while waiting := _to_sign(self.them.get("/documents/")):
            self.them.fill("/documents/", {"answer": "sign"}, at=waiting[0])
        self._until(self.us, "/documents/", lambda page: "/documents/" not in _forms(page) and "<h2>" not in page, what)
        say(f"  {self.theirs.name} countersigned: {what}")

    def offer_plan(self) -> None:
        """平湖 offers the plan."""
        kinds = links(self.us.get("/matters/new/"), r"/matters/new/[0-9a-f]{64}/")
        address = next(address for address, words in kinds if "一项一策" in words)
        values = {
            "title": "“明月山塘”特色小镇",
            "field": "f5",
            "aims": "南北山塘一个设计、一个风貌\n住在北、吃在南",
            "milestones": FIRST,
            "leads.initiator": "广陈镇",
            "leads.responder": "廊下镇",
        }
        self.us.fill(address, values)
        self.matter = links(self.us.get("/matters/"), MATTER)[0][0]
        say(f"1 {self.ours.name} offered the plan of 明月山塘: {self.ours.pages}{self.matter}")

    def refuse_a_milestone(self) -> None:
        """金山 refuses one milestone with a reason."""
        self._until(self.them, self.matter, lambda page: "<strong>待会签</strong>" in page, "the plan arrived")
        reason = "汛期不宜施工，建议推迟一个季度"
        self.them.fill(
            f"{self.matter}steps/refuse_milestone/", {"filled": "1", "refused_milestone": "m2", "reason": reason}
        )
        self._until(self.us, self.matter, lambda page: reason in page, "the refusal arrived")
        say(f"2 {self.theirs.name} refused milestone m2: {reason}")

    def amend_and_sign(self) -> None:
        """平湖 amends, both sign."""
        self.us.fill(f"{self.matter}steps/offer_again/", {"filled": "1", "milestones": AMENDED, **self._same()})
        self._until(self.them, self.matter, lambda page: "2027-09-30" in page, "the amended plan arrived")
        say(f"3 {self.ours.name} amended m2 to 2027-09-30")
        self.them.fill(f"{self.matter}steps/sign/", {"filled": "1"})
        self._until(self.us, self.matter, lambda page: f"已由{self.theirs.name}签署" in page, "their signature arrived")
        self.us.fill(f"{self.matter}steps/sign/", {"filled": "1"})
        for side in (self.us, self.them):
            self._until(side, self.matter, lambda page: "<strong>双方已签，执行中</strong>" in page, "in force")
        say("4 both sides signed; the plan is in force and agreed on both nodes")

    def _same(self) -> dict[str, str]:
        return {
            "title": "“明月山塘”特色小镇",
            "field": "f5",
            "aims": "南北山塘一个设计、一个风貌\n住在北、吃在南",
            "leads.initiator": "广陈镇",
            "leads.responder": "廊下镇",
        }

    def go_on_alone(self) -> None:
        """金山 is down; 平湖 goes on, its backlog is visible, and it makes a provisional note."""
        self.theirs.stop(hard=True)
        say(f"5 {self.theirs.name} is stopped (kill -9)")
        self.us.fill(self.matter, {"text": "现场已踏勘，等对方恢复后补送材料"}, at=f"{self.matter}notes/")
        self._until(self.us, "/diagnostics/", lambda page: "待发" in _band(page), "the backlog shows")
        values = {"filled": "1", "milestone": "m1", "progress": "设计公司已选定（代行记录）", "reason": "对方节点离线"}
        self.us.fill(f"{self.matter}provisional/report_milestone/", values)
        self._until(self.us, self.matter, lambda page: "待对方答复" in page, "the provisional note stands")
        say(f"6 {self.ours.name} went on: a note and a provisional note wait in its outbox, shown by its diagnostics")

    def ratify(self) -> None:
        """金山 returns, both converge, the note is ratified."""
        self.theirs.serve()
        self.them = signed_in(self.theirs)
        self._until(self.them, self.matter, lambda page: 'value="ratified"' in page, "the provisional note arrived")
        address = f"{self.matter}notes/"
        note = _note(self.them.get(self.matter), address)
        self.them.fill(self.matter, {"outcome": "ratified", "reason": ""}, at=f"{address}{note}/")
        self._until(self.us, self.matter, lambda page: "已追认" in page, "the ratification arrived")
        say(f"7 {self.theirs.name} returned, caught up, and ratified the provisional note")

    def lose_a_disk(self, backup: Path) -> None:
        """平湖's node is destroyed and restored from an older backup; it catches up from its peer."""
        self.ours.stop(hard=True)
        self.ours.destroy_database()
        self.ours.run("restore", str(backup))
        self.ours.serve()
        self.us = signed_in(self.ours)
        self._until(self.us, self.matter, lambda page: "已追认" in page, "the restored node caught up")
        say(f"8 {self.ours.name}'s disk was lost; restored from an older backup, it caught up from {self.theirs.name}")

    def settle(self) -> None:
        """Both diagnostics pages show an open link with nothing waiting."""
        for side, node in ((self.us, self.ours), (self.them, self.theirs)):
            self._until(side, "/diagnostics/", lambda page: "已连通" in page and "待发" not in _band(page), node.name)

    def _until(self, side: Browser, path: str, holds: Callable[[str], bool], what: str) -> str:
        """Open a page again and again until it shows something. Raises DEMO_WAITED_TOO_LONG."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                page = side.get(path)
            except Refused:
                page = ""
            if page and holds(page):
                return page
            if time.monotonic() > deadline:
                raise Refused(NodeRefusal.DEMO_WAITED_TOO_LONG, what=what, seconds=WAIT_SECONDS)
            time.sleep(0.3)


def signed_in(node: DemoNode) -> Browser:
    """Return a browser in which a node's first signer is signed in."""
    known = node.authenticator
    return Browser(node.pages, account=node.account, password=node.password, authenticator=known)


def _to_sign(page: str) -> list[str]:
    """Return the addresses of documents that wait for a signature on this side."""
    return [part.partition('"')[0] for part in page.split('action="')[1:] if part.startswith("/documents/")]


def _forms(page: str) -> str:
    return " ".join(_to_sign(page))


def _band(page: str) -> str:
    return page.partition("</header>")[0]


def _note(page: str, address: str) -> str:
    """Return the hash of the provisional note that a page asks to answer."""
    named = [part.partition('/"')[0] for part in page.split(f'action="{address}')[1:]]
    return next(name for name in named if len(name) == 64)
