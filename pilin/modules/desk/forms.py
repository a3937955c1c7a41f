"""Forms of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.modules.desk.rules import NAME_MAX


class NameForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=NAME_MAX)


class CalendarForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=2024, max_value=2100)
    source = forms.CharField(
        label=_("通知来源"),
        max_length=200,
        help_text=_("发布通知的机关、文号和日期，例如：国务院办公厅关于节假日安排的通知"),
    )
    upload = forms.FileField(
        label=_("文件（CSV 或 ICS）"),
        help_text=_("CSV 每行一天：日期,休或班,名称。ICS 每个日程的名称写明“休”或“班”。"),
        allow_empty_file=True,
    )


class ConfirmForm(forms.Form):
    year = forms.IntegerField(min_value=2024, max_value=2100)
    source = forms.CharField(max_length=200)
    days = forms.CharField(max_length=60_000)
