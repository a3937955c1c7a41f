"""Days about the turn of a year and at its holidays, and codes that are none: what is counted, kept and told."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests import kit
from pilin.modules.mediation import queries
from pilin.modules.mediation.rules import agreement, texts
from pilin.modules.mediation.rules.refusals import MediationRefusal
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, CONSENT, DRAFT
from pilin.modules.mediation.tests.test_rules import a_case
from pilin.web.public.middleware import limiter
from pilin.web.tests import samples

ON_THE_LAST_DAY = {"initiator": "2026-12-31", "responder": "2026-12-31", "mediators": "2026-12-31"}


@pytest.mark.parametrize(("day", "last"), [(date(2026, 12, 31), 2031), (date(2027, 1, 1), 2032)])
def test_texts_of_two_days_are_kept_a_year_apart(day: date, last: int) -> None:
    assert texts.keep_until(day, 5) == date(last, 12, 31)


@pytest.mark.django_db
def test_a_day_begins_at_midnight_in_china(forum: Forum) -> None:
    """The stage's clock passes 16:00 UTC of the last day: here it is the first of January."""
    now = forum.stage.now
    forum.stage.later(seconds=int((kit.noon("2027-01-01") - now).total_seconds()) - 12 * 3600)
    forum.open()
    forum.they_take("accept", ACCEPTED)
    ahead = {"consent": {**CONSENT["consent"], "on": "2027-01-02"}}
    with pytest.raises(Refused) as caught:
        forum.take("consent", ahead)
    assert caught.value.code is MediationRefusal.CONSENT_LIES_AHEAD
    forum.take("consent", {"consent": {**CONSENT["consent"], "on": "2027-01-01"}})
    assert (forum.case.opened_on, len(queries.counted(start=date(2026, 1, 1), end=date(2027, 1, 1)))) == (
        date(2027, 1, 1),
        0,
    )


def test_an_oral_agreement_of_the_last_day_is_filed_in_the_next_year() -> None:
    said = {**DRAFT, "form": "oral", "obligations": [], "signatures": ON_THE_LAST_DAY}
    days = agreement.derived(said)
    assert days == {"effective_on": "2026-12-31", "confirm_until": "2027-01-30", "perform_until": "2026-12-31"}
    assert agreement.findings(said, day=date(2026, 12, 31)) == []
    assert [one.code for one in agreement.findings(said, day=date(2026, 12, 30))] == [
        MediationRefusal.SIGNATURE_LIES_AHEAD
    ]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-02-01", None),  # a Sunday, the thirtieth day
        ("2026-02-02", None),
        ("2026-02-03", MediationRefusal.CONFIRMATION_IS_TOO_LATE),
    ],
)
def test_a_thirtieth_day_that_is_a_day_off_gives_way_to_the_next(day: str, why: MediationRefusal | None) -> None:
    """民事诉讼法 85(3)."""
    case = a_case(agreed={"effective_on": "2026-01-02", "confirm_until": "2026-02-01"})
    assert agreement.why_not_for_courts(case, day=date.fromisoformat(day), calendar=kit.CALENDAR) is why


def test_in_an_unpublished_year_only_the_thirtieth_day_itself_is_sure() -> None:
    case = a_case(agreed={"effective_on": "2026-12-04", "confirm_until": "2027-01-03"})  # a Sunday
    assert agreement.why_not_for_courts(case, day=date(2027, 1, 3), calendar=kit.CALENDAR) is None
    late = agreement.why_not_for_courts(case, day=date(2027, 1, 4), calendar=kit.CALENDAR)
    assert late is MediationRefusal.CONFIRMATION_IS_TOO_LATE


@pytest.mark.django_db
def test_both_file_on_the_day_to_which_a_holiday_moved_the_last_one(forum: Forum) -> None:
    """Held from 5 March, to be filed until 4 April, a Saturday of the Qingming days: until 7 April."""
    forum.stage.later(days=3)
    signed = {"initiator": "2026-03-05", "responder": "2026-03-05", "mediators": "2026-03-05"}
    forum.effective(signatures=signed)
    forum.stage.later(days=33)
    filing = {"court": "金山区人民法院", "on": "2026-04-07"}
    forum.both("file", {"filing": filing})
    assert (forum.case.agreed["confirm_until"], forum.case.state) == ("2026-04-04", "filed")


@pytest.fixture
def reader() -> Client:
    limiter.cache_clear()
    return Client(headers={"host": "public.example"})


def told(reader: Client, code: str, where: str = "/mediation/") -> tuple[int, str]:
    limiter.cache_clear()
    answer = reader.post(where, urlencode({"code": code}), content_type="application/x-www-form-urlencoded")
    return answer.status_code, answer.get("Location") or samples.text_of(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh")
def test_a_code_with_one_mark_too_many_too_few_or_another_leads_nowhere(forum: Forum, reader: Client) -> None:
    forum.open()
    code = forum.case.code
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    for wrong in (code[:-1], f"{code}0", other, forum.matter, f"{code}\x00", f"{'0' * 28}{code}", "' or 1=1 --"):
        status, words = told(reader, wrong)
        assert status == 200, wrong
        assert "已登记" not in words, wrong
    wide = "".join(chr(ord(mark) + 0xFEE0) for mark in code)
    assert told(reader, wide) == (302, f"/mediation/{code}/")


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh")
def test_a_wrong_code_is_said_in_english_and_nothing_is_told_by_an_address(forum: Forum, reader: Client) -> None:
    forum.open()
    status, words = told(reader, "0000-0000-0000", "/en/mediation/")
    assert (status, "没有这个编码" in words) == (200, False)
    assert "code" in words
    assert reader.get(f"/mediation/{forum.case.code.lower()}/").status_code == 404
    by_question = reader.get("/mediation/", {"code": forum.case.code}).content.decode()
    assert forum.case.code not in samples.text_of(by_question)
