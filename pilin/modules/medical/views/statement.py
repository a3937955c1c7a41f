"""The explanation of a settlement (结算说明) in words: what fell where, who pays what by which rule, who signed.

A page and a paper show the same values. It is made for the patient: a code stands where a name would.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_noop

from pilin.base.money import Fen, yuan_text
from pilin.modules.medical.queries import explanations
from pilin.modules.medical.queries.explanations import Facts
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.explain import Said, Step
from pilin.modules.medical.rules.explained import Explained, Line
from pilin.modules.medical.rules.listing import short_code
from pilin.modules.medical.rules.policy import Policy, Title
from pilin.modules.medical.views import sentences, words
from pilin.modules.medical.views.citing import cited
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import apart, bracketed, labelled, titled
from pilin.web.sides import Sides

ILLUSTRATIVE = gettext_noop("待遇参数为演示而写，未经官方文件核对，不作为报销依据")
_LINE: Mapping[Said, str] = {
    Said.LINE_FULL_SELF: gettext_noop("丙类或目录外，全额自费 {amount} 元"),
    Said.LINE_USE_REFUSED: gettext_noop("限制使用而未获医院同意，全额自费 {amount} 元"),
    Said.LINE_OVER_LIMIT: gettext_noop("单价超过限价 {price_max} 元的部分自费 {amount} 元"),
    Said.LINE_PRIOR_SELF: gettext_noop("先自付 {ratio}，计 {amount} 元"),
    Said.LINE_IN_SCOPE: gettext_noop("{amount} 元在政策范围内"),
}
_SUMS: Sequence[tuple[str, str]] = (
    ("medfee_sumamt", gettext_noop("总费用")),
    ("fund_pay_sumamt", gettext_noop("医保基金支付")),
    ("hosp_part_amt", gettext_noop("医院承担")),
    ("psn_part_amt", gettext_noop("个人负担")),
    ("acct_pay", gettext_noop("其中个人账户支付")),
    ("acct_mulaid_pay", gettext_noop("其中家人个人账户支付")),
    ("psn_cash_pay", gettext_noop("其中现金支付")),
)
_ALWAYS = ("medfee_sumamt", "fund_pay_sumamt", "psn_part_amt", "psn_cash_pay")


@dataclass(frozen=True)
class Half:
    """Who computed and signed a half: the side, what it did, and the hash of the signed fact."""

    side: str
    did: str
    digest: str


@dataclass(frozen=True)
class Statement:
    """The explanation as page and paper show it; `sums` are name and amount, `mark` the word that it is made up."""

    code: str
    facts: Sequence[tuple[str, str]]
    halves: Sequence[Half]
    lines: Table
    steps: Table
    sums: Sequence[tuple[str, Fen]]
    mark: str = ""
    digest: str = ""
    lines_foot: Sequence[Cell] = ()
    answer: str = ""


@dataclass(frozen=True)
class _Untitled:
    """Stands for a policy that this node does not hold: its groups and ceilings are told by their names."""

    person_groups: Mapping[str, Title] = field(default_factory=dict)
    ceiling_titles: Mapping[str, Title] = field(default_factory=dict)


def facts(found: Facts, scene: Sides) -> list[tuple[str, str]]:
    """Return what everybody who may read sees of a settlement: nothing that tells who the patient is."""
    one = found.settlement
    place = bracketed(found.institution_name, one.institution) if found.institution_name else one.institution
    rows = [
        (gettext("取件码"), short_code(one.id)),
        (gettext("就医地结算编号"), found.number),
        (gettext("就医机构"), f"{scene.name(one.care)} · {place}"),
        (gettext("参保地与险种"), f"{scene.name(one.insured)} · {words.insurance_word(one.insurance)}"),
        (gettext("就医日期"), one.day.isoformat()),
    ]
    return [(label, text) for label, text in rows if text]


def halves(found: Facts, scene: Sides) -> list[Half]:
    """Return both halves with the side that signed each; the one not answered yet is not there."""
    signed = []
    if found.asked:
        did = gettext("按就医地目录拆分费用") if found.sign > 0 else gettext("提出退费")
        signed.append(Half(scene.name(found.asked.author), did, found.asked.hash))
    if found.answered:
        did = gettext("按参保地政策计算支付")
        signed.append(Half(scene.name(found.answered.author), did, found.answered.hash))
    return signed


def statement(found: Facts, told: Explained, scene: Sides) -> Statement:
    """Return the explanation of a settlement in the reader's language; three queries."""
    policy = explanations.policy_by(told.policy.digest) if told.policy else None
    names = explanations.item_names({line.item for line in told.lines})
    cited = [(gettext("待遇政策"), _policy_words(told, policy))] if told.policy else []
    return Statement(
        code=short_code(found.settlement.id),
        facts=[*facts(found, scene), *cited],
        halves=halves(found, scene),
        lines=_lines(told.lines, names),
        lines_foot=(
            gettext("合计"), None, Fen(sum(line.fen for line in told.lines)),
            Fen(sum(line.in_scope_fen for line in told.lines)),
        ),
        steps=_steps(told, policy or _Untitled()),
        sums=_sums(told.amounts or {}),
        mark=gettext(ILLUSTRATIVE) if told.illustrative else "",
        digest=found.settlement.answer or found.settlement.event,
        answer=_answer(told.amounts or {}),
    )  # fmt: skip


