"""Who withdraws and whom nobody makes withdraw, an extension asked twice, codes that are none, and hostile words."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.modules.petitions import models, queries
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.test_views import FORM, NEW, page, sent
from pilin.modules.petitions.tests.window import OPINION, Window
from pilin.web.public.middleware import limiter
from pilin.web.tests import samples

pytestmark = pytest.mark.usefixtures("fresh")

SCRIPT = "<script>x</script>"
EXTENDED = {"ground": "both", "approver": "局长", "told_on": "2026-03-10"}


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "public.example"})


def asked(reader: Client, code: str, *, where: str = "/petitions/ask/", **more: str) -> tuple[int, str]:
    limiter.cache_clear()
    body = urlencode({"code": code, **more})
    answer = reader.post(where, body, content_type="application/x-www-form-urlencoded")
    return answer.status_code, samples.text_of(answer.content.decode())


def handled(window: Window) -> models.Case:
    """Bring a petition to where we handle it."""
    window.transferred()
    window.they_take("object", ground="place")
    window.take("insist")
    window.take("call_conference", conference_on="2026-03-20")
    window.both("keep")
    window.worker()
    window.stage.matter = window.only().handling
    return window.take("choose_route", route="petition")


def test_who_withdrew_finds_no_page_of_it_and_writes_nothing(window: Window) -> None:
    """信访工作条例 28(3)."""
    row = window.transferred()
    window.write(row, "contact")
    paper, browser = models.Paper.objects.get(), samples.browser("zhao")
    assert sent(page(row, "withdraw/"), account="zhao")[0] == 200
    for more in ("", "papers/", f"papers/{paper.event}/"):
        assert browser.get(page(row, more)).status_code == 404, more
    for more in ("name/", "triage/", "office/", "withdraw/", "papers/"):
        said = {"reason": "送达", "to": "judicial", "account": "wu", "sort": "contact", "text": "x"}
        assert browser.post(page(row, more), said).status_code == 404, more
    for address in (f"/petitions/matters/{row.matter}/", f"/matters/{row.matter}/"):
        assert browser.get(address).status_code == 404, address
    assert (models.Opening.objects.count(), models.Paper.objects.count(), models.Recusal.objects.count()) == (0, 1, 1)


def test_the_list_of_who_withdrew_has_one_less(window: Window, read: Any) -> None:
    row, other = window.case(window.take_in().id), window.case(window.take_in(Petitioner("人乙")).id)
    sent(page(row, "withdraw/"), account="zhao")
    words = read("/petitions/")
    assert (row.number in words, other.number in words) == (False, True)
    assert row.number in read("/petitions/", "wu")


def test_another_office_makes_nobody_withdraw_who_handles_it(window: Window) -> None:
    row = window.case(window.take_in().id)
    for account in ("zhao", "wu"):
        assert "只有承办岗位可以这样做" in sent(page(row, "withdraw/"), "sun", account=account)[1]
    assert models.Recusal.objects.count() == 0
    assert queries.one(window.eyes(), row.pk) is not None
    assert "已登记回避" in sent(page(row, "withdraw/"), "sun", account="sun")[1]  # for himself he may
    assert samples.browser("sun").get(page(row)).status_code == 404


def test_nobody_is_made_to_withdraw_from_what_no_office_has(window: Window) -> None:
    row = window.case(window.take_in().id)
    models.Case.objects.filter(pk=row.pk).update(office="")
    assert "只有承办岗位可以这样做" in sent(page(row, "withdraw/"), account="wu")[1]
    assert models.Recusal.objects.count() == 0


def test_an_extension_asked_twice_is_given_once(window: Window, read: Any) -> None:
    """信访工作条例 34: thirty days at most, once."""
    row = handled(window)
    once = window.take("extend", **EXTENDED)
    with pytest.raises(Refused) as caught:
        window.stage.take("extend", fields=EXTENDED)
    assert caught.value.code is MatterRefusal.NO_EXTENSION_IS_LEFT
    assert window.case(row.pk).course == once.course
    assert once.course["petition_handling"]["extended"] == 30
    words = read(page(row))
    assert "2026-06-01" in words
    assert "2026-07-01" not in words


def test_both_send_the_same_extension_from_two_windows(window: Window) -> None:
    row = handled(window)
    address = f"/matters/{window.stage.matter}/steps/extend/"
    data = {"filled": "1", "seen": window.stage.view().table, **EXTENDED}
    answers = [samples.browser(account).post(address, data) for account in ("zhao", "wu")]
    assert answers[0].status_code == 302
    window.stage.meet()
    extended = [one for one in window.stage.view().timeline if one.body.get("name") == "extend"]
    assert (len(extended), window.case(row.pk).course["petition_handling"]["extended"]) == (1, 30)


def test_a_code_that_is_nearly_one_tells_and_rates_nothing(window: Window, reader: Client) -> None:
    taken = window.take_in()
    models.Case.objects.filter(pk=taken.id).update(state="answered")
    last = "0" if taken.code[-1] != "0" else "1"
    wrong = [taken.code[:-1], taken.code[:-1] + last, f"{taken.code}{last}", taken.number, f"{taken.code}\x00"]
    for code in wrong:
        status, words = asked(reader, code, stars="5")
        assert status == 200, code
        assert "已经答复" not in words, code
    assert window.case(taken.id).stars is None
    assert "已经答复" in asked(reader, taken.code.lower().replace("-", " "))[1]


def test_a_code_tells_in_english_and_by_no_address(window: Window, reader: Client) -> None:
    taken = window.take_in()
    status, words = asked(reader, taken.code, where="/en/petitions/ask/")
    assert (status, "2 March 2026" in words, "已登记" in words) == (200, True, False)
    assert "没有这个查询码" not in asked(reader, "AAAA-AAAA-AAAA", where="/en/petitions/ask/")[1]
    limiter.cache_clear()
    assert "2 March 2026" not in samples.text_of(reader.get("/petitions/ask/", {"code": taken.code}).content.decode())


def test_hostile_words_of_the_petitioner_are_shown_as_they_were_written(window: Window) -> None:
    said = {"name": SCRIPT, "address": "{{ 7 }}", "contact": "=cmd|' /C'", "official": "<b>", "facts": SCRIPT}
    sent(NEW, **{**FORM, **said})
    row, browser = window.only(), samples.browser("zhao")
    assert "<script>x" not in samples.foreign(browser.get(page(row)).content.decode())
    html = browser.post(page(row, "name/"), {"reason": SCRIPT}).content.decode()
    assert "<script>x" not in samples.foreign(html)
    assert SCRIPT in samples.text_of(html)
    assert "{{ 7 }}" in samples.text_of(html)
    openings = browser.get(page(row, "papers/")).content.decode()
    assert SCRIPT in samples.text_of(openings)
    assert "<script>x" not in samples.foreign(openings)


def test_hostile_words_of_the_other_side_are_shown_as_they_were_written(window: Window, read: Any) -> None:
    row = window.transferred()
    body = {"transfer": row.matter, "sort": "opinion"}
    window.they_send("petitions.paper", body, {"text": {**OPINION, "facts": SCRIPT, "more": ["x"]}})
    assert SCRIPT in read(page(row, "papers/"))
    paper = models.Paper.objects.get()
    answer = samples.browser("zhao").get(page(row, f"papers/{paper.event}/"))
    assert answer.content.startswith(b"%PDF")
