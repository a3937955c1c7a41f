"""Explanations in plain words: a sentence for each step, in the reader's language, and names of the closed lists."""

from collections.abc import Mapping
from typing import Protocol

from django.utils.translation import gettext, gettext_noop

from pilin.base.money import Fen, yuan_text
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.explain import Said, Step
from pilin.modules.medical.rules.policy import Title
from pilin.modules.medical.rules.words import Care, Filing, Fund
from pilin.web.languages import titled

CARES: Mapping[str, str] = {
    Care.OUTPATIENT: gettext_noop("普通门诊"),
    Care.CHRONIC: gettext_noop("门诊慢特病"),
    Care.INPATIENT: gettext_noop("住院"),
}
LEVELS: Mapping[int, str] = {
    1: gettext_noop("一级医院（社区、乡镇）"),
    2: gettext_noop("二级医院"),
    3: gettext_noop("三级医院"),
}
FILINGS: Mapping[str, str] = {
    Filing.LOCAL: gettext_noop("在参保地就医"),
    Filing.LONG_TERM: gettext_noop("异地长期居住，已备案"),
    Filing.REFERRED: gettext_noop("转诊，已备案"),
    Filing.EMERGENCY: gettext_noop("急诊抢救"),
    Filing.OTHER: gettext_noop("临时外出，没有备案"),
}
PAYERS: Mapping[str, str] = {
    Fund.BASIC: gettext_noop("统筹基金"),
    Fund.CIVIL_SERVANT: gettext_noop("公务员补助"),
    Fund.ENTERPRISE: gettext_noop("企业补充保险"),
    Fund.CATASTROPHIC: gettext_noop("大病保险"),
    Fund.LARGE_AMOUNT: gettext_noop("大额补助"),
    Fund.ASSISTANCE: gettext_noop("医疗救助"),
    Fund.OTHER: gettext_noop("其他基金"),
    Fund.DISABLED: gettext_noop("伤残人员基金"),
    explain.PERSON: gettext_noop("个人"),
    explain.SCOPE: gettext_noop("按待遇政策支付"),
    explain.HOSPITAL: gettext_noop("医院"),
    explain.ACCOUNT: gettext_noop("个人账户"),
    explain.RELATIVE: gettext_noop("家人的个人账户"),
    explain.CASH: gettext_noop("现金"),
}
SENTENCES: Mapping[Said, str] = {
    Said.LINE_FULL_SELF: gettext_noop("第 {line} 行 {item}：丙类或目录外，全额自费"),
    Said.LINE_USE_REFUSED: gettext_noop("第 {line} 行 {item}：限制使用而未获医院同意，全额自费"),
    Said.LINE_OVER_LIMIT: gettext_noop("第 {line} 行 {item}：单价超过限价 {price_max} 元的部分，自费"),
    Said.LINE_PRIOR_SELF: gettext_noop("第 {line} 行 {item}：乙类，先自付 {ratio}"),
    Said.LINE_IN_SCOPE: gettext_noop("第 {line} 行 {item}：在政策范围内"),
    Said.FULL_SELF: gettext_noop("目录以外的费用，全额自费"),
    Said.OVER_LIMIT: gettext_noop("超过限价的部分，自费"),
    Said.PRIOR_SELF: gettext_noop("乙类项目先自付的部分"),
    Said.DEDUCTIBLE_OF_YEAR: gettext_noop(
        "一年的起付线是 {standard} 元，此前已经承担 {used} 元，这次先由个人承担 {amount} 元。"
    ),
    Said.DEDUCTIBLE_OF_ADMISSION: gettext_noop(
        "一年里第 {admission} 次住院，起付线是 {standard} 元，本次住院此前已经承担 {charged} 元，"
        "这次先由个人承担 {amount} 元。"
    ),
    Said.BASIC: gettext_noop("起付线以上的 {base} 元，{group}在{level}，支付 {ratio}"),
    Said.BASIC_BY_FACTOR: gettext_noop(
        "起付线以上的 {base} 元，{group}在{level}本应支付 {ratio}；{filing}，再乘以 {factor}"
    ),
    Said.BASIC_BY_POINTS: gettext_noop(
        "起付线以上的 {base} 元，{group}在{level}本应支付 {ratio}；{filing}，减去 {points}"
    ),
    Said.CEILING: gettext_noop(
        "{ceiling}是 {limit} 元，此前已经支付 {paid} 元；超过限额的费用 {amount} 元，统筹基金不再支付。"
    ),
    Said.LAYER: gettext_noop("全年累计超过 {start} 元的部分，这次有 {base} 元，支付 {ratio}"),
    Said.LAYER_CEILING: gettext_noop("全年最多支付 {limit} 元，此前已经支付 {paid} 元，超出的部分不再支付"),
    Said.BURDEN: gettext_noop("政策范围内其余的部分（含起付线）"),
    Said.HOSPITAL: gettext_noop("由医院承担"),
    Said.ACCOUNT: gettext_noop("其中由个人账户支付，支付前余额 {balance} 元"),
    Said.RELATIVE: gettext_noop("其中由家人的个人账户支付，支付前余额 {balance} 元"),
    Said.CASH: gettext_noop("其中由个人现金支付"),
}
FIRST: Mapping[Said, str] = {
    Said.DEDUCTIBLE_OF_YEAR: gettext_noop("一年的起付线是 {standard} 元，这次先由个人承担 {amount} 元。"),
    Said.DEDUCTIBLE_OF_ADMISSION: gettext_noop(
        "一年里第 {admission} 次住院，起付线是 {standard} 元，这次先由个人承担 {amount} 元。"
    ),
    Said.CEILING: gettext_noop("{ceiling}是 {limit} 元；超过限额的费用 {amount} 元，统筹基金不再支付。"),
    Said.LAYER: gettext_noop("其余的 {base} 元，支付 {ratio}"),
    Said.LAYER_CEILING: gettext_noop("全年最多支付 {limit} 元，超出的部分不再支付"),
}
"""Shorter sentences where nothing was borne or paid before, and where a layer begins with the first yuan."""
_BEFORE = {
    Said.DEDUCTIBLE_OF_YEAR: "used_fen",
    Said.DEDUCTIBLE_OF_ADMISSION: "charged_fen",
    Said.CEILING: "paid_fen",
    Said.LAYER: "from_fen",
    Said.LAYER_CEILING: "paid_fen",
}
_FACTS = {
    "standard_fen": "standard",
    "used_fen": "used",
    "charged_fen": "charged",
    "base_fen": "base",
    "ceiling_fen": "limit",
    "paid_fen": "paid",
    "from_fen": "start",
    "balance_fen": "balance",
    "ratio_bp": "ratio",
    "factor_bp": "factor",
    "points_bp": "points",
}
"""By fact the place in a sentence; facts in fen are said in yuan, facts in basis points in per cent."""


