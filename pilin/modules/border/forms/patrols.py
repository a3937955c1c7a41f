"""What people fill in: what a squad recorded of a planned round."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.patrols import Tick
from pilin.web.inputs import YuanField

_PHONE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""An id as phones make them (RFC 9562, in lower case)."""


class TickForm(forms.Form):
    """A tick for one planned round: when, how long, how many; with the id that the phone made. No place is asked."""

    item = forms.ChoiceField(label=_("班次"))
    day = forms.DateField(label=_("巡查日期"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.RegexField(
        r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        label=_("开始时间（写成 20:30）"),
        widget=forms.TextInput(attrs={"type": "time"}),
    )
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=patrols.MINUTES_MAX)
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=patrols.PEOPLE_MAX)
    vehicles = forms.IntegerField(label=_("车辆数"), min_value=0, max_value=patrols.VEHICLES_MAX)
    cost = YuanField(label=_("费用（元，没有写 0）"))
    phone_id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    written_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, offered: Sequence[tuple[str, str]], day: date) -> None:
        super().__init__(data)
        self.fields["item"] = forms.ChoiceField(label=gettext("班次"), choices=offered)
        self.initial.update({"day": day.isoformat(), "minutes": 60, "people": 2, "vehicles": 1, "cost": 0})

    def clean_phone_id(self) -> str:
        """Refuse an id that no phone makes."""
        said: str = self.cleaned_data["phone_id"]
        if said and _PHONE_ID.fullmatch(said) is None:
            raise forms.ValidationError(gettext("编号须由本页在手机上生成。"))
        return said

    def tick(self, side: str) -> Tick:
        """Return what was recorded."""
        said = self.cleaned_data
        numbers = {name: int(said[name]) for name in ("minutes", "people", "vehicles", "cost")}
        return Tick(said["phone_id"], side, said["item"], said["day"], said["starts"], **numbers)
