"""What the forms of the room say above their fields, and which register leads back."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from pilin.modules.border.rules.records import (
    CATALOGUE,
    DRILL,
    ESCALATION,
    JOINT_CHECK,
    LAW_EVENT,
    LAW_STOP,
    PATROLS,
    REQUEST,
    ROADBLOCK,
    ROSTER,
    SUPPORT,
)


@dataclass(frozen=True)
class Sheet:
    """A form: what it is called, what it says, which register leads back, and which fields the room fills in itself."""

    title: str
    hint: str
    register: str
    register_title: str
    given: tuple[str, ...] = ()


SHEETS: Mapping[str, Sheet] = {
    SUPPORT: Sheet(
        gettext_noop("请求支援"),
        gettext_noop("只写需要什么、何时、哪一段；不写部署、路线和个人信息。身份证号、电话和车牌会先隐去。"),
        "border:supports",
        gettext_noop("警力支援联动"),
        ("title",),
    ),
    PATROLS: Sheet(
        gettext_noop("拟定联合巡查月计划"),
        gettext_noop("每一班写日期、时间和边界里程；里程以米计，从边界起点量起。双方签署后各自打卡，对得上才算数。"),
        "border:patrols",
        gettext_noop("治安巡查联防"),
        ("title",),
    ),
    ROADBLOCK: Sheet(
        gettext_noop("上报边界路障"),
        gettext_noop("写在哪里、是什么；不写是谁设的。拆除由双方确认，重新出现可再次上报。"),
        "border:crossings",
        gettext_noop("道口检查联手"),
    ),
    JOINT_CHECK: Sheet(
        gettext_noop("安排道口联合检查"),
        gettext_noop("双方会签后列入日程；事后各方只报当日分类合计，没有姓名和车牌。"),
        "border:crossings",
        gettext_noop("道口检查联手"),
    ),
    CATALOGUE: Sheet(
        gettext_noop("列入共享目录"),
        gettext_noop("写明持有什么、依据第几条、谁可以请求、几个工作日内答复；只写有什么，不写数据本身。"),
        "border:sharing",
        gettext_noop("信息资源联享"),
    ),
    REQUEST: Sheet(
        gettext_noop("请求信息"),
        gettext_noop(
            "选对方目录中的一条，写明场景和条文；答复截止由目录的工作日和双方签署的日历算出。文件经正式渠道移送，不存在这里。"
        ),
        "border:sharing",
        gettext_noop("信息资源联享"),
        ("title", "answer_by"),
    ),
    LAW_EVENT: Sheet(
        gettext_noop("安排法治宣传活动"),
        gettext_noop("对方参加后列入公开站的近期活动。材料写题名，有文件的可写其 SHA-256；文件不存在这里。"),
        "border:law",
        gettext_noop("法治宣传联谊"),
    ),
    LAW_STOP: Sheet(
        gettext_noop("提出法治示范路站点"),
        gettext_noop("里程以米计，从边界起点量起；双方签署后列入公开站。"),
        "border:law",
        gettext_noop("法治宣传联谊"),
    ),
    ROSTER: Sheet(
        gettext_noop("列入联系与值班表"),
        gettext_noop("写岗位和办公电话，不写姓名和手机号；每一天都要有人值班，且只有一班。"),
        "border:standing",
        gettext_noop("组织体系联合、工作机制联建"),
        ("title",),
    ),
    ESCALATION: Sheet(
        gettext_noop("提出逐级提升事项"),
        gettext_noop("写事不写人。先由两村协商；谈不拢或到期，两边同时提到镇，再到市（区）。"),
        "border:standing",
        gettext_noop("组织体系联合、工作机制联建"),
    ),
    DRILL: Sheet(
        gettext_noop("安排联合演练"),
        gettext_noop("写情景、日期和地点，不写部署；演练后双方各写学到了什么，再签署结果。"),
        "border:standing",
        gettext_noop("组织体系联合、工作机制联建"),
    ),
}
