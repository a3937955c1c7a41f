"""Who opens what is personal of a settlement says why: into the access log, and into the register of its person."""

from django import forms
from django.utils.translation import gettext, gettext_lazy

from pilin.kernel.federation.queries import facts
from pilin.modules.medical.actions import lookups
from pilin.modules.medical.actions.lookups import Looker, Sought
from pilin.modules.medical.queries.explanations import Facts
from pilin.modules.medical.rules.explained import Explained
from pilin.modules.medical.rules.persons import Purpose
from pilin.web import logbook
from pilin.web.access import PageRequest
from pilin.web.languages import labelled

_PURPOSES = [
    (Purpose.COUNTER.value, gettext_lazy("窗口：向本人说明或交给本人")),
    (Purpose.COMPLAINT.value, gettext_lazy("处理咨询或申诉")),
    (Purpose.CHECKING.value, gettext_lazy("审核、稽核或对账")),
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


class ExportForm(LookForm):
    """An export as well; the number of the insured place leaves only with a reason in words."""

    identified = forms.BooleanField(
        label=gettext_lazy("导出 FHIR 时写入参保地的个人编号（不勾选则写化名）"), required=False
    )

    def clean_identified(self) -> bool:
        """Demand a reason in words where the person is to be named."""
        identified = bool(self.cleaned_data["identified"])
        if identified and not self.cleaned_data.get("reason"):
            raise forms.ValidationError(gettext("写入个人编号须写明事由；不写事由时只能以化名导出。"))
        return identified


def note(request: PageRequest, found: Facts, told: Explained, form: LookForm, *, what: str) -> None:
    """Write down that the parts of a settlement are shown: by whom, why, and as what.

    The access log keeps it for every settlement. Where the person is insured here, it stands in his register too.
    """
    one, at = found.settlement, request.at
    if told.claim is not None and one.insured == facts.me():
        purpose, reason = Purpose(form.cleaned_data["purpose"]), str(form.cleaned_data["reason"])
        looker = Looker(request.visitor.account, request.visitor.name, at)
        lookups.look(sought=Sought(number=told.claim.person), purpose=purpose, reason=reason, looker=looker)
    event = logbook.Event.PROTECTED_READ
    logbook.note(request, event, at=at, subject=f"settlement/{one.id}", field=what, reason=form.words())
