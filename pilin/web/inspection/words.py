"""What people read of a row: the event, and the small facts beside it."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext, gettext_noop, pgettext_lazy

from pilin.kernel.organisations.rules import Right
from pilin.web.access import right_word
from pilin.web.languages import apart, labelled, several
from pilin.web.logbook.rules import Event, Fact

EVENTS: Mapping[Event, str] = {
    Event.SIGN_IN_DONE: gettext_noop("登录"),
    Event.SIGN_IN_FAILED: gettext_noop("登录未成功"),
    Event.SIGN_IN_LOCKED: gettext_noop("连续失败后仍尝试登录"),
    Event.SIGN_OUT: gettext_noop("退出"),
    Event.SESSION_ENDED: gettext_noop("结束会话"),
    Event.SESSION_EXPIRED: gettext_noop("会话到时结束"),
    Event.SESSION_REPLAYED: gettext_noop("会话在别处被使用"),
    Event.PASSWORD_CHANGED: gettext_noop("更改密码"),
    Event.FACTOR_SET: gettext_noop("设置第二验证"),
    Event.FACTOR_REMOVED: gettext_noop("撤销第二验证"),
    Event.FACTOR_PASSED: gettext_noop("第二验证通过"),
    Event.FACTOR_FAILED: gettext_noop("第二验证未通过"),
    Event.ACCOUNT_INVITED: gettext_noop("邀请开户"),
    Event.INVITATION_TAKEN: gettext_noop("接受邀请"),
    Event.INVITATION_WITHDRAWN: gettext_noop("撤回邀请"),
    Event.ACCOUNT_LOCKED: gettext_noop("锁定账号"),
    Event.ACCOUNT_UNLOCKED: gettext_noop("解锁账号"),
    Event.ROLE_GIVEN: gettext_noop("任命"),
    Event.ROLE_ENDED: gettext_noop("结束任命"),
    Event.RECOVERY_ASKED: gettext_noop("申请恢复账号"),
    Event.RECOVERY_CONFIRMED: gettext_noop("同意恢复账号"),
    Event.RECOVERY_REFUSED: gettext_noop("不同意恢复账号"),
    Event.RECOVERY_DONE: gettext_noop("账号已恢复"),
    Event.RIGHT_MISSING: gettext_noop("无权限，未放行"),
    Event.PROTECTED_READ: gettext_noop("查看受保护内容"),
    Event.PROTECTED_SEARCHED: gettext_noop("查找受保护姓名"),
    Event.EVIDENCE_DOWNLOADED: gettext_noop("下载证据"),
    Event.SCREEN_LINK_MADE: gettext_noop("做屏幕链接"),
    Event.SCREEN_LINK_REVOKED: gettext_noop("撤回屏幕链接"),
    Event.SCREEN_OPENED: gettext_noop("屏幕打开挂图"),
    Event.LINK_TESTED: gettext_noop("测试连接"),
    Event.LINK_RETRIED: gettext_noop("请求重发"),
    Event.LINK_MAINTAINED: gettext_noop("维护连接"),
    Event.ALARM_CLOSED: gettext_noop("关闭告警"),
    Event.FEED_MADE: gettext_noop("新开日历私有地址"),
    Event.FEED_ENDED: gettext_noop("停用日历私有地址"),
    Event.FEED_READ: gettext_noop("日历程序读取"),
    Event.LOG_READ: gettext_noop("查看访问日志"),
    Event.LOG_DOWNLOADED: gettext_noop("下载访问日志"),
    Event.LOG_SHORTENED: gettext_noop("到期清理访问日志"),
}
_FACTS: Mapping[str, str] = {
    "account": gettext_noop("账号"),
    "alarm": gettext_noop("告警"),
    "by": gettext_noop("办理人"),
    "day": gettext_noop("日期"),
    "days": gettext_noop("天数"),
    "digest": gettext_noop("校验值"),
    "ends": gettext_noop("止于"),
    "event": gettext_noop("事件"),
    "factor": gettext_noop("验证方式"),
    "field": gettext_noop("字段"),
    "format": gettext_noop("格式"),
    "invitation": gettext_noop("邀请"),
    "mode": gettext_noop("方式"),
    "number": gettext_noop("编号"),
    "office": gettext_noop("岗位"),
    "page": gettext_noop("页面"),
    "peer": gettext_noop("对方"),
    "reason": gettext_noop("原因"),
    "recovery": gettext_noop("恢复申请"),
    "right": gettext_noop("权限"),
    "role": gettext_noop("任命"),
    "rows": gettext_noop("条数"),
    "since": gettext_noop("起于"),
    "starts": gettext_noop("起于"),
    "subject": gettext_noop("所属事项"),
    "up_to": gettext_noop("止于"),
    "words_length": gettext_noop("查找词字数"),
}
_FACTORS = {
    "password": pgettext_lazy("factor", "密码"),
    "code": pgettext_lazy("factor", "验证码"),
    "oidc": pgettext_lazy("factor", "统一身份认证"),
}


def _factor(name: str) -> str:
    return str(_FACTORS.get(name, name))


def _right(name: str) -> str:
    return right_word(Right(name)) if name in list(Right) else name


_VALUES: Mapping[str, Callable[[str], str]] = {"factor": _factor, "right": _right}
"""What turns a part of a fact's value into words, by the fact's name; parts stand behind commas."""


def event_word(name: str) -> str:
    """Return the word for an event."""
    return gettext(EVENTS[Event(name)]) if name in list(Event) else name


def fact_words(facts: Mapping[str, Fact]) -> str:
    """Return the small facts of a row in one line."""
    return apart(labelled(gettext(_FACTS.get(name, name)), _value(name, value)) for name, value in facts.items())


def _value(name: str, value: Fact) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if name in _VALUES:
        return several(_VALUES[name](one) for one in str(value).split(","))
    text = str(value)
    return f"{text[:12]}…" if len(text) == 64 and text.isalnum() else text
