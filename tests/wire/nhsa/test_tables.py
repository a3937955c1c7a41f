"""Every class says of its fields what the interface's table says, and is more lenient only where the table notes it."""

import pytest

from pilin.wire.nhsa import (
    envelope,
    fees,
    files,
    filing,
    inpatient,
    monthly,
    outpatient,
    person,
    reverse,
    settlement,
    sign,
    statement,
)
from pilin.wire.nhsa.fields import Field, fields_of, type_of
from tests.wire.nhsa import tables
from tests.wire.nhsa import tables_of_money as money

CLASSES: list[tuple[type, str]] = [
    (envelope.Head, tables.ENVELOPE),
    (sign.SignIn, tables.SIGN_IN),
    (sign.SignedIn, tables.SIGNED_IN),
    (sign.SignOut, tables.SIGN_OUT),
    (person.PersonQuery, tables.PERSON_QUERY),
    (person.Person, tables.PERSON),
    (person.Insurance, tables.INSURANCE),
    (person.Standing, tables.STANDING),
    (person.EntitlementQuery, tables.ENTITLEMENT_QUERY),
    (outpatient.Registration, tables.REGISTRATION),
    (outpatient.Registered, tables.REGISTERED),
    (outpatient.RegistrationCancel, tables.REGISTRATION_CANCEL),
    (outpatient.VisitInfo, tables.VISIT_INFO),
    (outpatient.VisitDiagnosis, tables.VISIT_DIAGNOSIS),
    (outpatient.FeeWithdrawal, tables.FEE_WITHDRAWAL),
    (outpatient.OutpatientPresettlement, tables.PRESETTLEMENT),
    (outpatient.OutpatientSettlement, tables.SETTLEMENT),
    (fees.OutpatientLine, tables.OUTPATIENT_LINE),
    (fees.InpatientLine, tables.INPATIENT_LINE),
    (fees.SplitLine, tables.SPLIT_LINE),
    (settlement.Cancel, tables.CANCEL),
    (settlement.SetlInfo, money.SETLINFO),
    (settlement.SetlDetail, money.SETLDETAIL),
    (inpatient.AdmissionInfo, tables.ADMISSION),
    (inpatient.StayDiagnosis, tables.STAY_DIAGNOSIS),
    (inpatient.DischargeInfo, tables.DISCHARGE),
    (inpatient.Stay, tables.STAY),
    (inpatient.LineWithdrawal, tables.LINE_WITHDRAWAL),
    (inpatient.StayPresettlement, tables.STAY_PRESETTLEMENT),
    (inpatient.StaySettlement, tables.STAY_SETTLEMENT),
    (reverse.Reversal, tables.REVERSAL),
    (statement.StatementTotal, money.TOTAL),
    (statement.StatementInfo, money.STATEMENT_INFO),
    (statement.StatementDetail, money.DETAIL),
    (statement.ResultFile, money.RESULT_FILE),
    (statement.ClearingApplication, money.CLEARING),
    (filing.ReferralFiling, money.REFERRAL),
    (filing.ChronicEntitlement, money.CHRONIC),
    (monthly.SplitRow, money.SPLIT_ROW),
    (monthly.Confirmation, money.CONFIRMATION),
    (files.Upload, money.UPLOAD),
    (files.Download, money.DOWNLOAD),
]


def spelled(one: Field) -> str:
    """Return a field as a table spells it."""
    said = "" if one.kind is None else type_of(one.kind)
    return f"{said} Y" if one.is_required else said


def written(table: str) -> dict[str, str]:
    """Return what a table says of each field, as we mean to read it."""
    rows = (line.partition(" ") for line in table.splitlines() if line)
    return {name: said.partition(" as ")[2] or said for name, _, said in rows}


@pytest.mark.parametrize(("kind", "table"), CLASSES, ids=lambda one: getattr(one, "__name__", ""))
def test_a_class_says_what_its_table_says(kind: type, table: str) -> None:
    said = {one.name: spelled(one) for one in fields_of(kind)}
    assert {name: said.get(name) for name in written(table)} == written(table)


@pytest.mark.parametrize(("kind", "table"), CLASSES, ids=lambda one: getattr(one, "__name__", ""))
def test_nothing_is_required_that_no_table_requires(kind: type, table: str) -> None:
    required = {one.name for one in fields_of(kind) if one.is_required}
    assert required <= {name for name, said in written(table).items() if said.endswith(" Y")}


def test_leniency_is_never_the_other_way_round() -> None:
    """A longer text or a field that may be blank; never a shorter one, never one that a table lets be blank."""
    rows = [line for _, table in CLASSES for line in table.splitlines() if " as " in line]
    for row in rows:
        strict, _, lenient = row.partition(" ")[2].partition(" as ")
        assert not (lenient.endswith(" Y") and not strict.endswith(" Y")), row
        first, second = strict.split()[0], lenient.split()[0]
        assert first == second or (first[0] == second[0] == "C" and int(first[1:]) < int(second[1:])), row
    assert len(rows) > 30
