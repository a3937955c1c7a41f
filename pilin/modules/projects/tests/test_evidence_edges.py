"""Photographs of findings at their edges: notes of a hostile node, double sending, who may, and in English."""

import pytest
from django.conf import settings

from pilin.modules.projects.rules.evidence import declared
from pilin.modules.projects.tests.test_evidence import A, added, filled, they_note
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import samples


def digests_on(finding: str) -> list[str]:
    """Return the digests of the photographs that the page of a finding shows, each once."""
    html = samples.browser("li").get(f"/projects/findings/{finding}/").content.decode()
    found = html.split(f"/projects/findings/{finding}/photos/")[1:]
    return [*dict.fromkeys(part[:64] for part in found if part[64:68] == ".jpg")]


@pytest.mark.parametrize("name", ["no digest", "../../x", A.upper(), f"{A}0", "<script>alert(1)</script>"])
def test_what_names_no_picture_is_not_heard_and_the_next_note_is(watch: Watch, name: str) -> None:
    finding = watch.finding()
    they_note(watch, declared("整改后"), name)
    assert digests_on(finding) == []
    they_note(watch, declared("整改后"), A)
    assert digests_on(finding) == [A]


def test_a_photograph_that_is_sent_twice_is_shown_once_with_its_first_caption(watch: Watch) -> None:
    finding = watch.finding()
    added(finding, **{"photo-caption.1": "初次所拍"})
    watch.stage.later(seconds=60)
    added(finding, **{"photo-caption.1": "再次所拍"})
    assert len(digests_on(finding)) == 1
    html = samples.browser("li").get(f"/projects/findings/{finding}/").content.decode()
    assert [html.count(f'alt="{caption}"') for caption in ("初次所拍", "再次所拍")] == [1, 0]


def test_who_only_reads_sends_nothing_in(watch: Watch) -> None:
    finding = watch.finding()
    answer = samples.browser("li").post(f"/projects/findings/{finding}/photos/", filled())
    assert (answer.status_code, digests_on(finding)) == (403, [])


def test_a_photograph_belongs_to_a_finding_and_to_no_other_kind(watch: Watch) -> None:
    order = watch.order()
    page = f"/projects/findings/{order}/photos/"
    assert samples.browser("zhao").get(page).status_code == 404
    assert samples.browser("zhao").post(page, filled()).status_code == 404
    assert samples.browser("li").get(f"{page}{A}.jpg").status_code == 404


def test_a_finding_that_was_struck_off_keeps_its_photographs(watch: Watch) -> None:
    finding = watch.finding()
    added(finding)
    watch.stage.meet()
    before = digests_on(finding)
    watch.struck_off()
    assert (len(before), digests_on(finding)) == (1, before)


def test_in_english_it_says_whose_evidence_it_is(watch: Watch) -> None:
    finding = watch.finding()
    added(finding)
    browser = samples.browser("li")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    words = samples.text_of(browser.get(f"/projects/findings/{finding}/").content.decode())
    assert "Evidence; 平湖市; " in words
    assert "问题证据" not in words
