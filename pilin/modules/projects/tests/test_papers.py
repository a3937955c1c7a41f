"""督办单 and 催办单 as PDF: everything that the printed page says, with the digest of the signed chain."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.projects import actions
from pilin.modules.projects.tests.test_order_kinds import ORDER, RECEIVED, URGING
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import pdf, samples
from tests.web.budget import QUERIES_MAX, asked


def handed_out(where: str, account: str = "li") -> Any:
    return samples.browser(account).get(where)


def words(matter: str, kind: str = "orders") -> str:
    answer = handed_out(f"/projects/{kind}/{matter}/paper/pdf/")
    assert answer.headers["Content-Type"] == "application/pdf"
    return pdf.text(answer.content)


def test_an_order_says_both_sides_bodies_number_clause_and_days(watch: Watch) -> None:
    told = words(watch.order())
    for said in (ORDER["number"], ORDER["title"], ORDER["content"], ORDER["clause"], *ORDER["leads"].values()):
        assert said in told
    assert "发出日期2026年3月2日" in told
    assert "签收日期待签收" in told


def test_it_says_the_clocks_that_run_with_their_basis(watch: Watch) -> None:
    watch.order()
    told = words(watch.stage.matter)
    for clock in watch.stage.view().clocks:
        assert clock.state.rolled_end.isoformat() in told
        assert "".join(clock.rule.statute.split()) in told
    assert "时限依据截止状态" in told


def test_it_has_places_for_two_seals_that_of_the_sender_first(watch: Watch) -> None:
    told = words(watch.order())
    assert told.count("（盖章处）") == 2
    assert told.index("平湖市（发出方）") < told.index("金山区（收件方）")


def test_each_page_bears_the_digest_of_the_signed_chain(watch: Watch) -> None:
    matter = watch.order()
    before = watch.stage.view().matter.head
    assert f"签署内容摘要：{before}" in words(matter)
    watch.they_take("sign_for", **RECEIVED)
    after = words(matter)
    assert f"签署内容摘要：{watch.stage.view().matter.head}" in after
    assert before not in after
    assert RECEIVED["received_by"] in after


def test_an_urging_is_a_paper_of_its_own(watch: Watch) -> None:
    order = watch.order()
    matter = actions.send_paper("urging", {**URGING, "about": order}, peer=THEM, by=watch.hand)
    watch.stage.meet()
    told = words(matter, "urgings")
    assert URGING["number"] in told
    assert URGING["text"] in told
    assert ORDER["title"] in told  # the paper that is urged, by its title


def test_the_file_is_called_by_its_number(watch: Watch) -> None:
    header = handed_out(f"/projects/orders/{watch.order()}/paper/pdf/").headers["Content-Disposition"]
    assert header.startswith("attachment; filename*=UTF-8''%E7%9D%A3%E5%8A%9E%E5%8D%95-")
    assert header.endswith("3%E5%8F%B7.pdf")


def test_a_text_of_many_pages_is_all_there(watch: Watch) -> None:
    matter = watch.order(content="界河清障" * 400 + "\n<script>alert(1)</script>")
    told = words(matter)
    assert told.count("界河清障") >= 390
    assert "<script>alert(1)</script>" in told


def test_in_english_the_frame_is_english(watch: Watch) -> None:
    matter = watch.order()
    browser = samples.browser("li")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    told = pdf.text(browser.get(f"/projects/orders/{matter}/paper/pdf/").content)
    assert "Page1of1" in told
    assert ORDER["title"] in told


@pytest.mark.parametrize("kind", ["urgings", "orders"])
def test_no_paper_is_handed_out_of_what_is_none(watch: Watch, kind: str) -> None:
    matter = watch.order() if kind == "urgings" else watch.finding()
    assert handed_out(f"/projects/{kind}/{matter}/paper/pdf/").status_code == 404


def test_it_costs_no_more_than_its_page(watch: Watch) -> None:
    assert len(asked(f"/projects/orders/{watch.order()}/paper/pdf/", "li")) <= QUERIES_MAX


def test_the_printed_page_leads_to_the_pdf_and_shows_the_clocks(watch: Watch) -> None:
    matter = watch.order()
    html = handed_out(f"/projects/orders/{matter}/paper/").content.decode()
    assert f'href="/projects/orders/{matter}/paper/pdf/"' in html
    assert "<h2>时限</h2>" in html


def test_who_is_not_signed_in_is_sent_to_the_door(watch: Watch) -> None:
    answer = Client().get(f"/projects/orders/{watch.order()}/paper/pdf/")
    assert answer.status_code == 302
    assert "/sign-in/" in answer.headers["Location"]
