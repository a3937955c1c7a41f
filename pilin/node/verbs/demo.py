"""`pilin demo`: two nodes on this machine that tell a story and wait for people; `--once` tells all of it and ends."""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pilin.base.refusal import Refused
from pilin.node.config import CHECKOUT
from pilin.node.demo import council, guide, hospitals, outage, oversight, plan, reconciling, site, works
from pilin.node.demo.nodes import DemoNode, configured, fresh
from pilin.node.demo.stage import Stage
from pilin.node.words import say_both, sentence

PROGRAMME = CHECKOUT / "nodes" / "programme"
SIDES = (("330482", "平湖市", "pinghu"), ("310116", "金山区", "jinshan"))
OFFICE = "毗邻办"  # made up for demonstration, one on each side


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to play the story, and where the nodes' data lies."""
    parser.add_argument("--once", action="store_true", help="tell also of an outage and a lost disk, then end")
    parser.add_argument("--folder", type=Path, default=CHECKOUT / "var" / "demo", help="where the two nodes live")


def run(options: argparse.Namespace) -> int:
    """Set both nodes up, hold the ceremony, load the programme; tell the story; then end, or wait for people."""
    if options.folder.exists():
        say_both(
            f"每次启动都重建两个节点：{options.folder} 里上一次留下的内容已删除",
            f"each start makes both nodes anew: what an earlier demo left in {options.folder} is removed",
        )
    nodes = _nodes(fresh(options.folder))
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell lets what it starts with & ignore an interrupt
        signal.signal(number, _interrupted)
    try:
        stage = prepare(nodes)
        matter = tell(stage, nodes, options.folder, once=options.once)
        if options.once:
            end(stage, nodes, options.folder, matter)
            return 0
        _wait(nodes)
    except Refused as refused:
        sys.stderr.write(sentence(refused))
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for node in nodes:
            node.stop()
    return 0


def _interrupted(_number: int, _frame: object) -> None:
    """End as an interrupt does: both nodes are stopped."""
    raise KeyboardInterrupt


def _nodes(folder: Path) -> list[DemoNode]:
    nodes = []
    for code, name, file in SIDES:
        home = folder / file
        pages, link, gateway = _free_port(), _free_port(), _free_port()
        template = CHECKOUT / "nodes" / f"{file}.toml"
        toml = configured(template, home, pages_port=pages, link_port=link, gateway_port=gateway)
        public = f"http://public.{file}.localhost:{pages}"
        here = "http://127.0.0.1"
        nodes.append(DemoNode(code, name, toml, home, f"{here}:{pages}", public, f"{here}:{gateway}"))
    return nodes


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def prepare(nodes: Sequence[DemoNode]) -> Stage:
    """Make both nodes, hold the key ceremony with both fingerprints shown, and load the programme from both sides."""
    ours, theirs = nodes
    for node in nodes:
        node.init(PROGRAMME, OFFICE)
        say_both(f"{node.name} {node.code}：建在 {node.folder}/", f"{node.name} {node.code}: made in {node.folder}/")
    ceremony(ours, theirs)
    for node in nodes:
        node.serve()
    for node in nodes:
        node.run("load-programme", str(PROGRAMME), "--provisional-hours", "0")
    stage = Stage(ours, theirs)
    stage.sign_everything("框架协议")
    ours.run("load-programme", str(PROGRAMME), "--provisional-hours", "0")
    stage.sign_everything("事项类型、工作日历与平湖的待遇政策")
    theirs.run("load-programme", str(PROGRAMME), "--provisional-hours", "0")
    stage.sign_everything("金山的待遇政策", ours=True)
    return stage


def ceremony(ours: DemoNode, theirs: DemoNode) -> None:
    """Exchange cards, compare fingerprints, and sign the charter on both sides."""
    cards = {node.code: node.folder / "card" for node in (ours, theirs)}
    shown = {node.code: _fingerprint(node.run("link", "card", str(cards[node.code]))) for node in (ours, theirs)}
    for node, peer in ((ours, theirs), (theirs, ours)):
        key = _grouped(shown[node.code])
        say_both(f"{node.name}念出密钥指纹：{key}", f"{node.name} reads out its key: {key}")
        node.run("link", "introduce", str(cards[peer.code]), "--fingerprint", shown[peer.code])
    paper, signed, final = (ours.folder / name for name in ("charter.offered", "charter.signed", "charter.final"))
    ours.run("link", "offer", str(cards[theirs.code]), str(paper))
    theirs.run("link", "sign", str(paper), str(signed))
    ours.run("link", "sign", str(signed), str(final))
    say_both(
        "双方核对指纹、签署互联章程：链路已开通",
        "both compared the fingerprints and signed the charter: the link is open",
    )


def _fingerprint(said: str) -> str:
    line = next(line for line in said.splitlines() if line.startswith("key fingerprint"))
    return line.split()[-1]


def _grouped(text: str) -> str:
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def tell(stage: Stage, nodes: Sequence[DemoNode], folder: Path, *, once: bool) -> str:
    """Tell the story, with `once` of an outage and a lost disk too; return the matter of the first plan."""
    home = hospitals.enter(nodes, folder)
    matter = plan.offer(stage)
    plan.refuse_a_milestone(stage, matter)
    backup = folder / "backup"
    if once:
        nodes[0].run("backup", str(backup))
        name = nodes[0].name
        say_both(
            f"  {name}已备份：比以后的一切都早", f"  {name} is backed up: this backup is older than all that follows"
        )
    plan.amend_and_sign(stage, matter)
    council.deliberate(stage)
    yearly = works.tell(stage, matter)
    oversight.tell(stage)
    dispute = council.carry_out(stage)
    site.tell(stage)
    hospitals.tell(stage, nodes, home)
    reconciling.reconcile(stage, nodes)
    reconciling.clear(stage, nodes)
    if once:
        outage.go_on_alone(stage, matter)
        outage.ratify(stage, matter)
    council.see_the_disagreement(stage, dispute)
    if once:
        outage.lose_a_disk(stage, matter, backup, shown=yearly)
    stage.settle()
    if once:
        hospitals.equal_books(nodes)
    return matter


def end(stage: Stage, nodes: Sequence[DemoNode], folder: Path, matter: str) -> None:
    """Check both nodes, and verify the sealed bundle of a matter with both nodes stopped."""
    subject = "matter/" + matter.strip("/").split("/")[-1]
    bundle = folder / "bundle"
    nodes[1].run("export", subject, str(bundle))
    for node in nodes:
        node.stop()
    for node in nodes:
        node.run("audit")
        stage.tell(f"{node.name}：审计没有发现问题", f"{node.name}: the audit found nothing")
    said = nodes[1].run("verify", str(bundle))
    stage.tell(
        "两个节点都停着，封存卷离线核验通过",
        f"the sealed bundle verifies offline with both nodes stopped: {said.strip().splitlines()[-1]}",
    )
    say_both("演完了，每一步都成立", "the story is told: every step held")


def _wait(nodes: Sequence[DemoNode]) -> None:
    guide.say_where_to_go(nodes)
    for node in nodes:
        if node.process is not None:
            node.process.wait()
