"""A hospital's own reconciliation on its page: what it stated over the interface, of itself alone, without persons."""

import pytest
from django.conf import settings

from pilin.modules.medical import models
from pilin.modules.medical.queries import stated
from pilin.modules.medical.tests.hospital import CODE, Hospital, contract
from pilin.modules.medical.tests.office import get, office, words
from pilin.modules.medical.tests.test_statements import (
    WHO,
    applies,
    confirms,
    detail,
    held,
    listed,
    row,
    undoes,
    upload,
    zipped,
)
from pilin.modules.medical.views import stated as tables
from pilin.web.tests import samples
from pilin.wire.nhsa import monthly, statement, statement_file
from tests.support.neighbour import Neighbour
from tests.web.budget import costs_no_more

__all__ = ["office"]

PLACE, OTHER = f"/medical/institutions/{CODE}/", "H33048200002"


@pytest.fixture
def hospital(office: Neighbour) -> Hospital:
    contract()
    return Hospital(office.now)


def test_before_anything_is_stated_the_page_says_by_what_it_comes(hospital: Hospital) -> None:
    said = get(PLACE)
    assert ("3261" in said, "3203" in said, "9101" in said) == (True, True, True)
    assert [*stated.months(CODE), *stated.applications(CODE), *stated.files(CODE)] == []


def test_an_application_stands_until_it_is_taken_back(hospital: Hospital) -> None:
    held(hospital.at, "1")
    number = applies(hospital).output.clr_appy_evt_id
    assert "2026-03 门诊 1 10.00 5.00 1.00" in get(PLACE)
    assert "● 已受理" in get(PLACE)
    assert hospital.send("3204", statement.ClearingApplied(clr_appy_evt_id=number)).head.succeeded
    assert "○ 已撤回" in get(PLACE)
    assert applies(hospital).head.succeeded
    assert [one.withdrawn for one in stated.applications(CODE)] == [False, True]


def test_a_month_says_how_many_were_confirmed_and_how_many_left_out(hospital: Hospital) -> None:
    for number in ("1", "2", "3"):
        held(hospital.at, number)
    rows = listed(hospital).output.data
    assert confirms(hospital, rows[:2]).head.succeeded
    assert confirms(hospital, rows[2:], cnfm_flag="0").head.succeeded
    (found,) = stated.months(CODE)
    assert (found.month, found.confirmed, found.left_out, found.said_at) == ("2026-03", 2, 1, hospital.at)
    assert "2026-03 2 1" in get(PLACE)
    assert undoes(hospital, monthly.EVERYTHING).head.succeeded
    assert stated.months(CODE) == []


def test_files_say_whether_they_read_and_results_are_not_among_them(hospital: Hospital) -> None:
    held(hospital.at, "1")
    assert detail(hospital, statement_file.write_sent([row("1")]), row("1")).head.succeeded
    assert not detail(hospital, zipped(b"no columns")).head.succeeded
    assert [one.unread for one in stated.files(CODE)] == [True, False]
    assert models.HospitalFile.objects.count() == 3
    said = get(PLACE)
    assert ("读不出来，已退回医院" in said, "● 已收到" in said) == (True, True)


def test_nothing_of_another_hospital_and_no_person_stands_there(hospital: Hospital) -> None:
    held(hospital.at, "1")
    assert applies(hospital).head.succeeded
    assert confirms(hospital, listed(hospital).output.data).head.succeeded
    assert upload(hospital, statement_file.write_sent([row("1")])).head.succeeded
    contract(OTHER)
    assert [*stated.months(OTHER), *stated.applications(OTHER), *stated.files(OTHER)] == []
    assert "已受理" not in get(f"/medical/institutions/{OTHER}/")
    assert WHO not in get(PLACE)


def test_only_the_last_ones_are_shown(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stated, "ROWS_MAX", 2)
    for _ in range(3):
        assert upload(hospital, b"x").head.succeeded
    numbers = list(models.HospitalFile.objects.order_by("pk").values_list("number", flat=True))
    assert [one.number for one in stated.files(CODE)] == [numbers[2], numbers[1]]


def test_the_page_costs_no_more_with_more_of_it(hospital: Hospital) -> None:
    def more() -> None:
        for _ in range(3):
            assert upload(hospital, b"x").head.succeeded

    more()
    costs_no_more(PLACE, more)


def test_the_page_speaks_english(hospital: Hospital) -> None:
    held(hospital.at, "1")
    assert applies(hospital).head.succeeded
    browser = samples.browser("li")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    said = words(browser.get(PLACE))
    assert ("Applications for clearing" in said, "● Accepted" in said) == (True, True)


def test_a_number_of_thirty_digits_may_be_broken_on_a_phone() -> None:
    assert tables.files([]).columns[0].kind == "text"
