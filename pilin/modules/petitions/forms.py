"""Forms of petitions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.modules.petitions.rules.papers import OPINION

CHANNELS = [("web", _("网上")), ("letter", _("来信")), ("phone", _("来电")), ("fax", _("传真")), ("visit", _("来访"))]
DOMAINS = [
    ("environment", _("环境")),
    ("land", _("土地")),
    ("water", _("水利")),
    ("road", _("道路交通")),
    ("housing", _("住房建设")),
    ("labour", _("劳动")),
    ("service", _("公共服务")),
    ("other", _("其他")),
]
CONCERNS = [
    ("thing", _("一件事、一项服务、一处设施")),
    ("discipline", _("检举控告党员、干部")),
    ("police", _("举报某个人的违法行为")),
]
SORTS = [
    ("objection", _("异议理由")),
    ("negotiation", _("协商意见")),
    ("conference", _("联席会议纪要")),
    ("contact", _("与信访人联系情况")),
    ("opinion", _("信访处理意见书")),
    ("review_opinion", _("复查意见书")),
    ("final_opinion", _("复核意见书")),
]
STARS = [("", _("先不评")), ("5", _("很好")), ("4", _("好")), ("3", _("一般")), ("2", _("不好")), ("1", _("很不好"))]
PARTS = {
    "text": _("内容"),
    "request": _("信访请求"),
    "facts": _("事实和理由"),
    "opinion": _("处理意见及理由"),
    "basis": _("法律依据"),
}


def _long(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=4000, required=required, help_text=hint, widget=area)


class IntakeForm(forms.Form):
    """A petition as it is told, the person apart from it."""

    received_on = forms.DateField(label=_("收到日期"), widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(label=_("渠道（第17条：任何形式都算）"), choices=CHANNELS)
    domain = forms.ChoiceField(label=_("领域"), choices=DOMAINS)
    concern = forms.ChoiceField(label=_("反映的是"), choices=CONCERNS)
    request = _long(_("信访请求"), hint=_("照实记录。身份证号、电话和车牌在保存前自动隐去。"))
    facts = _long(_("事实和理由"))
    official = forms.CharField(
        label=_("信访系统编号"),
        max_length=60,
        required=False,
        help_text=_("本页不代替信访系统（第21条）：在那里登记，把编号写在这里。"),
    )
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=100_000, initial=1)
    representatives = forms.IntegerField(label=_("代表人数"), min_value=1, max_value=100_000, initial=1)
    urgent = forms.BooleanField(label=_("紧急（第25条）：不排队，首页提示；请同时电话告知对方"), required=False)
    accused = forms.MultipleChoiceField(
        label=_("被反映的单位"),
        required=False,
        help_text=_("这些单位和它们下属的岗位看不到、查不到、也分派不到本件（第30条第3款）。"),
        widget=forms.CheckboxSelectMultiple,
    )
    name = forms.CharField(label=_("信访人姓名"), max_length=60, help_text=_("与内容分开存放；每次打开都有登记。"))
    address = forms.CharField(label=_("住址"), max_length=120, required=False)
    contact = forms.CharField(label=_("联系方式"), max_length=60, required=False)

    def __init__(self, data: Any, *, bodies: Sequence[tuple[str, str]], latest: str) -> None:
        super().__init__(data, initial={"received_on": latest})
        self.fields["accused"].choices = list(bodies)  # type: ignore[attr-defined]
        self.fields["received_on"].widget.attrs["max"] = latest


class TriageForm(forms.Form):
    """Where a petition goes."""

    to = forms.ChoiceField(label=_("去向"))

    def __init__(self, data: Any, *, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["to"].choices = list(choices)  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """Which office handles it."""

    office = forms.ChoiceField(label=_("承办岗位"))

    def __init__(self, data: Any, *, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["office"].choices = list(choices)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a name is opened."""

    reason = forms.CharField(label=_("为什么要看信访人姓名"), max_length=200)


class RecusalForm(forms.Form):
    """Who withdraws."""

    account = forms.CharField(label=_("回避人的账号"), max_length=150)


class PaperForm(forms.Form):
    """A paper; which parts it must have follows from its sort, and the rules say so."""

    sort = forms.ChoiceField(label=_("文书"), choices=SORTS)

    def __init__(self, data: Any, *, sort: str) -> None:
        super().__init__(data, initial={"sort": sort})
        for name in ("text", *OPINION):
            self.fields[name] = _long(PARTS[name], required=False)


class CodeForm(forms.Form):
    """The code of a petition, as it was handed out."""

    code = forms.CharField(
        label=_("查询码（十二位字母和数字）"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    stars = forms.TypedChoiceField(
        label=_("您觉得办得怎么样"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=STARS,
    )
