"""Forms of accounts."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from pilin.web.forms import CODE_INPUT


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


class ChangePasswordForm(NewPasswordForm):
    """The same, for who knows the old one."""

    old = _password(_("现在的密码"), "current-password")
    field_order = ["old", "new", "again"]


class SecondFactorForm(forms.Form):
    """A code of the new authenticator, and the password: who finds an open browser sets up nothing."""

    code = forms.CharField(label=_("手机上显示的六位验证码"), max_length=20, widget=CODE_INPUT)
    password = _password(_("现在的密码"), "current-password")