class Titles(Protocol):
    """What a policy calls its groups of persons and its ceilings."""

    @property
    def person_groups(self) -> Mapping[str, Title]:
        """Return the titles of groups by name."""

    @property
    def ceiling_titles(self) -> Mapping[str, Title]:
        """Return the titles of ceilings by name."""


def sentence(step: Step, policy: Titles) -> str:
    """Return a step as people read it; groups and ceilings by the titles of the policy."""
    said: dict[str, object] = {"amount": yuan_text(Fen(step.fen))}
    for name, value in step.facts.items():
        if name.endswith("_fen"):
            said[_FACTS.get(name, name)] = yuan_text(Fen(int(value)))
        elif name.endswith("_bp"):
            said[_FACTS[name]] = percent(int(value))
        else:
            said[name] = _named(name, value, policy)
    is_first = step.said in FIRST and not step.facts[_BEFORE[step.said]]
    return gettext((FIRST if is_first else SENTENCES)[step.said]).format(**said)


def payer(step: Step) -> str:
    """Return who pays, in words."""
    return gettext(PAYERS[step.payer])


def percent(ratio_bp: int) -> str:
    """Write basis points as per cent, without zeros that say nothing."""
    whole, part = divmod(ratio_bp, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "%"


def price(text: str) -> str:
    """Write a unit price in yuan, to the fen at least and without idle zeros: the grammar has six places."""
    whole, point, part = text.partition(".")
    return f"{whole}{point}{part[:2].ljust(2, '0')}{part[2:].rstrip('0')}" if point else whole


def _named(name: str, value: object, policy: Titles) -> object:
    """Return what a fact is called: a level, a filing, a group of persons, a ceiling."""
    if name == "level":
        return gettext(LEVELS[int(str(value))])
    if name == "filing":
        return gettext(FILINGS[str(value)])
    if name == "price_max":
        return price(str(value))
    if name in {"group", "ceiling"}:
        titles = policy.person_groups if name == "group" else policy.ceiling_titles
        return titled(titles[str(value)]) if str(value) in titles else value
    return value
