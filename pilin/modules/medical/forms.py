"""What an agency fills in about insured persons: a look-up with its purpose, entries, ends, changes, filings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.modules.medical.actions.lookups import Sought
from pilin.modules.medical.actions.persons import Away, Cover, Entitled, Entry
from pilin.modules.medical.rules.persons import FILED, IDENTITY_CARD, OFFICE, Identity, Purpose, Terms
from pilin.modules.medical.rules.words import Filing
from pilin.web.inputs import YuanField

PURPOSES: Mapping[Purpose, Any] = {
    Purpose.COUNTER: _("窗口办理"),
    Purpose.ENTERING: _("登记或更正"),
    Purpose.COMPLAINT: _("投诉或申诉"),
    Purpose.CHECKING: _("稽核"),
    Purpose.IDENTIFIED: _("医院读取人员信息"),
    Purpose.ENTITLED: _("医院核对待遇"),
    Purpose.FILED: _("医院办理备案"),
}
FILINGS: Mapping[Filing, Any] = {
    Filing.LONG_TERM: _("长期异地居住"),
    Filing.REFERRED: _("转诊"),
    Filing.EMERGENCY: _("急诊抢救"),
    Filing.OTHER: _("其他临时外出"),
}
INSURANCES = (("310", _("职工基本医保")), ("390", _("城乡居民基本医保")))
CERTIFICATES = ((IDENTITY_CARD, _("居民身份证")), ("06", _("护照")))
GROUPS = (
    ("11", _("在职")), ("12", _("退休")), ("13", _("离休")),
    ("14", _("未成年居民")), ("15", _("成年居民")), ("16", _("老年居民")),
)  # fmt: skip
_WAYS = (
    ("certno", _("居民身份证号码")),
    ("other", _("护照号码")),
    ("card", _("社保卡号")),
    ("number", _("人员编号")),
)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


def _quiet(label: Any, length: int, *, required: bool = True) -> forms.CharField:
    """Return an input whose content no browser remembers."""
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=length, required=required, widget=forms.TextInput(attrs=attrs))


class LookupForm(forms.Form):
    """By what somebody is looked for, and why."""

    way = forms.ChoiceField(label=_("按什么查"), choices=_WAYS)
    value = _quiet(_("号码"), 50)
    purpose = forms.ChoiceField(label=_("用途"), choices=[(one.value, PURPOSES[one]) for one in OFFICE])
    reason = forms.CharField(label=_("事由"), max_length=200)

    def sought(self) -> Sought:
        """Return by what is looked for."""
        way, value = str(self.cleaned_data["way"]), str(self.cleaned_data["value"])
        if way == "number":
            return Sought(number=value)
        if way == "card":
            return Sought(card=value)
        return Sought(certificate=IDENTITY_CARD if way == "certno" else "06", certno=value)


class IdentityForm(forms.Form):
    """Who somebody is."""

    certificate = forms.ChoiceField(label=_("证件类型"), choices=CERTIFICATES)
    certno = _quiet(_("证件号码"), 30)
    name = _quiet(_("姓名"), 50)
    card = _quiet(_("社保卡号"), 50, required=False)

    def identity(self) -> Identity:
        """Return the identity that was filled in."""
        taken = self.cleaned_data
        return Identity(taken["certificate"], taken["certno"], taken["name"], taken["card"])


class TermsForm(forms.Form):
    """Terms of an insurance."""

    kind = forms.ChoiceField(label=_("人员类别"), choices=GROUPS)
    civil = forms.ChoiceField(label=_("享受公务员补助"), choices=(("", _("否")), ("1", _("是"))), required=False)

    def terms(self) -> Terms:
        """Return the terms that were filled in."""
        return Terms(str(self.cleaned_data["kind"]), bool(self.cleaned_data["civil"]), ())


class EnterForm(IdentityForm, TermsForm):
    """A person with an insurance."""

    number = _quiet(_("人员编号"), 30)
    insurance = forms.ChoiceField(label=_("险种"), choices=INSURANCES)
    from_day = _day(_("参保起始日"))
    until_day = _day(_("参保截止日"), required=False)
    account = YuanField(label=_("个人账户余额（元）"), required=False)

    field_order = ("number", "certificate", "certno", "name", "card", "insurance", "kind", "civil", "from_day")

    def entry(self) -> Entry:
        """Return the person that was filled in."""
        taken = self.cleaned_data
        cover = Cover(
            taken["insurance"], self.terms(), taken["from_day"], taken["until_day"], taken["account"] or 0
        )  # fmt: skip
        return Entry(taken["number"], self.identity(), (cover,))


class _Of(forms.Form):
    """A form about one of a person's rows."""

    of = forms.TypedChoiceField(label=_("哪一项"), coerce=int)

    def __init__(self, data: Any = None, *, offered: Any = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["of"].choices = list(offered)  # type: ignore[attr-defined]


class EndForm(_Of):
    """The end of an insurance."""

    last_day = _day(_("最后一天"))


class ChangeForm(_Of, TermsForm):
    """Other terms of an insurance from a day on."""

    from_day = _day(_("自哪天起"))


class WithdrawForm(_Of):
    """A filing or an entitlement that counts no more."""


class FileForm(forms.Form):
    """A filing of care away from home."""

    kind = forms.ChoiceField(label=_("备案类型"), choices=[(one.value, FILINGS[one]) for one in FILED])
    area = forms.RegexField(r"^[1-9]\d{5}$", label=_("就医地区划代码"), max_length=6)
    insurance = forms.ChoiceField(label=_("险种"), choices=[("", _("全部险种")), *INSURANCES], required=False)
    from_day = _day(_("起始日"))
    until_day = _day(_("截止日"), required=False)

    def filing(self) -> Away:
        """Return the filing that was filled in."""
        taken = self.cleaned_data
        return Away(Filing(taken["kind"]), taken["area"], taken["from_day"], taken["until_day"], taken["insurance"])


class ChronicForm(forms.Form):
    """An entitlement to care of a chronic disease."""

    insurance = forms.ChoiceField(label=_("险种"), choices=INSURANCES)
    disease = forms.CharField(label=_("病种编码"), max_length=30)
    name = forms.CharField(label=_("病种名称"), max_length=300, required=False)
    from_day = _day(_("起始日"))
    until_day = _day(_("截止日"), required=False)

    def entitled(self) -> Entitled:
        """Return the entitlement that was filled in."""
        return Entitled(**self.cleaned_data)


class SheetForm(forms.Form):
    """A file of persons."""

    file = forms.FileField(label=_("Excel 文件（xlsx）"))


class RegisterForm(forms.Form):
    """What an inspector filters the register of look-ups by."""

    account = forms.CharField(label=_("账号"), max_length=60, required=False)
    person = forms.CharField(label=_("人员编号"), max_length=30, required=False)
