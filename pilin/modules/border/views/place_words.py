"""What the page of "which side?" says: the answer in one line, the reason, and what to do next."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, gettext_noop

from pilin.kernel.organisations.rules import Siding, Whose, Why
from pilin.web.languages import several

HEADLINES: Mapping[Whose, str] = {
    Whose.OURS: gettext_noop("归我方：%(sides)s"),
    Whose.THEIRS: gettext_noop("归对方：%(sides)s"),
    Whose.BOTH: gettext_noop("双方共同负责：%(sides)s"),
    Whose.UNKNOWN: gettext_noop("无法确定归哪一方"),
}

REASONS: Mapping[Why, str] = {
    Why.ON_THE_LINE: gettext_noop("这里就在边界线上；线本身属于双方。任一方先接到先处理，另一方同时知情。"),
    Why.IN_THE_JOINT_BAND: gettext_noop("这里在共管带内，双方已约定共同负责。任一方先接到先处理，另一方同时知情。"),
    Why.WITHIN_THE_AREA: gettext_noop("这一点在该方的范围之内。"),
    Why.BESIDE_THE_LINE: gettext_noop("这一点在边界线的这一侧（未导入双方范围，只按线判断）。"),
    Why.OF_THE_SIDE: gettext_noop("名录中这个地方由该方登记。"),
    Why.SHARED_PLACE: gettext_noop("名录中这个地方由双方共同登记，例如作为界线的河或路。"),
    Why.CARRIED_ON: gettext_noop("这个地方已撤并，由%(through)s承继，按承继者判断。"),
    Why.OUTSIDE_BOTH_AREAS: gettext_noop("这一点不在任何一方的范围之内。请核对坐标和坐标系。"),
    Why.AREAS_OVERLAP: gettext_noop("双方提供的范围在这里重叠，不能替任何一方判断。请双方核对边界线数据。"),
    Why.BEYOND_THE_ENDS: gettext_noop("这里在这条边界的两端之外，线不能说明归谁。请核对里程或坐标。"),
    Why.TOO_FAR_AWAY: gettext_noop(
        "这里离边界线超过 15 公里，只凭线不能判断。请核对坐标，或请双方在边界线数据中加入范围。"
    ),
    Why.NO_LINE_IS_SIGNED: gettext_noop(
        "双方还没有签署边界线数据，不能按坐标判断。请先按村或场所查；管理员可用 pilin import-boundary 导入。"
    ),
    Why.PLACE_IS_NOT_KNOWN: gettext_noop("名录里没有这个地方。请由所属一方先登记。"),
    Why.NOTHING_CARRIES_IT_ON: gettext_noop("这个地方已撤销，名录没有写明由谁承继。请由原登记的一方补登。"),
}


def headline(whose: Whose, sides: str) -> str:
    """Return the answer in one line."""
    return gettext(HEADLINES[whose]) % {"sides": sides}


def reason(found: Siding, through: Sequence[str]) -> str:
    """Return why, and what to do next; `through` are the names of what carries a place on."""
    return gettext(REASONS[found.why]) % {"through": several(through)}
