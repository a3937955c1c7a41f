"""Importing next year's working days: preview, errors by line, the offer, the countersignature, and the recount."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import models as federation
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, Stage
from pilin.modules.desk import rules
from pilin.modules.desk.rules import DeskRefusal
from pilin.web.tests import samples
from pilin.wire import workdays

Read = Callable[..., str]
NOTICE = "国务院办公厅通知（样例）"
DAYS = "2027-01-01,休,元旦\n2027-02-14,班,春节补班\n"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def allowed(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Let a clause with the neighbour allow to offer documents, and a calendar of 2026 be agreed."""
    monkeypatch.setattr(agreements, "bases_for", lambda _kind, **_more: [CLAUSE])
    scene.agree(kit.document("calendar"))
    return scene


def upload(data: str | bytes, *, account: str = "wu", year: int = 2027, source: str = NOTICE) -> Any:
    file = SimpleUploadedFile("../../days.csv", data.encode() if isinstance(data, str) else data)
    said = {"year": str(year), "source": source, "upload": file}
    return samples.browser(account).post("/desk/calendar/", said)


def offer(days: str = DAYS, account: str = "wu", **said: str) -> Any:
    given = {"year": "2027", "source": NOTICE, "days": days, **said}
    return samples.browser(account).post("/desk/calendar/offer/", given, follow=True)


def opened() -> list[federation.Document]:
    return list(federation.Document.objects.filter(type="calendar", state="open"))


def test_a_preview_shows_holidays_and_make_up_days_and_offers_nothing(allowed: Stage) -> None:
    words = samples.text_of(upload(DAYS).content.decode())
    assert "2027-01-01 五 放假 元旦" in words
    assert "2027-02-14 日 周末补班 春节补班" in words
    assert f"2027 年，依据：{NOTICE}" in words
    assert opened() == []


def test_errors_stand_by_line_and_nothing_can_be_offered(allowed: Stage) -> None:
    words = samples.text_of(upload(f"{DAYS}2026-01-01,休,旧年\n坏行,休").content.decode())
    assert "第 3 行：2026-01-01 不在 2027 年" in words
    assert "第 4 行：这一行“坏行,休”" in words
    assert "签名并向对方提出" not in words


def test_the_offer_keeps_the_old_years_and_names_its_source(allowed: Stage) -> None:
    assert "已提出并签名" in offer().content.decode()
    (document,) = opened()
    old = kit.document("calendar")
    assert document.text["years"] == {**old["years"], "2027": {"holidays": ["2027-01-01"], "workdays": ["2027-02-14"]}}
    assert document.text["sources"] == {"2027": NOTICE}


def test_the_other_side_signs_and_provisional_ends_are_counted_anew(allowed: Stage, read: Read) -> None:
    allowed.open_petition("2025")  # a calendar that does not know this year: its ends are provisional
    assert allowed.row().provisional
    offer(days="2027-01-01,休,元旦\n")
    allowed.meet()
    hash_ = opened()[-1].pk
    assert "2027 年（新的或有改动）" in read("/documents/", "wu")
    allowed.they_sign(hash_)
    assert opened() == []
    assert "2027" in federation.Document.objects.get(pk=hash_).text["years"]
    matters.turn_clocks(matter=allowed.matter, at=allowed.now)


@pytest.mark.parametrize(("data", "said"), [(b"PK\x03\x04", "电子表格、图片"), (b"\x89PNG", "电子表格、图片")])
def test_a_spreadsheet_or_image_gets_a_sentence_and_lies_in_quarantine(allowed: Stage, data: bytes, said: str) -> None:
    assert said in upload(data).content.decode()
    (row,) = federation.Quarantine.objects.all()
    assert (row.reason, row.size) == ("upload_is_no_text", len(data))
    assert bytes(row.cipher) != data


def test_a_huge_file_is_not_read_and_not_kept(allowed: Stage) -> None:
    assert "没有读取" in upload(b"x" * (workdays.BYTES_MAX + 9)).content.decode()
    assert not federation.Quarantine.objects.exists()


@pytest.mark.parametrize(
    "said", [{"days": "坏行"}, {"days": ""}, {"year": "1999"}, {"year": "x"}, {"source": ""}, {"days": "2026-01-01,休"}]
)
def test_a_forged_confirmation_offers_nothing(allowed: Stage, said: dict[str, str]) -> None:
    offer(**{"days": DAYS, **said})
    assert opened() == []


def test_without_a_clause_nothing_is_offered_and_a_sentence_says_why(scene: Stage) -> None:
    assert "没有允许提出文件的有效条款" in offer().content.decode()
    assert opened() == []
    assert DeskRefusal.NO_CLAUSE_ALLOWS_A_CALENDAR.value == "no_clause_allows_a_calendar"


def test_only_who_signs_imports(allowed: Stage) -> None:
    for account in ("li", "zhao"):
        assert upload(DAYS, account=account).status_code == 403
        assert offer(account=account).status_code == 403
        assert samples.browser(account).get("/desk/calendar/").status_code == 403
    assert opened() == []


def test_the_empty_page_says_how_it_is_done(allowed: Stage, read: Read) -> None:
    words = read("/desk/calendar/", "wu")
    assert "原有各年不变，只增加这一年" in words
    assert "日期,休或班,名称" in words


def test_a_stored_script_is_text(allowed: Stage) -> None:
    assert "<script" not in samples.foreign(upload(f"2027-01-01,休,{SCRIPT}", source=SCRIPT).content.decode())
    offer(days=f"2027-01-01,休,{SCRIPT}", source=SCRIPT)
    assert "<script" not in samples.foreign(samples.browser("wu").get("/documents/").content.decode())


def test_a_calendar_grows_by_a_year_and_a_weekend_off_needs_no_entry() -> None:
    days = workdays.read(b"2027-01-02,\xe4\xbc\x91\n2027-01-01,\xe4\xbc\x91", year=2027).days
    text = rules.with_year(None, days, year=2027, source=NOTICE)
    assert text["years"] == {"2027": {"holidays": ["2027-01-01"], "workdays": []}}
    again = rules.with_year(text, [], year=2028, source="另一份")
    assert list(again["years"]) == ["2027", "2028"]
    assert again["sources"] == {"2027": NOTICE, "2028": "另一份"}
