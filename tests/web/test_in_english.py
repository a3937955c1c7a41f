"""Pages in English: no Chinese but what people wrote, names of places and bodies, and titles of statutes; and back."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.federation.tests import links
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import OPINION, PLAN, THEM, Stage
from pilin.kernel.organisations.tests.samples import an_id
from pilin.modules.programme.tests.conftest import declared
from pilin.node import urls
from pilin.web.tests import samples

__all__ = ["declared"]

pytestmark = pytest.mark.django_db

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
LATIN = re.compile("[A-Za-z]{2,}")
NAMES = (
    "平湖市", "金山区", "甲镇", "乙镇", "（北乙）", "样例边界", "西端", "海岸", "联合巡查", "来源未载明", "牵头",
    "中文",
)  # fmt: skip
STATUTES = ("信访工作条例", "第", "条", "款", "（样例）")
ENGLISH = {"English", "bureau", "desk", "hu", "li", "wu", "zhao", "TOTP", "RFC", "CSV", "ICS"}
ENGLISH |= {"Excel", "xlsx", "pilin", "load", "programme", "manage", "enter", "care", "place"}
ENGLISH |= {"WGS", "CGCS", "GCJ", "import", "boundary"}
"""The name of a language, names of the samples and of systems of coordinates, and commands that operators type."""
ASKED = (
    "/desk/?whose=sign", "/desk/?whose=theirs", "/desk/?whose=near", "/desk/?whose=late", "/desk/search/?words=900",
    "/matters/?whose=ended", "/matters/?words=900", "/nowhere/",
)  # fmt: skip


def addresses(patterns: Iterable[Any], before: str = "/") -> Iterator[str]:
    """Yield every address of the node that names nothing in it: what a room adds is read without being listed here."""
    for pattern in patterns:
        address = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, address)
        elif not set("<(") & set(address):
            yield address


PAGES = (*sorted({*addresses(urls.urlpatterns)}), *ASKED)
INSPECTED = "/access-log/"


def written(value: Any) -> Iterator[str]:
    """Yield every text within what people wrote or signed."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from written(inner)


def words_of(address: str, account: str, language: str) -> str:
    """Return the words of a page without documents as they were signed, codes, and what a reader typed."""
    client = samples.browser("hu" if address.startswith(INSPECTED) else account)
    client.post("/language/", {"language": language})
    answer = client.get(address)
    if answer.status_code not in (200, 404) or not answer.headers["Content-Type"].startswith("text/html"):
        return ""  # a verb, a way to another page, or a file
    html = answer.content.decode()
    return samples.text_of(re.sub("<(pre|code|textarea)[ >].*?</\\1>", "", html, flags=re.DOTALL))


def left_of(words: str, known: Iterable[str]) -> list[str]:
    """Return the Chinese of a page that nobody wrote."""
    for text in sorted({*known, *NAMES, *(name for name, _ in samples.STAFF.values())}, key=len, reverse=True):
        words = words.replace(text, " ")
    return CHINESE.findall(words)


Left = Callable[..., list[str]]


@pytest.fixture
def left(scene: Stage) -> Left:
    """Return a function that gives the Chinese of an English page that nobody wrote."""

    def found(address: str = "", *, account: str = "wu", known: Iterable[str] = ()) -> list[str]:
        words = words_of(address or f"/matters/{scene.matter}/", account, "en")
        return left_of(words, [*known, *written(PLAN), *written(OPINION)])

    return found


@pytest.mark.parametrize("page", PAGES)
def test_pages_without_content_are_english(left: Left, page: str) -> None:
    samples.inspector()
    assert left(page, known=["胡军"]) == []


def test_pages_are_found_and_read(scene: Stage) -> None:
    samples.inspector()
    assert {"/desk/", "/desk/ledger/", "/programme/", "/diagnostics/", INSPECTED, "/sign-in/"} <= {*PAGES}
    assert all(words_of(page, "wu", "en") for page in ("/desk/", "/programme/", INSPECTED, "/nowhere/"))


