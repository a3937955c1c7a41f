"""What is said at the end of the demonstration: where to go, how to sign in, what to look at."""

from collections.abc import Sequence

from pilin.node.demo.nodes import DemoNode
from pilin.node.words import say

LOOK = (
    ("/", "工作台，本方待办 the desk: what waits for this side"),
    ("/programme/", "一图，合作格局 the pattern on one page"),
    ("/programme/council/", "事务共商：议题、会议、分歧、共同事项 topics, meetings, disagreements, duties"),
    ("/projects/", "项目和它们的灯 projects with their lights"),
    ("/projects/lists/", "年度清单 the list of the year"),
    ("/projects/supervision/", "督查，一季三本账 a quarter with its three ledgers"),
    ("/projects/orders/", "督办与催办 requests of one side to the other"),
    ("/diagnostics/", "与对方的连接 the link to the other side"),
)
SPARE_CODES = 4


def say_where_to_go(nodes: Sequence[DemoNode]) -> None:
    """Say the addresses of both sides with an account each, and what to look at."""
    for node in nodes:
        say(f"{node.name}: {node.pages}  账号 account {node.account}  密码 password {node.password}")
        spare = "; ".join(node.authenticator.spare[:SPARE_CODES])
        say(f"  备用码，每个只能用一次 spare codes, each opens once: {spare}")
        say(f"  公众网站，不用账号 public site, no account: {node.public}/")
    say("看什么 Look at:", *(f"  {path:22} {words}" for path, words in LOOK))
    say(
        "下一步：两侧工作台上各有待办；也可以点“发起事项”、“一项一策”，到另一侧签署即生效。",
        "Next: on the desk of one side a plan, on that of the other a topic waits; or choose 发起事项 and 一项一策.",
        "按 Ctrl+C 结束。 Stop with Ctrl+C.",
    )
