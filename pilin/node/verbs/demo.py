"""`pilin demo`: two nodes on this machine with the programme loaded; `--once` tells the story and ends."""

import argparse
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pilin.base.refusal import Refused
from pilin.node.config import CHECKOUT
from pilin.node.demo.nodes import DemoNode, configured, fresh
from pilin.node.demo.story import Story
from pilin.node.words import say, sentence

PROGRAMME = CHECKOUT / "nodes" / "programme"
SIDES = (("330482", "平湖市", "pinghu"), ("310116", "金山区", "jinshan"))
OFFICE = "毗邻办"  # made up for demonstration, one on each side


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to play the story, and where the nodes' data lies."""
    parser.add_argument("--once", action="store_true", help="play the story over HTTP without a person, then end")
    parser.add_argument("--folder", type=Path, default=CHECKOUT / "var" / "demo", help="where the two nodes live")


def run(options: argparse.Namespace) -> int:
    """Set both nodes up, hold the ceremony, load the programme; then play the story, or wait for people."""
    if options.folder.exists():
        say(f"each start makes both nodes anew: what an earlier demo left in {options.folder} is removed")
    nodes = _nodes(fresh(options.folder))
    try:
        story = prepare(nodes)
        if options.once:
            play(story, nodes, options.folder)
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


def _nodes(folder: Path) -> list[DemoNode]:
    nodes = []
    for code, name, file in SIDES:
        home = folder / file
        pages, link = _free_port(), _free_port()
        toml = configured(CHECKOUT / "nodes" / f"{file}.toml", home, pages_port=pages, link_port=link)
        nodes.append(DemoNode(code, name, toml, home, f"http://127.0.0.1:{pages}"))
    return nodes


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def prepare(nodes: Sequence[DemoNode]) -> Story:
    """Make both nodes, hold the key ceremony with both fingerprints shown, and load the programme from both sides."""
    ours, theirs = nodes
    for node in nodes:
        node.init(PROGRAMME, OFFICE)
        say(f"{node.name} {node.code}: made in {node.folder}/")
    ceremony(ours, theirs)
    for node in nodes:
        node.serve()
    for node in nodes:
        node.run("load-programme", str(PROGRAMME), "--provisional-hours", "0")
    story = Story(ours, theirs)
    story.sign_everything("框架协议")
    ours.run("load-programme", str(PROGRAMME), "--provisional-hours", "0")
    story.sign_everything("事项类型与工作日历")
    return story


def ceremony(ours: DemoNode, theirs: DemoNode) -> None:
    """Exchange cards, compare fingerprints, and sign the charter on both sides."""
    cards = {node.code: node.folder / "card" for node in (ours, theirs)}
    shown = {node.code: _fingerprint(node.run("link", "card", str(cards[node.code]))) for node in (ours, theirs)}
    for node, peer in ((ours, theirs), (theirs, ours)):
        say(f"{node.name} reads out its key: {_grouped(shown[node.code])}")
        node.run("link", "introduce", str(cards[peer.code]), "--fingerprint", shown[peer.code])
    paper, signed, final = (ours.folder / name for name in ("charter.offered", "charter.signed", "charter.final"))
    ours.run("link", "offer", str(cards[theirs.code]), str(paper))
    theirs.run("link", "sign", str(paper), str(signed))
    ours.run("link", "sign", str(signed), str(final))
    say("both compared the fingerprints and signed the charter: the link is open")


def _fingerprint(said: str) -> str:
    line = next(line for line in said.splitlines() if line.startswith("key fingerprint"))
    return line.split()[-1]


def _grouped(text: str) -> str:
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def play(story: Story, nodes: Sequence[DemoNode], folder: Path) -> None:
    """Tell the story from end to end, check both nodes, and verify the sealed bundle with both nodes stopped."""
    ours, theirs = nodes
    backup = folder / "backup"
    story.offer_plan()
    story.refuse_a_milestone()
    ours.run("backup", str(backup))
    say(f"  {ours.name} is backed up: this backup is older than all that follows")
    story.amend_and_sign()
    story.go_on_alone()
    story.ratify()
    story.lose_a_disk(backup)
    story.settle()
    subject = "matter/" + story.matter.strip("/").split("/")[-1]
    bundle = folder / "bundle"
    theirs.run("export", subject, str(bundle))
    for node in nodes:
        node.stop()
    for node in nodes:
        node.run("audit")
        say(f"9 {node.name}: the audit found nothing")
    said = theirs.run("verify", str(bundle))
    say(f"10 the sealed bundle verifies offline with both nodes stopped: {said.strip().splitlines()[-1]}")
    say("the story is told: every step held")


def _wait(nodes: Sequence[DemoNode]) -> None:
    for node in nodes:
        say(f"{node.name}: {node.pages}  account {node.account}  password {node.password}")
        say(f"  spare codes 备用码 (each opens once): {'; '.join(node.authenticator.spare[:4])}")
    say("Next: sign in, choose 发起事项 and 一项一策; on the other side it waits on the desk, to be signed.")
    say("下一步：登录后点“发起事项”、“一项一策”；到另一侧登录，它在工作台上等着，双方签署即生效。")
    say("Stop with Ctrl+C. 按 Ctrl+C 结束。")
    for node in nodes:
        if node.process is not None:
            node.process.wait()
