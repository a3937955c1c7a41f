"""A hospital reconciles with its agency over the interface: totals, a file, an application, and a month confirmed."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import Instant, after, day_of
from pilin.base.money import Fen
from pilin.modules.medical import models
from pilin.modules.medical.actions import statements
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.gateway import dispatch
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import POSTED, VOIDED
from pilin.modules.medical.tests.hospital import CODE, SECRET, THEIRS, Answer, Hospital, contract
from pilin.web import strongbox
from pilin.wire.nhsa import envelope, files, monthly, statement, statement_file
from pilin.wire.nhsa.refusals import FileRefusal
from pilin.wire.nhsa.statement_file import SentRow
from pilin.wire.nhsa.transport import Caller, Credential, Dialect
from tests.support.neighbour import US, Neighbour

WHO = "P-0002"


@pytest.fixture
def hospital(neighbour: Neighbour) -> Hospital:
    contract()
    return Hospital(Instant(neighbour.now))


def held(at: Instant, number: str, fund: int = 500, account: int = 100, **members: Any) -> models.CareSettlement:
    """Let a settlement of the hospital stand, as the counter leaves it; `of` is the one that it takes back."""
    institution, of = models.Institution.objects.get(code=CODE), members.pop("of", None)
    inpatient, insurance = members.pop("inpatient", False), members.pop("insurance", "310")
    sign = -1 if of else 1
    visit = of.visit if of else models.CareVisit.objects.create(
        number=f"V{number}", institution=institution, own_number=number, msgid=number, person=WHO, insured=THEIRS,
        insurance=insurance, inpatient=inpatient, begun_at=at, state="open",
    )  # fmt: skip
    row = models.CareSettlement.objects.create(
        settlement=ids.new_id(at), number=number, visit=visit, institution=institution, msgid=f"M{number}", cancels=of,
        asked_at=at,
    )  # fmt: skip
    models.Settlement.objects.create(
        id=row.pk, care=US, insured=THEIRS, institution=CODE, insurance=insurance, day=day_of(at),
        total_fen=sign * 1_000, fund_fen=sign * fund, account_fen=sign * account,
        basis="clause:a/8", event="", asked_at=at, moved_at=at,
        settled_on=day_of(at), state=members.pop("state", POSTED),
    )  # fmt: skip
    return row


def total(hospital: Hospital, **members: Any) -> Any:
    day = day_of(hospital.at)
    plain: dict[str, Any] = {
        "insutype": "310", "clr_type": "11", "setl_optins": US, "stmt_begndate": day, "stmt_enddate": day,
        "medfee_sumamt": Fen(1_000), "fund_pay_sumamt": Fen(500), "acct_pay": Fen(100), "fixmedins_setl_cnt": 1,
    }  # fmt: skip
    return hospital.send("3201", statement.StatementTotal(**plain | members))


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ({}, statement.BALANCED),
        ({"fixmedins_setl_cnt": 0, "medfee_sumamt": Fen(0)}, statement.AGENCY_HAS_MORE),
        ({"fixmedins_setl_cnt": 2}, statement.INSTITUTION_HAS_MORE),
        ({"acct_pay": Fen(101)}, statement.DATA_DIFFER),
        ({"insutype": "390"}, statement.INSTITUTION_HAS_MORE),
        ({"clr_type": "21"}, statement.INSTITUTION_HAS_MORE),
    ],
)
def test_totals_are_compared(hospital: Hospital, said: dict[str, Any], result: str) -> None:
    held(hospital.at, "1")
    held(hospital.at, "2", state=VOIDED)
    answer = total(hospital, **said)
    assert (answer.output.stmt_rslt, answer.output.setl_optins) == (result, US)


@pytest.mark.parametrize(("flag", "count"), [("", 2), ("1", 2), ("0", 1)])
def test_totals_include_refunds_unless_they_are_left_out(hospital: Hospital, flag: str, count: int) -> None:
    held(hospital.at, "2", of=held(hospital.at, "1"))
    sums = [Fen(1_000 * (2 - count)), Fen(500 * (2 - count)), Fen(100 * (2 - count))]
    amounts = dict(zip(("medfee_sumamt", "fund_pay_sumamt", "acct_pay"), sums, strict=True))
    answer = total(hospital, refd_setl_flag=flag, fixmedins_setl_cnt=count, **amounts)
    assert answer.output.stmt_rslt == statement.BALANCED


def test_days_and_agency_must_fit(hospital: Hospital) -> None:
    later = day_of(hospital.at) + timedelta(days=1)
    assert total(hospital, stmt_enddate=later).no("statement_days_do_not_fit")
    assert total(hospital, stmt_begndate=later).no(MedicalRefusal.STATEMENT_DAYS_DO_NOT_FIT.value)
    assert total(hospital, setl_optins=THEIRS).no(MedicalRefusal.STATEMENT_IS_FOR_ANOTHER_AGENCY.value)


def row(number: str, **members: Any) -> SentRow:
    plain: dict[str, Any] = {
        "setl_id": number, "mdtrt_id": f"V{number}", "psn_no": WHO, "medfee_sumamt": Fen(1_000),
        "fund_pay_sumamt": Fen(500), "acct_pay": Fen(100), "refd_setl_flag": "0",
    }  # fmt: skip
    return SentRow(**plain | members)


def upload(hospital: Hospital, content: bytes, code: str = CODE) -> Answer:
    return hospital.send("9101", files.Upload(content=content, filename="detail.zip", fixmedins_code=code))


def detail(hospital: Hospital, content: bytes, *rows: SentRow, **members: Any) -> Answer:
    day, number = day_of(hospital.at), upload(hospital, content).output.file_qury_no
    plain: dict[str, Any] = {
        "setl_optins": US, "file_qury_no": number, "stmt_begndate": day, "stmt_enddate": day, "cash_payamt": Fen(0),
        "medfee_sumamt": Fen(sum(one.medfee_sumamt for one in rows)), "fixmedins_setl_cnt": len(rows),
        "fund_pay_sumamt": Fen(sum(one.fund_pay_sumamt for one in rows)),
    }  # fmt: skip
    return hospital.send("3202", statement.StatementDetail(**plain | members))


def fetched(hospital: Hospital, number: str) -> bytes:
    body = files.Download(file_qury_no=number, filename="result.txt", fixmedins_code=CODE)
    text = files.DOWNLOAD.request.write(body)
    credential = Credential(Dialect.API_KEY, "his", SECRET, frozenset({CODE}))
    request = envelope.write_request(hospital.head("9102"), text)
    return dispatch.answer(request, Caller(credential), at=hospital.at)


def test_a_file_is_compared_row_by_row_and_the_result_fetched(hospital: Hospital) -> None:
    for number in ("1", "2", "3"):
        held(hospital.at, number)
    rows = [row("1"), row("3", fund_pay_sumamt=Fen(501)), row("9")]
    answer = detail(hospital, statement_file.write_sent(rows), *rows)
    archive = fetched(hospital, answer.output.file_qury_no)
    result = statement_file.read_result(archive)
    assert [(one.setl_id, one.stmt_rslt, one.msgid, one.fund_pay_sumamt) for one in result.rows] == [
        ("2", statement.AGENCY_HAS_MORE, "M2", 500),
        ("3", statement.DATA_DIFFER, "M3", 500),
        ("9", statement.INSTITUTION_HAS_MORE, "", None),
    ]
    assert archive.startswith(b"PK")
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == [statement_file.RESULT_NAME]


def test_files_are_sealed_and_belong_to_their_hospital_for_a_while(hospital: Hospital) -> None:
    rows = [row("1")]
    number = upload(hospital, statement_file.write_sent(rows)).output.file_qury_no
    kept = models.HospitalFile.objects.get()
    assert WHO.encode() not in bytes(kept.content)
    models.HospitalFile.objects.update(institution=contract("H33048200002"))
    body = files.Download(file_qury_no=number, filename="x", fixmedins_code=CODE)
    assert hospital.send("9102", body).no(MedicalRefusal.FILE_IS_NOT_HERE.value)
    assert statements.forget_files(at=after(hospital.at, seconds=6 * 86_400)) == 0
    assert statements.forget_files(at=after(hospital.at, seconds=8 * 86_400)) == 1


def test_an_upload_for_another_is_refused(hospital: Hospital) -> None:
    assert upload(hospital, b"x", "H33048200009").no(MedicalRefusal.FILE_IS_NOT_HERE.value)


def zipped(text: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("detail.txt", text)
    return packed.getvalue()


LINE = "1\tV1\tP-0002\t10.00\t5.00\t1.00\t0"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no archive", FileRefusal.FILE_IS_NO_ARCHIVE),
        (zipped(b"\x00" * (33 * 1024 * 1024)), FileRefusal.FILE_SWELLS_TOO_MUCH),
        (zipped(b"\xff\xfe\x00"), FileRefusal.FILE_IS_NO_PLAIN_TEXT),
        (zipped(b"1\tV1\tP-0002"), FileRefusal.LINE_HAS_OTHER_COLUMNS),
        (zipped(LINE.replace("5.00", "five").encode()), FileRefusal.CELL_DOES_NOT_READ),
        (zipped(f"{LINE}\n{LINE}".encode()), FileRefusal.SETTLEMENT_STANDS_TWICE),
    ],
)
def test_a_file_that_does_not_read_is_refused_and_kept_as_it_came(
    hospital: Hospital, content: bytes, code: FileRefusal
) -> None:
    assert detail(hospital, content).no(code.value)
    kept = models.HospitalFile.objects.get()
    assert kept.unread
    assert strongbox.unseal_data(bytes(kept.content), owner=f"hospital file {kept.number}") == content


def test_a_file_in_the_encoding_of_office_programs_is_read(hospital: Hospital) -> None:
    held(hospital.at, "1")
    answer = detail(hospital, zipped(f"{LINE}\r\n".encode("gb18030")), row("1"))
    assert statement_file.read_result(fetched(hospital, answer.output.file_qury_no)).rows == ()


def test_a_file_that_is_not_what_the_message_says_is_refused(hospital: Hospital) -> None:
    rows = [row("1")]
    answer = detail(hospital, statement_file.write_sent(rows), *rows, fixmedins_setl_cnt=2)
    assert answer.no(MedicalRefusal.FILE_DIFFERS_FROM_STATEMENT.value)


def applies(hospital: Hospital, **members: Any) -> Answer:
    day = day_of(hospital.at)
    plain: dict[str, Any] = {
        "clr_type": "11", "setlym": day.strftime("%Y%m"), "psntime": 1, "medfee_sumamt": Fen(1_000),
        "med_sumfee": Fen(1_000), "fund_appy_sum": Fen(500), "cash_payamt": Fen(400), "acct_pay": Fen(100),
        "begndate": day, "enddate": day,
    }  # fmt: skip
    return hospital.send("3203", statement.ClearingApplication(**plain | members))


def test_an_application_is_kept_once_and_taken_back(hospital: Hospital) -> None:
    held(hospital.at, "1")
    number = applies(hospital).output.clr_appy_evt_id
    assert applies(hospital).no(MedicalRefusal.APPLICATION_STANDS_ALREADY.value)
    body = statement.ClearingApplied(clr_appy_evt_id=number)
    assert hospital.send("3204", body).head.succeeded
    assert hospital.send("3204", body).no(MedicalRefusal.APPLICATION_IS_UNKNOWN.value)
    assert applies(hospital).head.succeeded
    assert models.Application.objects.filter(withdrawn_at=None).count() == 1


def test_an_application_for_more_than_we_hold_is_refused(hospital: Hospital) -> None:
    held(hospital.at, "1")
    assert applies(hospital, fund_appy_sum=Fen(501)).no(MedicalRefusal.APPLICATION_DIFFERS_FROM_BOOKS.value)


def listed(hospital: Hospital, startrow: int = 1, **members: str) -> Any:
    day = day_of(hospital.at)
    plain = {"trt_year": f"{day.year}", "trt_month": f"{day.month:02}"}
    return hospital.send("3260", monthly.SplitQuery(startrow=startrow, **plain | members))


def confirms(hospital: Hospital, rows: Any, **members: Any) -> Answer:
    day = day_of(hospital.at)
    head = monthly.Confirmations(trt_year=f"{day.year}", trt_month=f"{day.month:02}", totalrow=len(rows))
    names = ("mdtrt_id", "mdtrt_setl_time", "setl_sn", "medfee_sumamt", "optins_pay_sumamt")
    chosen = tuple(
        monthly.Confirmation(**{"cnfm_flag": "1"} | {name: getattr(one, name) for name in names} | members)
        for one in rows
    )
    return hospital.send("3261", monthly.SplitConfirmation(data=head, detail=chosen))


def undoes(hospital: Hospital, otransid: str) -> Answer:
    day = day_of(hospital.at)
    body = monthly.SplitUndoing(trt_year=f"{day.year}", trt_month=f"{day.month:02}", otransid=otransid)
    return hospital.send("3262", body)


def test_a_month_is_listed_a_hundred_rows_at_a_time(hospital: Hospital) -> None:
    for number in range(102):
        held(hospital.at, f"{number:03}")
    first, rest = listed(hospital, 1).output.data, listed(hospital, 101).output.data
    assert (len(first), len(rest), rest[0].seqno, rest[-1].setl_sn) == (100, 2, 101, "101")
    assert (first[0].optins_pay_sumamt, first[0].certno, listed(hospital, 0).output.data == first) == (600, "", True)
    assert listed(hospital, trt_year="2031").output.data == ()
    assert listed(hospital, trt_month="13").no(MedicalRefusal.MONTH_DOES_NOT_READ.value)


def test_a_month_is_confirmed_and_taken_back_by_the_number_of_the_reply(hospital: Hospital) -> None:
    held(hospital.at, "1"), held(hospital.at, "2")
    rows = listed(hospital).output.data
    first, second = confirms(hospital, rows[:1]), confirms(hospital, rows[1:])
    assert models.MonthConfirmed.objects.count() == 2
    assert undoes(hospital, first.head.inf_refmsgid).head.succeeded
    assert [one.settlement.number for one in models.MonthConfirmed.objects.all()] == ["2"]
    assert undoes(hospital, first.head.inf_refmsgid).no(MedicalRefusal.CONFIRMATION_IS_UNKNOWN.value)
    assert confirms(hospital, rows).head.succeeded
    assert undoes(hospital, monthly.EVERYTHING).head.succeeded
    assert (models.MonthConfirmed.objects.count(), second.head.succeeded) == (0, True)


def test_what_is_not_of_the_month_or_of_other_amounts_is_not_confirmed(hospital: Hospital) -> None:
    held(hospital.at, "1")
    rows = listed(hospital).output.data
    for wrong in ({"setl_sn": "9"}, {"medfee_sumamt": Fen(1)}, {"optins_pay_sumamt": Fen(1)}):
        assert confirms(hospital, rows, **wrong).no(MedicalRefusal.CONFIRMATION_DIFFERS_FROM_BOOKS.value)
    assert models.MonthConfirmed.objects.count() == 0


@pytest.mark.parametrize(("month", "last"), [("2026-02", 28), ("2026-12", 31), ("2024-02", 29)])
def test_a_month_ends_with_its_last_day(month: str, last: int) -> None:
    assert statements.last_of(date.fromisoformat(f"{month}-01")).day == last


def test_a_period_costs_two_queries_for_any_number(hospital: Hospital, django_assert_num_queries: Any) -> None:
    for number in range(5):
        held(hospital.at, f"{number}")
    said = Said(models.Institution.objects.get(), THEIRS, "M", hospital.at)
    with django_assert_num_queries(2):
        found = statements.held(said=said, period=statements.Period(day_of(hospital.at), day_of(hospital.at)))
    assert len(found) == 5
