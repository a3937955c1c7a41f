"""What the law asks, in sentences over the form of a step; and the courts that may confirm an agreement."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext, gettext_noop

from pilin.modules.mediation import queries
from pilin.modules.mediation.rules import agreement
from pilin.modules.mediation.rules.advice import ADVICE
from pilin.modules.mediation.rules.cases import Case
from pilin.web.languages import several
from pilin.web.sentences import say
from pilin.web.sides import Sides

SENTENCES: Mapping[str, str] = {
    "voluntary": gettext_noop(
        "调解自愿：每一方当事人都同意才能开始，任何一方明确拒绝，调解即告终止（人民调解法 3、17、23）。"
    ),
    "closed": gettext_noop("调解默认不公开；双方当事人都要求公开的，才公开进行（人民调解法 23）。"),
    "guests": gettext_noop("邀请亲属、邻里、同事或有专门知识的人，须征得双方当事人同意（人民调解法 20）。"),
    "danger": gettext_noop(
        "有激化可能的，采取预防措施；可能引起治安案件、刑事案件的，立即向公安机关报告。"
        "紧急情况先打 110（人民调解法 25）。"
    ),
    "ends": gettext_noop("办理后调解终止，双方节点同时看到。"),
    "other_ways": gettext_noop("须告知当事人：可以依法通过仲裁、行政、司法等途径维护自己的权利（人民调解法 26）。"),
    "contents": gettext_noop(
        "协议书载明：当事人的基本情况；纠纷的主要事实、争议事项以及各方责任；协议内容，"
        "履行的方式、期限（人民调解法 29）。"
    ),
    "effect": gettext_noop(
        "书面协议自各方签名、盖章或按指印，调解员签名并加盖调委会印章之日起生效；"
        "口头协议自达成之日起生效（人民调解法 29、30）。"
    ),
    "confirmation": gettext_noop(
        "自生效之日起三十日内，双方当事人可以共同向人民法院申请司法确认（人民调解法 33、民事诉讼法 205）。"
    ),
    "together": gettext_noop("司法确认须由双方当事人共同申请，可以书面，也可以口头（民诉法解释 353）。"),
    "papers": gettext_noop(
        "材料：调解协议、调委会主持调解的证明、与协议相关的财产权利证明、"
        "双方当事人的身份和联系方式材料（民诉法解释 354）。原件由当事人交法院，不录入本系统。"
    ),
    "twice": gettext_noop(
        "两个调委会所在地的法院都有管辖权；不要向两家重复申请，重复的由先立案的法院管辖（民诉法解释 352）。"
    ),
    "after_rejection": gettext_noop(
        "裁定驳回的，当事人可以变更原协议、达成新的协议，也可以向人民法院起诉（民事诉讼法 206）。"
    ),
    "unperformed": gettext_noop(
        "经司法确认的协议，对方可以申请强制执行；未经确认的，可以就协议的履行或内容起诉（人民调解法 32、33）。"
    ),
    "joining": gettext_noop("同一纠纷两边都登记了的，并入先登记的一件：双方各填同一件，两边签署后只用它的编码。"),
}


def sentence(name: str) -> str:
    """Return one of the sentences in the reader's language."""
    return gettext(SENTENCES[name])


def advice_for(step: str, case: Case, scene: Sides, *, day: date) -> list[str]:
    """Return what is to be read before a step: the law, and for a filing the courts and what stands in its way."""
    said = [sentence(name) for name in ADVICE.get(step, ())]
    return [*courts_in_words(case, scene, day=day), *said] if step == "file" else said


def courts_in_words(case: Case, scene: Sides, *, day: date) -> list[str]:
    """Return which courts may confirm an agreement, or why none does; the names of courts are not verified."""
    why = agreement.why_not_for_courts(case, day=day, calendar=queries.calendar_of([*case.roles.values()]))
    if why:
        return [say(why, {"until": str(case.agreed.get("confirm_until", ""))}).sentence]
    names = several(gettext("%(side)s人民法院") % {"side": scene.name(one.node)} for one in agreement.courts(case))
    told = gettext(
        "有管辖权的法院：%(names)s（调委会所在地、当事人住所地；标的物在别处的，也可以向当地法院申请。名称未核实）。"
    )
    return [told % {"names": names}]
