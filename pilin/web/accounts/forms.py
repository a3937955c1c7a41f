"""Forms of accounts."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilin.kernel.organisations.rules import Appointment, Right
from pilin.web.access import right_word
from pilin.web.forms import CODE_INPUT

Choices: TypeAlias = Iterable[tuple[str, str]]
DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _password(label: Any, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget)


class NewPasswordForm(forms.Form):
    """A new password, twice; it has to satisfy Django's validators for the user whose it becomes."""

    new = _password(_("新密码"), "new-password")
    again = _password(_("再输一次新密码"), "new-password")

    def __init__(self, *args: Any, user: User, **members: Any) -> None:
        super().__init__(*args, **members)
        self._user = user

    def clean_new(self) -> str:
        password = str(self.cleaned_data["new"])
        validate_password(password, self._user)
        return password

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "new" in said and "again" in said and said["new"] != said["again"]:
            self.add_error("again", _("两次输入的新密码不一样，因此没有保存。请重新输入两次。"))
        return said


class RecoverForm(NewPasswordForm):
    """The same at the end of a recovery, with the word that who asked for it was shown."""

    word = forms.CharField(
        label=_("口令词"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ["word", "new", "again"]


class ChangePasswordForm(NewPasswordForm):
    """The same, for who knows the old one."""

    old = _password(_("现在的密码"), "current-password")
    field_order = ["old", "new", "again"]


class SecondFactorForm(forms.Form):
    """A code of the new authenticator, and the password: who finds an open browser sets up nothing."""

    code = forms.CharField(label=_("手机上显示的六位验证码"), max_length=20, widget=CODE_INPUT)
    password = _password(_("现在的密码"), "current-password")


class RoleForm(forms.Form):
    """A role to be given: where, with which right, from when until when."""

    office = forms.ChoiceField(label=_("岗位"))
    right = forms.ChoiceField(label=_("权限"))
    starts = forms.DateField(label=_("起"), widget=DAY_INPUT)
    ends = forms.DateField(label=_("止（当日起无效）"), required=False, widget=DAY_INPUT)

    def __init__(self, *args: Any, offices: Choices, **members: Any) -> None:
        super().__init__(*args, **members)
        _choose(self, "office", offices)
        _choose(self, "right", [(right.value, right_word(right)) for right in Right])

    def appointment(self, account: str) -> Appointment:
        """Return the role that the form asks for."""
        said = self.cleaned_data
        right = Right(said["right"])
        return Appointment(
            account=account, office=said["office"], right=right, starts=said["starts"], ends=said["ends"]
        )


class InvitationForm(RoleForm):
    """A person who is to have an account, with a first role."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    account = forms.RegexField(
        label=_("账号"),
        regex=r"^[a-z][a-z0-9._-]{1,29}$",
        help_text=_("登录用的名称：小写拉丁字母开头，可含数字、点、横线，二至三十个字符。"),
        error_messages={"invalid": _("账号只能用小写拉丁字母、数字、点和横线，以字母开头，二至三十个字符。请改写。")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    field_order = ["name", "account", "office", "right", "starts", "ends"]


class EndRoleForm(forms.Form):
    """A role to be ended, and the day from which it holds no more."""

    role = forms.ChoiceField(label=pgettext_lazy("label", "任命"))
    ends = forms.DateField(label=_("自哪一天起无效"), widget=DAY_INPUT)

    def __init__(self, *args: Any, roles: Choices, **members: Any) -> None:
        super().__init__(*args, **members)
        _choose(self, "role", roles)


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
