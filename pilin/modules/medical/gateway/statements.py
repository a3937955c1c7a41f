"""What the transactions of statements do: totals, files, applications, and the monthly confirmation."""

from typing import Any

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.modules.medical.actions import answering, statements
from pilin.modules.medical.actions.answering import Key
from pilin.modules.medical.actions.statements import RESULTS, Period
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.gateway import region
from pilin.modules.medical.rules import statements as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.statements import Result, Sums, Words
from pilin.wire.nhsa import envelope, files, monthly, statement
from pilin.wire.nhsa.transactions import Nothing

NOTHING = Nothing()
_HOSPITAL = "0"


def check_total(said: Said, body: statement.StatementTotal) -> statement.StatementInfo:
    """Compare totals; where they differ, say ours in fen: count, whole, fund, account."""
    period = Period(
        body.stmt_begndate, body.stmt_enddate, body.insutype, body.clr_type, refunds=body.includes_refunds
    )  # fmt: skip
    theirs = Sums(body.fixmedins_setl_cnt, body.medfee_sumamt, body.fund_pay_sumamt, body.acct_pay)
    result, ours = statements.check_total(
        said=said, agency=body.setl_optins, period=period, theirs=theirs, words=_words()
    )
    told = "" if result is Result.BALANCED else f"{ours.rows}/{ours.total_fen}/{ours.fund_fen}/{ours.account_fen}"
    return statement.StatementInfo(setl_optins=body.setl_optins, stmt_rslt=RESULTS[result], stmt_rslt_dscr=told)


def _words() -> Words:
    """Return how what we hold is said in the region of the hospital."""
    return rules.with_account if region.profile().funds_hold_account else rules.as_it_is


def check_detail(said: Said, body: statement.StatementDetail) -> statement.ResultFile:
    """Compare a file row by row, and answer the name of ours."""
    refunds = body.refd_setl_flag != "0"
    period = Period(body.stmt_begndate, body.stmt_enddate, category=body.clr_type, refunds=refunds)
    theirs = Sums(body.fixmedins_setl_cnt, body.medfee_sumamt, body.fund_pay_sumamt, 0)
    file = statements.check_detail(
        said=said,
        agency=body.setl_optins,
        number=body.file_qury_no,
        period=period,
        theirs=theirs,
        words=_words(),
    )
    return statement.ResultFile(file_qury_no=file.number, filename=file.name, dld_endtime=file.ends_at)  # type: ignore[arg-type]


def take_file(said: Said, body: files.Upload) -> files.Uploaded:
    """Keep a file."""
    if body.fixmedins_code != said.institution.code:
        raise Refused(MedicalRefusal.FILE_IS_NOT_HERE, number=body.filename)
    kept = statements.take_file(said=said, name=body.filename, content=body.content)
    return files.Uploaded(
        file_qury_no=kept.number, filename=kept.name, fixmedins_code=said.institution.code, dld_endtime=kept.ends_at  # type: ignore[arg-type]
    )  # fmt: skip


def hand_file(said: Said, body: files.Download) -> bytes:
    """Hand a file out, as octets."""
    return statements.content_of(said=said, number=body.file_qury_no)


def apply(said: Said, body: statement.ClearingApplication) -> statement.ClearingApplied:
    """Keep an application for clearing."""
    month = f"{body.setlym[:4]}-{body.setlym[4:]}"
    theirs = Sums(body.psntime, body.medfee_sumamt, body.fund_appy_sum, body.acct_pay)
    kept = statements.apply(
        said=said, month=month, period=Period(body.begndate, body.enddate, category=body.clr_type),
        theirs=theirs, words=_words(),
    )  # fmt: skip
    return statement.ClearingApplied(clr_appy_evt_id=kept.number)


def withdraw(said: Said, body: statement.ClearingApplied) -> Nothing:
    """Take an application back."""
    statements.withdraw(said=said, number=body.clr_appy_evt_id)
    return NOTHING


def list_month(said: Said, body: monthly.SplitQuery) -> monthly.SplitRows:
    """Return a hundred rows from a row on; rows are counted from one, and zero is the first too."""
    begins = max(body.startrow - 1, 0)
    rows = statements.of_month(said=said, month=_month(body))[begins : begins + monthly.ROWS_MAX]
    times = statements.times_of([one.number for one in rows])
    return monthly.SplitRows(
        data=tuple(
            monthly.SplitRow(
                seqno=begins + number, mdtrtarea=said.institution.area, medins_no=said.institution.code,
                mdtrt_id=one.visit, mdtrt_setl_time=times[one.number], setl_sn=one.number,
                fulamt_advpay_flag=_HOSPITAL, medfee_sumamt=Fen(one.total_fen),
                optins_pay_sumamt=Fen(one.fund_fen + one.account_fen),
            )
            for number, one in enumerate(rows, start=1)
        )
    )  # fmt: skip


def confirm_month(said: Said, body: monthly.SplitConfirmation) -> Nothing:
    """Keep what the hospital confirms of a month."""
    rows = [(one.setl_sn, one.medfee_sumamt, one.optins_pay_sumamt, one.cnfm_flag) for one in body.detail]
    statements.confirm(said=said, month=_month(body.data), rows=rows)
    return NOTHING


def take_month_back(said: Said, body: monthly.SplitUndoing) -> Nothing:
    """Take back what one message confirmed, or all of the month."""
    month = _month(body)
    msgids = None if body.otransid == monthly.EVERYTHING else _answered_as(said, month, body.otransid)
    statements.unconfirm(said=said, month=month, msgids=msgids)
    return NOTHING


def _answered_as(said: Said, month: str, refmsgid: str) -> list[str]:
    """Return the messages of the month's confirmations to which our reply bore a number."""
    found = []
    for msgid in statements.confirming(said=said, month=month):
        reply = answering.reply_to(Key(said.institution.code, msgid))
        if reply is not None and envelope.read_reply(reply).head.inf_refmsgid == refmsgid:
            found.append(msgid)
    return found


def _month(body: Any) -> str:
    return f"{body.trt_year}-{body.trt_month}"
