"""Words for what the federation reports: links, lanes, kinds of messages, lengths of time."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, gettext_lazy, gettext_noop, ngettext, pgettext, pgettext_lazy

from pilin.kernel.federation.queries import LinkState
from pilin.web.components import Light, Tone

LANES = {"ask": gettext_noop("问答"), "work": gettext_noop("办理"), "bulk": gettext_noop("大件")}
MODES = {
    "introduced": gettext_noop("待签互联章程"),
    "open": gettext_noop("正常"),
    "paused": gettext_noop("维护中"),
    "halted": gettext_noop("已停止，待人工处理"),
    "recovering": gettext_noop("恢复中，只读"),
}
SCOPES = {
    "link": gettext_noop("连接"),
    "directory": gettext_noop("名录"),
    "documents": gettext_noop("文件"),
    "ledger": gettext_noop("账目"),
    "matters": gettext_noop("事项"),
    "observations": gettext_noop("监测"),
}
KINDS = {
    "document.offer": gettext_noop("提出文件"),
    "document.sign": gettext_noop("签署文件"),
    "document.decline": gettext_noop("拒绝文件"),
    "document.withdraw": gettext_noop("撤回文件"),
    "link.commitment": gettext_noop("对账承诺"),
    "matters.open": gettext_noop("发起事项"),
    "matters.step": gettext_noop("办理一步"),
    "matters.include": gettext_noop("纳入对方的一步"),
    "matters.time": gettext_noop("期限届满"),
    "matters.note": gettext_noop("附记"),
    "matters.provisional": gettext_noop("代行记录"),
    "matters.answer": gettext_noop("答复代行记录"),
    "directory.entries": gettext_noop("公布名录"),
    "ledger.claim": gettext_noop("提出应付款项"),
    "ledger.answer": gettext_noop("答复应付款项"),
    "ledger.post": gettext_noop("款项入账"),
    "ledger.void": gettext_noop("款项作废"),
    "petitions.file": gettext_noop("转送信访材料"),
    "petitions.paper": gettext_noop("送达信访文书"),
    "link.key": gettext_noop("更换密钥"),
    "link.refusal": gettext_noop("拒收"),
}
ROOMS = {
    "directory": gettext_noop("名录的公布"),
    "document": gettext_noop("文件的提出和签署"),
    "ledger": gettext_noop("账目往来"),
    "matters": gettext_noop("事项的发起和办理"),
    "petitions": gettext_noop("信访材料和文书"),
}
"""All messages of a room together, by its name in a clause."""
SUBJECTS = {
    "matter": gettext_noop("事项编号 {name}"),
    "document": gettext_noop("文件哈希 {name}"),
    "claim": gettext_noop("往来编号 {name}"),
}
DOCUMENTS = {
    "agreement": pgettext_lazy("document", "协议"),
    "agreement.amendment": gettext_lazy("协议修订"),
    "agreement.suspension": gettext_lazy("协议中止"),
    "agreement.resumption": gettext_lazy("协议恢复"),
    "agreement.termination": gettext_lazy("协议终止"),
    "charter": pgettext_lazy("document", "互联章程"),
    "kind": gettext_lazy("事项类型"),
    "calendar": gettext_lazy("工作日历"),
    "boundary": gettext_lazy("边界线几何数据"),
}
RESULTS: Mapping[str, tuple[Tone, str]] = {
    "equal": (Tone.NORMAL, gettext_noop("一致")),
    "mismatch": (Tone.WARNING, gettext_noop("不一致")),
    "held": (Tone.IDLE, gettext_noop("待核对")),
}
VERIFICATIONS: Mapping[str, tuple[Tone, str]] = {
    "sound": (Tone.NORMAL, gettext_noop("签名有效")),
    "signature_is_bad": (Tone.WARNING, gettext_noop("签名无效")),
    "key_is_unknown": (Tone.WARNING, gettext_noop("密钥未知")),
    "not_readable": (Tone.WARNING, gettext_noop("原文无法读取")),
    "withheld": (Tone.IDLE, gettext_noop("原文含身份证号，仅存哈希")),
}


def word(table: Mapping[str, str], name: str) -> str:
    """Return the word for a name; a name that has none stands for itself."""
    return gettext(table[name]) if name in table else name


def document(name: str) -> str:
    """Return the word for a type of document; one that has none stands for itself."""
    return str(DOCUMENTS.get(name, name))


def allowed(name: str) -> str:
    """Return in words a sort of messages that a clause allows: one, or all of a room."""
    room, _, rest = name.partition(".")
    return gettext(ROOMS[room]) if rest == "*" and room in ROOMS else word(KINDS, name)


def subject(subject: str) -> str:
    """Return in words what a subject names; one of a sort that has no words stands for itself."""
    room, _, name = subject.partition("/")
    return gettext(SUBJECTS[room]).format(name=name) if room in SUBJECTS and name else word(SCOPES, subject)


def light(table: Mapping[str, tuple[Tone, str]], name: str) -> Light:
    """Return the light for a name."""
    tone, text = table.get(name, (Tone.IDLE, name))
    return Light(tone, gettext(text))


def length(seconds: float) -> str:
    """Return a length of time in one unit, as people say it."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return gettext("不到 1 分钟")
    if minutes < 60:
        return _counted(ngettext("{n} 分钟", "{n} 分钟", minutes), minutes)
    if minutes < 48 * 60:
        hours = minutes // 60
        return _counted(ngettext("{n} 小时", "{n} 小时", hours), hours)
    days = minutes // (24 * 60)
    return _counted(ngettext("{n} 天", "{n} 天", days), days)


def _counted(words: str, number: int) -> str:
    return words.format(n=number)


def skew(seconds: int) -> str:
    """Return how the peer's clock stands to ours; positive seconds mean that it is ahead."""
    if seconds == 0:
        return pgettext("clocks", "一致")
    number = abs(seconds)
    if seconds > 0:
        return _counted(ngettext("对方快 {n} 秒", "对方快 {n} 秒", number), number)
    return _counted(ngettext("对方慢 {n} 秒", "对方慢 {n} 秒", number), number)


def link_light(link: LinkState) -> Light:
    """Return the state of a link in words."""
    if link.mode != "open":
        tone = {"paused": Tone.PAUSED, "halted": Tone.WARNING}.get(link.mode, Tone.IDLE)
        return Light(tone, word(MODES, link.mode) + _backlog(link))
    if link.silent_seconds is None:
        return Light(Tone.IDLE, gettext("尚未连通") + _backlog(link))
    if link.is_reached:
        return Light(Tone.NORMAL, gettext("已连通 · {when}").format(when=_synced(link.silent_seconds)) + _backlog(link))
    return Light(Tone.WARNING, gettext("对方离线 {length}").format(length=length(link.silent_seconds)) + _backlog(link))


def band_lights(links: Sequence[LinkState]) -> list[tuple[str, Light]]:
    """Return what the band says of each link: its name and its state."""
    return [(link.name, link_light(link)) for link in links]


def seen(lights: Sequence[tuple[str, Light]]) -> str:
    """Return the tones of a band, so that an open page announces a link that turned, and not the passing of time."""
    return "-".join(light.tone.name.lower() for _, light in lights)


def _synced(seconds: float) -> str:
    return gettext("刚刚同步") if seconds < 60 else gettext("{length}前同步").format(length=length(seconds))


def _backlog(link: LinkState) -> str:
    return gettext("，待发 {n}").format(n=link.backlog) if link.backlog else ""
