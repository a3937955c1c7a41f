"""What an inspector filters by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.web.inspection.words import EVENTS
from pilin.web.logbook.reading import Wanted
from pilin.web.logbook.rules import ACCOUNT_MAX


class WantedForm(forms.Form):
    event = forms.ChoiceField(label=_("事件"), required=False)
    account = forms.CharField(
        label=_("账号"),
        required=False,
        max_length=ACCOUNT_MAX,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    day = forms.DateField(
        label=_("日期"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("请按 2026-03-04 这样的格式填写日期。")},
    )

    def __init__(self, *args: object, **members: object) -> None:
        super().__init__(*args, **members)  # type: ignore[arg-type]
        words = [(event.value, _(word)) for event, word in EVENTS.items()]
        field = self.fields["event"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部事件")), *words]

    def wanted(self) -> Wanted:
        """Return what is looked for; a field that does not read filters nothing, and says so beside itself."""
        taken = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Wanted(event=taken.get("event", ""), account=taken.get("account", "").strip(), day=taken.get("day"))
