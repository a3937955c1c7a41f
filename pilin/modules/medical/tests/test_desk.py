"""The agency's desk, hospitals and the catalogue: what stands there, narrowed, on few queries, without persons."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from pilin.base import clock
from pilin.modules.medical import models
from pilin.modules.medical.rules.listing import short_code
from pilin.modules.medical.tests.hospital import CODE, THEIRS, Hospital
from pilin.modules.medical.tests.office import PERSON, get, hospital, last, office, settle
from pilin.web.tests import samples
from tests.support.neighbour import Neighbour
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

__all__ = ["hospital", "office"]

DESK, PLACE = "/medical/", f"/medical/institutions/{CODE}/"


def many(hospital: Hospital, first: int = 2, count: int = 3) -> None:
    for number in range(first, first + count):
        settle(hospital, f"OP-{number}")


def test_the_desk_shows_what_was_settled_today_with_its_sums(hospital: Hospital) -> None:
    many(hospital, count=1)
    said = get(DESK)
    assert "显示今天，2026年3月2日。" in said
    assert "平湖市→金山区 职工基本医保 2 1,800.00 570.00 1,200.00" in said
    assert said.count("● 已结算") == 2
    assert short_code(last().pk) in said
    assert "没有结果未明的结算" in said


def test_nothing_personal_stands_on_the_desk(hospital: Hospital) -> None:
    for where in (DESK, PLACE):
        said = get(where)
        assert PERSON not in said
        assert "XA-0001" not in said


def test_an_empty_desk_says_what_will_stand_there_and_who_brings_it(office: Neighbour) -> None:
    said = get(DESK)
    assert "对方参保人在本方医院结算、或本方参保人在对方医院结算后，逐笔列在这里" in said
    assert "医院上传并结算后，按方向和险种汇总在这里" in said


def test_an_outcome_that_nobody_knows_stands_apart(hospital: Hospital, office: Neighbour) -> None:
    old = clock.after(office.now, seconds=-60)
    models.Settlement.objects.update(state="asked", given_up=True, asked_at=old)
    said = get(DESK)
    assert said.count("■ 结果未明") == 2  # among the unknown, and among those of today
    assert "没有结果未明的结算" not in said


def test_a_counter_that_still_waits_is_no_unknown_outcome(hospital: Hospital, office: Neighbour) -> None:
    models.Settlement.objects.update(state="asked", asked_at=office.now)
    assert "没有结果未明的结算" in get(DESK)


@pytest.mark.parametrize("typed", ["示例医院", CODE, CODE[:5]])
def test_settlements_are_found_by_their_hospital(hospital: Hospital, typed: str) -> None:
    assert short_code(last().pk) in get(f"{DESK}?words={typed}")


def test_a_settlement_is_found_by_its_code_and_by_the_hospitals_number(hospital: Hospital) -> None:
    first = last()
    many(hospital, count=1)
    other = models.Settlement.objects.exclude(pk=first.pk).get()
    number = models.CareSettlement.objects.get(pk=first.pk).number
    for typed in (short_code(first.pk), short_code(first.pk).lower(), number):
        said = get(f"{DESK}?words={typed}")
        assert short_code(first.pk) in said
        assert short_code(other.pk) not in said


def test_what_is_not_there_is_said_otherwise_than_an_empty_day(hospital: Hospital) -> None:
    said = get(f"{DESK}?words=H99999999999")
    assert "这一筛选下没有结算" in said
    assert "清空" in said


def test_a_period_shows_its_own_days_alone(hospital: Hospital, office: Neighbour) -> None:
    yesterday = (clock.day_of(office.now) - timedelta(days=1)).isoformat()
    assert short_code(last().pk) not in get(f"{DESK}?since={yesterday}&until={yesterday}")
    said = get(f"{DESK}?since={yesterday}")
    assert "显示 2026年3月1日 至 2026年3月2日。" in said
    assert short_code(last().pk) in said


def test_states_narrow_the_list_and_the_sums(hospital: Hospital) -> None:
    assert short_code(last().pk) in get(f"{DESK}?state=posted")
    said = get(f"{DESK}?state=declined")
    assert short_code(last().pk) not in said


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=9999-12-31",
        "until=0001-01-01",
        "state=married",
        "words=" + "长" * 80,
        "before=" + "x" * 80,
        "since=2026-02-30",
    ],
)
def test_a_bad_address_gets_a_page(hospital: Hospital, query: str) -> None:
    assert samples.browser("li").get(f"{DESK}?{query}").status_code == 200


def test_a_day_that_is_none_is_told_at_its_field(hospital: Hospital) -> None:
    html = samples.browser("li").get(f"{DESK}?since=2026-02-30").content.decode()
    assert 'id="id_since_error"' in html


def test_a_long_list_goes_on_on_the_next_page(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    many(hospital, count=2)
    monkeypatch.setattr("pilin.modules.medical.queries.lists.PAGE", 2)
    html = samples.browser("li").get(DESK).content.decode()
    following = html.partition('<p class="pager"><a href="')[2].partition('"')[0].replace("&amp;", "&")
    second = get(f"{DESK}{following}")
    codes = [short_code(pk) for pk in models.Settlement.objects.order_by("-pk").values_list("pk", flat=True)]
    assert [code in html for code in codes] == [True, True, False]
    assert [code in second for code in codes] == [False, False, True]


def differs(office: Neighbour, number: int) -> None:
    day = clock.day_of(office.now)
    models.DayDifference.objects.create(
        peer=THEIRS, day=day, settlement=f"s{number}", round=1, sort="missing_at", care=THEIRS, lines={},
        turn=THEIRS, due=day + timedelta(days=number), found_on=day,
    )  # fmt: skip


def batch(office: Neighbour, key: str, state: str) -> None:
    day = clock.day_of(office.now)
    models.Batch.objects.create(
        pk=key, peer=THEIRS, month="2026-02", until=day, state=state, initiator=THEIRS, confirm_by=day, pay_by=day,
        basis="clause:a/8",
    )  # fmt: skip


def test_what_waits_of_reconciliation_and_clearing_stands_on_the_desk(office: Neighbour) -> None:
    assert "没有。每天的结算次日由两边各自陈述并比对" in get(DESK)
    for number in (5, 3):
        differs(office, number)
    batch(office, "019cac0f-ca90-7842-8f6e-02ba7020a4a6", "generated")
    batch(office, "019cac0f-ca90-7842-8f6e-02ba7020a4a7", "closed")
    said = get(DESK)
    assert "2 笔，最早的 2026年3月5日 到期" in said
    assert said.count("2026-02 · 金山区") == 1


def test_the_desk_keeps_to_its_budget_with_everything_on_it(hospital: Hospital, office: Neighbour) -> None:
    old = clock.after(office.now, seconds=-60)
    models.Settlement.objects.update(state="asked", given_up=True, asked_at=old)
    differs(office, 1)
    batch(office, "019cac0f-ca90-7842-8f6e-02ba7020a4a6", "generated")
    assert len(asked(DESK, "li")) <= QUERIES_MAX


@pytest.mark.parametrize("where", [DESK, PLACE])
def test_pages_cost_no_more_with_more_rows(hospital: Hospital, where: str) -> None:
    costs_no_more(where, lambda: many(hospital))


def test_the_page_of_a_hospital_shows_its_contract_and_its_own(hospital: Hospital) -> None:
    said = get(PLACE)
    assert "二级医院" in said
    assert "● 有效" in said
    assert "2025-01-01 — 2027-12-31" in said
    assert short_code(last().pk) in said
    models.Settlement.objects.update(institution="H33048299999")
    assert "这一时段没有这家医院的结算" in get(PLACE)


@pytest.mark.parametrize(
    ("days", "word"), [({"from_day": date(2026, 4, 1)}, "尚未生效"), ({"until_day": date(2026, 3, 1)}, "已到期")]
)
def test_a_contract_that_is_not_in_force_says_so(hospital: Hospital, days: dict[str, date], word: str) -> None:
    models.Institution.objects.update(**days)
    assert f"○ {word}" in get(PLACE)
    assert f"○ {word}" in get("/medical/institutions/")


def test_a_hospital_that_is_not_ours_is_not_there(office: Neighbour) -> None:
    assert samples.browser("li").get("/medical/institutions/H31011600001/").status_code == 404
    assert "还没有登记本方的协议医院" in get("/medical/institutions/")


def test_the_catalogue_shows_what_is_in_force_and_marks_what_is_made_up(hospital: Hospital) -> None:
    said = get("/medical/catalogue/")
    assert "XB-0001 示例" in said
    assert "乙类 10%" in said
    models.CatalogueEntry.objects.filter(item="XB-0001").update(until_day=date(2026, 3, 2))
    assert "XB-0001" not in get("/medical/catalogue/")


@pytest.mark.parametrize(("typed", "found"), [("xb-0001", True), ("乙类", True), ("ZZ", False), ("%", False)])
def test_the_catalogue_is_searched_by_code_and_name(hospital: Hospital, typed: str, found: bool) -> None:
    said = get(f"/medical/catalogue/?words={typed}")
    assert ("XB-0001" in said) is found
    assert ("没有这样的有效条目" in said) is not found


def test_names_are_shown_as_they_were_entered_and_run_nothing(hospital: Hospital) -> None:
    models.Institution.objects.update(name="<script>alert(1)</script>")
    models.CatalogueEntry.objects.update(name="<script>alert(1)</script>")
    for where in (DESK, PLACE, "/medical/institutions/", "/medical/catalogue/"):
        assert "<script>alert(1)" not in samples.browser("li").get(where).content.decode()


@pytest.mark.parametrize("where", [DESK, PLACE, "/medical/institutions/", "/medical/catalogue/"])
def test_pages_are_sound_in_english(hospital: Hospital, where: str) -> None:
    browser = samples.browser("li")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = browser.get(where).content.decode()
    assert '<html lang="en">' in html
    assert samples.faults_of(html) == []
