"""Code lists and pools are reference data: what they hold, how a local code is looked up, which lists are closed."""

import pytest

from pilin.wire.nhsa import codes, registry
from pilin.wire.nhsa.codes import Region
from pilin.wire.nhsa.fields import Text, fields_of


def kinds() -> set[str]:
    """Return the names of the lists that fields refer to."""
    found, classes = set(), [shape.kind for one in registry.TRANSACTIONS for shape in (one.request, one.reply)]
    while classes:
        for one in fields_of(classes.pop()):
            classes += [one.inner] if one.inner is not None else []
            if isinstance(one.kind, Text) and one.kind.codes:
                found.add(one.kind.codes)
    return found


def test_every_list_that_a_field_names_is_there_and_has_codes() -> None:
    assert kinds() <= set(codes.lists())
    assert [one.name for one in codes.lists().values() if not one.titles] == []


@pytest.mark.parametrize(
    ("name", "code", "title"),
    [
        ("insutype", "310", "职工基本医疗保险"),
        ("insutype", "39999", "其他特殊人员医疗保障"),
        ("med_type", "11", "普通门诊"),
        ("med_type", "140104", "门诊慢特病"),
        ("med_type", "9902", "地方类别"),
        ("psn_type", "116032", "在职"),
        ("psn_type", "1403", "中小学生"),
        ("clr_type", "9902", "其他"),
        ("fund_pay_type", "999996", "医院负担"),
        ("mdtrt_cert_type", "77", ""),
        ("med_type", "", ""),
    ],
)
def test_a_code_is_called_by_its_whole_or_by_its_leading_digits(name: str, code: str, title: str) -> None:
    assert codes.lists()[name].title(code) == title


def test_titles_are_there_in_both_languages() -> None:
    assert codes.lists()["insutype"].title("390", language="en") == "resident basic medical insurance"
    assert all(zh and en for one in codes.lists().values() for zh, en in one.titles.values())


def test_what_regions_extend_is_open_and_what_decides_is_closed() -> None:
    closed = {one.name for one in codes.lists().values() if one.is_closed}
    assert closed == {
        *("flag", "insutype", "gend", "diag_type", "opter_type", "refd_setl_flag", "hosp_appr_flag", "cnfm_flag"),
    }


def test_every_transaction_is_called_something_and_nothing_else_is() -> None:
    assert {*codes.lists()["infno"].titles} == {one.infno for one in registry.TRANSACTIONS}
    assert registry.BY_NUMBER["2207A"].title() == "门诊结算"
    assert registry.BY_NUMBER["2207"].title(language="en") == "outpatient settlement"
    assert codes.lists()["infno"].title("2203A") == "门诊就诊信息上传"


@pytest.mark.parametrize(
    ("admdvs", "pool"),
    [("310116", "31"), ("310000", "31"), ("330482", "3304"), ("330499", "3304"), ("131199", "1311"), ("", "")],
)
def test_a_division_code_names_a_pool(admdvs: str, pool: str) -> None:
    assert codes.pool_of(admdvs) == pool


def test_pools_are_data() -> None:
    """A province that pools as a whole is a row of the table."""
    whole = {"": 4, "33": 2}
    assert codes.region("330482", "330105") is Region.CROSS
    assert codes.region("330482", "330105", whole) is Region.LOCAL
    assert codes.region("330482", "", whole) is Region.UNSTATED
