"""What people fill in: a start with its assessment, an envelope, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.modules.care.actions import Drafted, Wanted
from pilin.modules.care.rules import ARTICLES, KINDS, PURPOSES, Content
from pilin.modules.care.rules.envelope import CASE_MAX, WORDS_MAX

_NAME_MAX = 60
_REASON_MAX = 200


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def _text(label: Any, help_text: Any = "", longest: int = 5000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=longest, widget=forms.Textarea(attrs={"rows": 4})
    )


class StartForm(forms.Form):
    """What is written before the room opens; without any of it nothing opens."""

    assessment = _text(
        _("个人信息保护影响评估"),
        _("处理目的、方式是否合法、正当、必要；对个人权益的影响及安全风险；保护措施是否与风险相适应。保存三年。"),
    )
    assessed_on = _day(_("评估完成日期"))
    legal_basis = _text(_("法律依据（全文）"), _("写明法定职责，不写“工作需要”。"))
    article = forms.CharField(label=_("条文"), max_length=_NAME_MAX, help_text=_("例如：社区矫正法 第二十七条"))
    agreement = forms.ChoiceField(label=_("所依据的协议条款"))
    body_here = forms.ChoiceField(label=_("我方法定机构"))
    body_there = forms.CharField(label=_("对方法定机构"), max_length=_NAME_MAX)
    ends_on = _day(_("启用截止日期"), _("最长一年；到期即停，续用须重新评估。"))

    def __init__(
        self, *args: Any, bases: dict[str, str], called: dict[str, str], bodies: list[str], **members: Any
    ) -> None:
        super().__init__(*args, **members)
        self.bases = bases
        offered: Any = self.fields
        offered["agreement"].choices = [(basis, called[basis]) for basis in bases]
        offered["body_here"].choices = [(body, body) for body in bodies]
        if not bases:
            offered["agreement"].help_text = gettext("现在没有允许帮扶联系的有效协议条款；先由双方签署。")

    def drafted(self) -> Drafted:
        """Return what was written."""
        return Drafted(**self.cleaned_data, peer=self.bases[self.cleaned_data["agreement"]])


class EnvelopeForm(forms.Form):
    """An envelope: kind, purpose, case number, article, day of deletion, a few words; never who it is about."""

    kind = forms.ChoiceField(label=_("类别"), choices=[(name, _(word)) for name, word in KINDS.items()])
    purpose = forms.ChoiceField(label=_("帮扶目的"), choices=[(name, _(word)) for name, word in PURPOSES.items()])
    article = forms.ChoiceField(
        label=_("法律条文"), choices=sorted({(one, one) for listed in ARTICLES.values() for one in listed})
    )
    case_number = forms.CharField(
        label=_("我方案件编号"), max_length=CASE_MAX, help_text=_("官方系统中的编号；姓名和材料由法定渠道另行移送。")
    )
    text = _text(_("请求内容"), _("不写姓名、身份证号、电话、车牌；含有的一律退回。"), WORDS_MAX)
    delete_on = _day(_("最早删除日期"), _("到这一天内容即清除；最长 90 天。"))
    is_adult = forms.BooleanField(
        label=_("当事人已满十八周岁"), error_messages={"required": _("未满十八周岁的，一律不得经此联系。")}
    )

    def wanted(self) -> Wanted:
        """Return what is to be sent."""
        said = self.cleaned_data
        content = Content(said["kind"], said["purpose"], said["case_number"], said["text"])
        return Wanted(content, said["article"], said["delete_on"])


class ReasonForm(forms.Form):
    """Why somebody opens an envelope."""

    reason = forms.CharField(label=_("拆阅理由"), max_length=_REASON_MAX)


class AloneForm(forms.Form):
    """Why somebody opens alone: a life is in danger."""

    alone_reason = forms.CharField(label=_("紧急情况"), max_length=_REASON_MAX)
    danger = forms.BooleanField(label=_("有人生命受到威胁，来不及等第二人"), required=False)