def test_the_sign_in_page_is_english(left: Left) -> None:
    assert left("/sign-in/") == []


@pytest.mark.parametrize("page", ["/desk/", "/matters/", "/desk/search/?words=pond", "/matters/open/", "/documents/"])
def test_lists_are_english(scene: Stage, left: Left, page: str) -> None:
    scene.open_plan()
    scene.they_offer(kit.document("petition"))
    assert left(page, known=STATUTES) == []


def test_a_matter_is_english_in_every_state(scene: Stage, left: Left) -> None:
    scene.open_plan()
    assert left() == []
    scene.meet()
    scene.they_take("refuse_milestone", fields=OPINION)
    scene.meet()
    assert left() == []
    assert "Returned" in words_of(f"/matters/{scene.matter}/", "wu", "en")


def test_steps_are_english(scene: Stage, left: Left) -> None:
    scene.plan_in_force()
    for step in scene.view().steps:
        assert left(f"/matters/{scene.matter}/steps/{step.rule.name}/") == [], step.rule.name
        assert left(f"/matters/{scene.matter}/provisional/{step.rule.name}/") == [], step.rule.name


def test_clocks_are_english(scene: Stage, left: Left) -> None:
    scene.open_petition()
    assert left(known=[*STATUTES, "信访事项（样例）"]) == []
    assert "15 days" in words_of(f"/matters/{scene.matter}/", "wu", "en")


def test_an_agreement_is_english(scene: Stage, left: Left) -> None:
    agreed = texts.agreement()
    scene.agree(agreed.as_json())
    known = [party.body for party in agreed.parties]
    assert left(f"/desk/agreements/{agreed.id}/", known=known) == []
    assert agreed.title.en in words_of(f"/desk/agreements/{agreed.id}/", "wu", "en")
    assert left("/desk/agreements/", known=known) == []


def test_the_programme_and_the_directory_are_english(declared: Stage, left: Left) -> None:
    assert left("/programme/") == []
    assert left("/desk/directory/", known=[an_id("desk")]) == []
    assert "neighbouring" not in words_of("/programme/", "wu", "zh-hans")


def test_evidence_diagnostics_and_dead_letters_are_english(scene: Stage, left: Left) -> None:
    scene.open_plan()
    links.refused(900, peer=THEM)
    links.alarm("clock_skew", peer=THEM, facts={"seconds": 300})
    for page in (f"/evidence/?subject=matter/{scene.matter}", "/diagnostics/", "/diagnostics/dead-letters/"):
        assert left(page) == [], page


def test_what_is_refused_in_a_form_is_said_in_english(scene: Stage) -> None:
    scene.open_plan()
    client = samples.browser("zhao")
    client.post("/language/", {"language": "en"})
    html = client.post(f"/matters/{scene.matter}/steps/sign/", {"filled": "1"}).content.decode()
    assert left_of(samples.text_of(html), written(PLAN)) == []
    assert 'does not hold the right "sign"' in samples.text_of(html)


@pytest.mark.parametrize("page", PAGES)
def test_chinese_pages_hold_no_english_leftovers(scene: Stage, page: str) -> None:
    scene.open_plan()
    scene.they_offer(kit.document("petition"))
    samples.inspector()
    words = words_of(page, "wu", "zh-hans")
    assert [word for word in LATIN.findall(words) if word not in ENGLISH] == []


def test_words_are_found_in_either_language(scene: Stage) -> None:
    agreed = texts.agreement()
    scene.agree(agreed.as_json())
    for language in ("en", "zh-hans"):
        for words in (agreed.title.en[:5], agreed.title.zh[:3]):
            assert agreed.id in search(words, language)


def search(words: str, language: str) -> str:
    client = samples.browser("li")
    client.post("/language/", {"language": language})
    return client.get("/desk/search/", {"words": words}).content.decode()
