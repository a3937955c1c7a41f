"""What a person chooses for himself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.kernel.matters.rules.pressing import Pressure
from pilin.modules.reminders.rules.wishes import ADDRESS_MAX, Wish, pressures_of


class WishForm(forms.Form):
    """What one is told, of which kinds of matters, and in which way."""

    pressures = forms.MultipleChoiceField(
        label=_("提醒哪些"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (Pressure.NEAR.value, _("临期：轮到我方，已到预警日")),
            (Pressure.DUE.value, _("今日到期：轮到我方，今天截止")),
            (Pressure.LATE.value, _("超期：轮到我方，已过截止日")),
            (Pressure.THEIRS.value, _("等对方：轮到对方，对方的期限临近或已过")),
        ],
        error_messages={"required": _("至少选一类；全都不要，请停用邮件和日历。")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("只提醒这些类型的事项"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个也不选，就是所有类型。"),
    )
    by_mail = forms.BooleanField(label=_("用邮件提醒：每天 8 点起一次，只说新出现的"), required=False)
    weekly = forms.BooleanField(label=_("每周摘要：每周第一个工作日，按双方签署的工作日历"), required=False)
    address = forms.EmailField(label=_("邮箱"), required=False, max_length=ADDRESS_MAX)
    language = forms.ChoiceField(label=_("邮件和日历用的语言"), choices=settings.LANGUAGES)

    def __init__(self, data: Any, *, wish: Wish, kinds: dict[str, str], domains: str) -> None:
        initial = {
            **{name: getattr(wish, name) for name in ("by_mail", "weekly", "address", "language")},
            "pressures": [one.value for one in wish.pressures],
            "kinds": list(wish.kinds),
        }
        super().__init__(data, initial=initial)
        offered: Any = self.fields["kinds"]
        offered.choices = [*kinds.items(), *((name, name) for name in wish.kinds if name not in kinds)]
        self.fields["address"].help_text = gettext("只发到本单位的邮箱：%(domains)s") % {"domains": domains}
        if not domains:
            for name in ("by_mail", "weekly", "address"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for an address where mail is wished."""
        said = super().clean() or {}
        if (said.get("by_mail") or said.get("weekly")) and not said.get("address") and "address" not in self.errors:
            self.add_error("address", gettext("要收邮件，请填邮箱。"))
        return said

    def wish(self, account: str) -> Wish:
        """Return what the person wishes."""
        said = self.cleaned_data
        return Wish(
            account=account,
            pressures=pressures_of(said["pressures"]),
            kinds=tuple(said["kinds"]),
            by_mail=said.get("by_mail", False),
            address=said.get("address", ""),
            weekly=said.get("weekly", False),
            language=said["language"],
        )
