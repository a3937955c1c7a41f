"""One node dies and the other goes on; a disk is lost and comes back from its peer."""

from pathlib import Path

from pilin.node.demo.stage import LABEL, Stage, band, signed_in


def go_on_alone(stage: Stage, matter: str) -> None:
    """金山 is down; 平湖 goes on, its backlog is visible, and it makes a provisional note."""
    stage.theirs.stop(hard=True)
    stage.tell(f"{stage.theirs.name}的节点被强行停掉（kill -9）", f"{stage.theirs.name} is stopped (kill -9)")
    stage.us.fill(matter, {"text": f"现场已踏勘，等对方恢复后补送材料{LABEL}"}, at=f"{matter}notes/")
    stage.until(stage.us, "/diagnostics/", lambda page: "待发" in band(page), "the backlog shows")
    values = {"milestone": "m1", "progress": f"设计公司已选定（代行记录）{LABEL}", "reason": "对方节点离线"}
    stage.us.complete(f"{matter}provisional/report_milestone/", values)
    stage.shows(matter, "待对方答复", sides=[stage.us])
    stage.tell(
        f"{stage.ours.name}照常办理：一条附记、一条代行记录留在待发箱，诊断页上看得到",
        f"{stage.ours.name} went on: a note and a provisional note wait in its outbox, shown by its diagnostics",
    )


def ratify(stage: Stage, matter: str) -> None:
    """金山 returns, both converge, the note is ratified."""
    stage.theirs.serve()
    stage.them = signed_in(stage.theirs)
    stage.shows(matter, 'value="ratified"', sides=[stage.them])
    address = f"{matter}notes/"
    note = note_in(stage.them.get(matter), address)
    stage.them.fill(matter, {"outcome": "ratified", "reason": ""}, at=f"{address}{note}/")
    stage.shows(matter, "已追认", sides=[stage.us])
    stage.tell(
        f"{stage.theirs.name}恢复后补齐，并追认了代行记录",
        f"{stage.theirs.name} returned, caught up, and ratified the provisional note",
    )


def lose_a_disk(stage: Stage, matter: str, backup: Path, *, shown: str) -> None:
    """平湖's node is destroyed and restored from an older backup; it catches up: the page `shown` is as it was."""
    before = table_of(stage.us.get(shown))
    stage.ours.stop(hard=True)
    stage.ours.destroy_database()
    stage.ours.run("restore", str(backup))
    stage.ours.serve()
    stage.us = signed_in(stage.ours)
    stage.shows(matter, "已追认", sides=[stage.us])
    stage.until(stage.us, shown, lambda page: table_of(page) == before, f"{shown} is as it was")
    stage.tell(
        f"{stage.ours.name}的磁盘坏了：用较早的备份恢复，再由对方补齐",
        f"{stage.ours.name}'s disk was lost; restored from an older backup, it caught up by its peer",
    )


def table_of(page: str) -> str:
    """Return what a page says in its tables: nothing that changes with each look."""
    return page.partition("<table")[2].rpartition("</table>")[0]


def note_in(page: str, address: str) -> str:
    """Return the hash of the provisional note that a page asks to answer."""
    named = [part.partition('/"')[0] for part in page.split(f'action="{address}')[1:]]
    return next(name for name in named if len(name) == 64)
