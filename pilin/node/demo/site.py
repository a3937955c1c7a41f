"""The public site of both nodes, read by somebody who has no account: what it shows, and what it does not."""

import re
from collections import Counter
from urllib.parse import urlsplit

import urllib3

from pilin.base.refusal import Refused
from pilin.node.demo.council import BUS, DECISION, INTERIM, RESULT
from pilin.node.demo.nodes import DemoNode
from pilin.node.demo.plan import REASON
from pilin.node.demo.stage import Stage
from pilin.node.demo.works import HELP
from pilin.node.refusals import NodeRefusal

SHOWN = ("毗邻党建引领区域联动发展合作框架协议", "平湖市", "金山区", "“明月山塘”特色小镇", "铁路梦")
HIDDEN = (REASON, DECISION, INTERIM, RESULT, BUS["position"], HELP, "csrfmiddlewaretoken", "signer")
OFFICE_ONLY = ("/matters/", "/people/", "/diagnostics/", "/documents/")
OF_ONE_SORT_MAX = 4
_LINK = re.compile(r'<a href="(/[^"#]*)"')


def tell(stage: Stage) -> None:
    """Read every page of both public sites. Raises DEMO_PAGE_FAILED where one shows more than it may, or too little."""
    pages = {node.public: read(node) for _side, node in stage.sides}
    count = sum(map(len, pages.values()))
    stage.tell(
        f"公众网站不用账号即可看：{count} 页，只在办公之间的内容一样也没有",
        f"the public sites answer without account: {count} pages, and nothing of what is only between offices",
    )


def read(node: DemoNode) -> dict[str, str]:
    """Return the pages of a public site by their paths, each looked at; of pages that are built alike a few.

    A site lets nobody ask for all of them at once.
    """
    found: dict[str, str] = {}
    waiting, seen = ["/"], Counter[tuple[bool, str, int]]()
    while waiting:
        path = waiting.pop()
        found[path] = look(node, path)
        for link in sorted({*_LINK.findall(found[path])} - {*found, *waiting}):
            if seen[_sort(link)] < OF_ONE_SORT_MAX:
                seen[_sort(link)] += 1
                waiting.append(link)
    whole = " ".join(found.values())
    missing = [words for words in SHOWN if words not in whole]
    if missing:
        raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=node.public, said=f"not shown: {', '.join(missing)}")
    for path in OFFICE_ONLY:
        if fetch(node, path).status != 404:
            raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=f"{node.public}{path}", said="it answers")
    return found


def _sort(path: str) -> tuple[bool, str, int]:
    """Return what pages that are built alike have in common: language, room, depth."""
    plain = path.removeprefix("/en")
    return plain != path, plain.split("/")[1], plain.count("/")


def look(node: DemoNode, path: str) -> str:
    """Return a page of a public site that is shown, sets no cookie and says nothing that is hidden."""
    answer = fetch(node, path)
    page = answer.data.decode("utf-8", "replace")
    said = [words for words in HIDDEN if words in page]
    if answer.status != 200 or said or "Set-Cookie" in answer.headers:
        where = f"{node.public}{path}"
        raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=where, said=f"{answer.status} {' '.join(said)}")
    return page


def fetch(node: DemoNode, path: str) -> urllib3.BaseHTTPResponse:
    """Ask a node for a page by the host name of its public site."""
    host = urlsplit(node.public).netloc
    return urllib3.request("GET", f"{node.pages}{path}", headers={"Host": host}, retries=False, timeout=30.0)
