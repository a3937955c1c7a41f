"""Pages about insured persons: nobody is listed, looks are registered, what is shown is masked, entries are noted."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from pilin.base.clock import after
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.modules.medical import models
from pilin.modules.medical.actions import lookups
from pilin.modules.medical.tests.people import BORN, citizen, entered, entry
from pilin.modules.medical.views import persons as views
from pilin.web.tests import samples
from tests.web import budget
from tests.web.conftest import scene, stage

__all__ = ["scene", "stage"]

NUMBER, ROOM = citizen(BORN, 1), "/medical/persons/"
FOUND = {"way": "certno", "value": NUMBER, "purpose": "counter", "reason": "窗口变更"}
STORED = "<script>alert(1)</script>"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(scene: Stage, node_folder: Any) -> models.Person:
    return entered(scene.now, entry(card="A1"))


@pytest.fixture
def browser(person: models.Person) -> Client:
    return samples.browser("zhao")


def page(answer: Any) -> str:
    html = answer.content.decode()
    assert (answer.status_code, samples.faults_of(html)) == (200, [])
    return samples.text_of(html)


def opens(browser: Client, **changes: str) -> str:
    """Look a person up and return the address to which that leads."""
    answer = browser.post(ROOM, FOUND | changes)
    assert answer.status_code == 302, page(answer)
    return str(answer.headers["Location"])


def sends(browser: Client, address: str, step: str, **members: Any) -> Any:
    return browser.post(f"{address}{step}/", members)


def test_the_room_lists_nobody_and_says_why(browser: Client) -> None:
    words = page(browser.get(ROOM))
    assert "不列名单" in words
    assert "P-0001" not in words


@pytest.mark.parametrize(
    ("way", "value"), [("certno", NUMBER), ("card", "A1"), ("number", "P-0001"), ("certno", NUMBER.lower())]
)
def test_a_look_opens_a_masked_page_and_is_registered(browser: Client, way: str, value: str) -> None:
    address = opens(browser, way=way, value=value)
    words = page(browser.get(address))
    assert f"{NUMBER[:3]}*************{NUMBER[-2:]}" in words
    assert "张*" in words
    assert not any(secret in words + address for secret in (NUMBER, "张三", "A1"))
    row = models.Lookup.objects.get()
    assert (row.account, row.name, row.purpose, row.reason, row.place) == ("zhao", "赵敏", "counter", "窗口变更", "")


def test_who_is_not_found_is_registered_too(browser: Client) -> None:
    assert "没有找到" in page(browser.post(ROOM, FOUND | {"value": citizen(BORN, 2)}))
    assert "没有找到" in page(browser.post(ROOM, FOUND | {"way": "other"}))
    assert models.Lookup.objects.filter(person=None).count() == 2


@pytest.mark.parametrize(
    "changes", [{"reason": ""}, {"purpose": "identified"}, {"way": "face"}, {"value": ""}, {"value": "9" * 51}]
)
def test_a_look_without_its_reasons_is_none(browser: Client, changes: dict[str, str]) -> None:
    page(browser.post(ROOM, FOUND | changes))
    assert models.Lookup.objects.count() == 0


def test_a_page_is_open_to_who_looked_for_half_an_hour(
    browser: Client, scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = opens(browser)
    other = samples.browser("wu").get(address)
    assert (other.status_code, "P-0001" in other.content.decode()) == (409, False)
    assert samples.browser("li").get(address).status_code == 403
    assert browser.get(f"{ROOM}{'9' * 18}/").status_code == 409
    monkeypatch.setattr(lookups, "OPEN_SECONDS", -1)
    assert browser.get(address).status_code == 409
    assert sends(browser, address, "correct").status_code == 409


def test_a_person_is_entered_and_opened(browser: Client) -> None:
    form = {
        "number": "P-0002", "certificate": "01", "certno": citizen(BORN, 2), "name": "李四", "card": "",
        "insurance": "310", "kind": "11", "civil": "1", "from_day": "2026-01-01", "until_day": "", "account": "12.50",
    }  # fmt: skip
    words = page(browser.post(f"{ROOM}new/", form, follow=True))
    assert ("李*" in words, "职工基本医保" in words, "12.50" in words) == (True, True, True)
    row = models.Insurance.objects.get(person__number="P-0002")
    assert (row.account_fen, row.civil_servant) == (1_250, True)
    assert "同一险种已在保" in page(browser.post(f"{ROOM}new/", form))
    wrong = page(browser.post(f"{ROOM}new/", form | {"certno": NUMBER[:-1] + "0"}))
    assert "证件不对" in wrong or "已属于另一参保人" in wrong
    assert "请" in page(browser.post(f"{ROOM}new/", form | {"account": "much", "kind": "99"}))


def test_each_entry_changes_what_holds_and_is_noted(browser: Client, person: models.Person) -> None:
    address, insurance = opens(browser), str(person.insurances.get().pk)
    steps: list[tuple[str, dict[str, str]]] = [
        ("change", {"of": insurance, "kind": "16", "from_day": "2026-03-01"}),
        ("end", {"of": insurance, "last_day": "2026-12-31"}),
        ("file", {"kind": "long_term", "area": THEM, "insurance": "", "from_day": "2026-01-01"}),
        ("entitle", {"insurance": "390", "disease": "M03900", "name": STORED, "from_day": "2026-01-01"}),
        ("correct", {"certificate": "01", "certno": citizen(BORN, 9), "name": "张山"}),
    ]
    for step, members in steps:
        assert sends(browser, address, step, **members).status_code == 302, step
    html = browser.get(address).content.decode()
    assert STORED not in samples.foreign(html)
    words = samples.text_of(html)
    for told in ("老年居民", "2026-12-31", "长期异地居住", "M03900", "更正身份"):
        assert told in words
    assert list(person.entries.order_by("-pk").values_list("by", flat=True)[:5]) == ["zhao"] * 5
    filing, chronic = models.Filing.objects.get(), models.Chronic.objects.get()
    assert sends(browser, address, "unfile", of=filing.pk).status_code == 302
    assert sends(browser, address, "unentitle", of=chronic.pk).status_code == 302
    assert page(browser.get(address)).count("已撤销") == 2


@pytest.mark.parametrize(
    ("step", "members", "told"),
    [
        ("end", {"last_day": "2019-01-01"}, "截止日期早于开始日期"),
        ("change", {"kind": "16", "from_day": "soon"}, "日期"),
        ("file", {"kind": "local", "area": "310116", "from_day": "2026-01-01"}, ""),
        ("file", {"kind": "referred", "area": "31o116", "from_day": "2026-01-01"}, ""),
        ("file", {"kind": "referred", "area": "310116", "from_day": "2026-01-02", "until_day": "2026-01-01"}, "截止"),
        ("entitle", {"insurance": "999", "disease": "M03900", "from_day": "2026-01-01"}, ""),
        ("correct", {"certificate": "01", "certno": "1", "name": "x"}, "证件不对"),
        ("unfile", {"of": "1"}, ""),
    ],
)
def test_what_does_not_fit_is_said_where_it_happened(
    browser: Client, person: models.Person, step: str, members: dict[str, str], told: str
) -> None:
    address, before = opens(browser), person.entries.count()
    plain = {"of": str(person.insurances.get().pk)} if step in ("end", "change") else {}
    assert told in page(sends(browser, address, step, **plain | members))
    assert person.entries.count() == before


def test_nothing_of_another_person_is_touched(browser: Client, scene: Stage) -> None:
    other = entered(scene.now, entry("P-0002", 2)).insurances.get()
    address = opens(browser)
    page(sends(browser, address, "end", of=str(other.pk), last_day="2026-12-31"))
    other.refresh_from_db()
    assert other.until_day is None
    assert sends(browser, address, "erase").status_code == 404
    assert browser.get(f"{address}end/").status_code == 405


def test_the_pages_cost_what_they_may(browser: Client, person: models.Person, scene: Stage) -> None:
    address = opens(browser)

    def grow() -> None:
        for at in range(30):
            models.Filing.objects.create(person=person, kind="referred", area=THEM, from_day=date(2026, 1, 1))
            models.PersonEntry.objects.create(person=person, at=scene.now, by="zhao", what="filed")
            models.Chronic.objects.create(
                person=person, insurance="390", disease=f"M{at}", from_day=date(2026, 1, 1), until_day=None
            )

    budget.costs_no_more(address, grow, account="zhao")


# The register


def test_the_inspector_reads_who_looked_and_no_name_of_whom(browser: Client, person: models.Person) -> None:
    opens(browser)
    browser.post(ROOM, FOUND | {"value": citizen(BORN, 2), "reason": STORED})
    samples.inspector()
    html = samples.browser("hu").get(f"{ROOM}register/").content.decode()
    assert STORED not in samples.foreign(html)
    words = samples.text_of(html)
    for told in ("赵敏", "zhao", "窗口办理", "窗口变更", "P-0001"):
        assert told in words
    assert not any(secret in words for secret in (NUMBER, citizen(BORN, 2), "张三"))
    for account in ("li", "zhao"):
        assert samples.browser(account).get(f"{ROOM}register/").status_code == 403


def test_the_register_is_read_by_pages_and_filters(browser: Client, person: models.Person, scene: Stage) -> None:
    rows = [
        models.Lookup(
            at=after(scene.now, seconds=at), account=f"a{at % 2}", name=f"名{at}", node=THEM, purpose="checking",
            reason="r", person=person if at % 3 else None,
        )
        for at in range(60)
    ]  # fmt: skip
    models.Lookup.objects.bulk_create(rows)
    samples.inspector()
    inspector = samples.browser("hu")
    first = page(inspector.get(f"{ROOM}register/"))
    assert ("名59" in first, "名9 " in first, "更早的" in first) == (True, False, True)
    oldest = models.Lookup.objects.order_by("-pk")[49].pk
    assert "名9" in page(inspector.get(f"{ROOM}register/?before={oldest}"))
    assert "名58" not in page(inspector.get(f"{ROOM}register/?account=a1"))
    assert "名57" not in page(inspector.get(f"{ROOM}register/?person=P-0001"))
    for odd in ("before=x", f"before={'9' * 40}", "account=" + "x" * 99):
        page(inspector.get(f"{ROOM}register/?{odd}"))
    budget.costs_no_more(f"{ROOM}register/", lambda: opens(browser), account="hu")


def test_every_verb_has_a_word() -> None:
    assert {*views.WHAT} >= {"entered", "insured", "ended", "changed", "corrected", "filed", "unfiled"}
    assert all(verb.title for verb in views.VERBS.values())


def test_who_only_inspects_finds_the_register_and_who_acts_the_room(browser: Client) -> None:
    samples.inspector()
    links = {"/medical/persons/register/": (True, False), ROOM: (False, True)}
    for address, (inspects, acts) in links.items():
        link = f'href="{address}"'
        assert (link in samples.browser("hu").get("/access-log/").content.decode()) is inspects
        assert (link in browser.get(ROOM).content.decode()) is acts


def test_the_pages_speak_english_too(browser: Client) -> None:
    browser.post("/language/", {"language": "en", "next": ROOM})
    address = opens(browser)
    words = page(browser.get(address))
    assert ("Insured person P-0001" in words, "Entries, the latest first" in words) == (True, True)
    for room, told in ((ROOM, "Register and look up"), (f"{ROOM}new/", "Kind of person"), (f"{ROOM}import/", "xlsx")):
        assert told in page(browser.get(room))