def _answer(amounts: Mapping[str, int]) -> str:
    if not amounts:
        return ""
    said = gettext("一共 {total} 元：基金付 {fund} 元，自己付 {person} 元（个人账户 {account} 元，现金 {cash} 元）。")
    accounts = amounts["acct_pay"] + amounts["acct_mulaid_pay"]
    return said.format(
        total=_yuan(amounts["medfee_sumamt"]), fund=_yuan(amounts["fund_pay_sumamt"]),
        person=_yuan(amounts["psn_part_amt"]), account=_yuan(accounts), cash=_yuan(amounts["psn_cash_pay"]),
    )  # fmt: skip


def _policy_words(told: Explained, policy: Policy | None) -> str:
    assert told.policy is not None, "asked only where a policy is cited"
    version = gettext("第 %(number)s 版") % {"number": told.policy.number}
    title = titled(policy.title) if policy else f"{told.policy.side}-{told.policy.insurance}"
    return bracketed(title, apart([version, told.policy.digest[:16]]))


def _lines(lines: Sequence[Line], names: Mapping[str, str]) -> Table:
    columns = [
        Column(gettext("费用项目")),
        Column(gettext("按就医地目录归到哪里")),
        Column(gettext("金额"), "money"),
        Column(gettext("政策范围内"), "money"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            f"{line.number}. {names.get(line.item, line.item)}",
            bracketed(labelled(words.grade_word(line.grade), _told(line)), line.rule),
            Fen(line.fen),
            Fen(line.in_scope_fen),
        )
        for line in lines
    ]
    empty = gettext("费用明细的保存期限已过，已经销毁；签署过的事实与金额仍在。")
    return Table(gettext("费用怎样归类（就医地计算并签署）"), columns, rows, empty)


def _told(line: Line) -> str:
    """Return in one text where the parts of a line fell."""
    return apart(_line_words(step) for step in line.steps)


def _line_words(step: Step) -> str:
    ratio = sentences.percent(int(step.facts.get("ratio_bp", 0)))
    return gettext(_LINE[step.said]).format(
        amount=_yuan(step.fen), ratio=ratio, price_max=sentences.price(str(step.facts.get("price_max", "")))
    )


def _steps(told: Explained, policy: sentences.Titles) -> Table:
    columns = [
        Column(gettext("为什么")),
        Column(gettext("谁付")),
        Column(gettext("金额"), "money"),
        Column(gettext("政策条目")),
    ]
    rows: list[Sequence[Cell]] = [
        (
            sentences.sentence(step, policy),
            None if step.said in explain.WHY else sentences.payer(step),
            None if step.said in explain.WHY else Fen(step.fen),
            cited(step.rule) or None,
        )
        for step in told.steps
    ]
    empty = gettext("还没有参保地的计算：尚未答复，或保存期限已过而已销毁。")
    return Table(gettext("每一元由谁付、为什么（参保地计算并签署）"), columns, rows, empty)


def _sums(amounts: Mapping[str, int]) -> list[tuple[str, Fen]]:
    shown = [(name, word) for name, word in _SUMS if amounts.get(name) or (amounts and name in _ALWAYS)]
    return [(gettext(word), Fen(amounts[name])) for name, word in shown]


def _yuan(fen: int) -> str:
    return yuan_text(Fen(fen))


def link(settlement: str, url: str) -> LinkTo:
    """Return a settlement's code as a link to its page."""
    return LinkTo(short_code(settlement), url)
