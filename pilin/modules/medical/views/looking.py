"""Who opens what is personal of a settlement says why; the reason goes to the access log with his account."""

from django import forms
from django.utils.translation import gettext, gettext_lazy

from pilin.modules.medical.rules.explained import Purpose
from pilin.web import logbook
from pilin.web.access import PageRequest
from pilin.web.languages import labelled

_PURPOSES = [
    (Purpose.COUNTER.value, gettext_lazy("窗口：向本人说明")),
    (Purpose.COMPLAINT.value, gettext_lazy("处理咨询或申诉")),
    (Purpose.CHECKING.value, gettext_lazy("审核、稽核或对账")),
    (Purpose.ABROAD.value, gettext_lazy("交给境外就医或报销的机构")),
]
_REASON_MAX = 80


class LookForm(forms.Form):
    """Why somebody opens a settlement: a purpose of the list, and a few words unless the patient stands there."""

    purpose = forms.ChoiceField(label=gettext_lazy("查阅目的"), choices=_PURPOSES)
    reason = forms.CharField(
        label=gettext_lazy("事由"),
        max_length=_REASON_MAX,
        required=False,
        help_text=gettext_lazy("窗口办理可不写；其他目的请写明，例如申诉编号。不写姓名和证件号码。"),
    )

    def clean_reason(self) -> str:
        """Demand words for every purpose but that of the counter."""
        reason = str(self.cleaned_data["reason"]).strip()
        if self.data.get("purpose") != Purpose.COUNTER.value and not reason:
            raise forms.ValidationError(gettext("请写明事由：除窗口向本人说明外，查阅个人就医信息都要登记事由。"))
        return reason

    def words(self) -> str:
        """Return purpose and reason as the log keeps them."""
        chosen, reason = str(self.cleaned_data["purpose"]), str(self.cleaned_data["reason"])
        return labelled(chosen, reason) if reason else chosen


def note(request: PageRequest, settlement: str, form: LookForm, *, what: str) -> None:
    """Write into the access log that the parts of a settlement are shown: by whom, why, and as what."""
    subject = f"settlement/{settlement}"
    event = logbook.Event.PROTECTED_READ
    logbook.note(request, event, at=request.at, subject=subject, field=what, reason=form.words())
