"""Forms of the shell."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    account = forms.CharField(
        label=_("账号"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


CODE_INPUT = forms.TextInput(
    attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "inputmode": "text"}
)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("验证码或备用码"), max_length=40, widget=CODE_INPUT)


class AlarmForm(forms.Form):
    alarm = forms.IntegerField(min_value=1)


class MaintenanceForm(forms.Form):
    mode = forms.ChoiceField(choices=[("paused", _("进入维护")), ("open", _("结束维护"))])
