"""What is said at the end of the demonstration: where to go, how to sign in, what to look at."""

from collections.abc import Sequence

from pilin.node.demo.nodes import DemoNode
from pilin.node.words import say

LOOK = (
    ("/", "the desk: what waits for this side 工作台"),
    ("/programme/", "the pattern on one page 一图"),
    ("/programme/council/", "topics, meetings, disagreements, duties 事务共商"),
    ("/projects/", "projects with their lights 项目"),
    ("/projects/lists/", "the list of the year 年度清单"),
    ("/projects/supervision/", "a quarter with its three ledgers 督查"),
    ("/projects/orders/", "requests of one side to the other 督办与催办"),
    ("/diagnostics/", "the link to the other side 对接状态"),
)
SPARE_CODES = 4


def say_where_to_go(nodes: Sequence[DemoNode]) -> None:
    """Say the addresses of both sides with an account each, and what to look at."""
    for node in nodes:
        say(f"{node.name}: {node.pages}  account {node.account}  password {node.password}")
        say(f"  spare codes 备用码 (each opens once): {'; '.join(node.authenticator.spare[:SPARE_CODES])}")
        say(f"  public site 公众网站 (no account): {node.public}/")
    say("Look at 看什么:", *(f"  {path:22} {words}" for path, words in LOOK))
    say(
        "Next: on the desk of one side a plan, on that of the other a topic waits; or choose 发起事项 and 一项一策.",
        "下一步：两侧工作台上各有待办；也可以点“发起事项”、“一项一策”，到另一侧签署即生效。",
        "Stop with Ctrl+C. 按 Ctrl+C 结束。",
    )
