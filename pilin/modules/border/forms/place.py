"""Which side? Asked by village, by chainage, or by the coordinates of a place; each is a form of its own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.kernel.organisations.rules import Datum, Spot, converted

_SYSTEMS = (
    (Datum.WGS84, _("WGS84（卫星定位）")),
    (Datum.CGCS2000, _("CGCS2000（国家大地坐标）")),
    (Datum.GCJ02, _("GCJ-02（网络地图上读出的）")),
)
_SWAPPED = _("经度约 73 至 136、纬度约 3 至 54，以度为单位；现在的数不在此范围，可能写反了。")
_OFF = _("里程从 0 公里起，沿边界量；请写公里数，例如 28.4。")


class VillageForm(forms.Form):
    """The place that is meant."""

    place = forms.ChoiceField(label=_("村、镇或场所"))

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **options: Any) -> None:
        """Let the places of the directory be chosen from."""
        super().__init__(*args, **options)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *places]
        field.error_messages["invalid_choice"] = _("名录里没有这个地方；请从列表中选择，或请所属一方先登记。")


class ChainageForm(forms.Form):
    """How far along which border."""

    border = forms.ChoiceField(label=_("边界"), required=False)
    km = forms.DecimalField(
        label=_("里程（公里）"),
        min_value=0,
        max_value=1000,
        decimal_places=3,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "max_decimal_places"), _OFF),
    )

    def __init__(self, *args: Any, borders: Sequence[tuple[str, str]], **options: Any) -> None:
        """Let the border be chosen where there are several."""
        super().__init__(*args, **options)
        field = self.fields["border"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(borders)
        if len(borders) < 2:
            field.widget = forms.HiddenInput()

    def metres(self) -> int:
        """Return the chainage in metres."""
        return round(Decimal(self.cleaned_data["km"]) * 1000)


class SpotForm(forms.Form):
    """The coordinates of a place, in degrees, and in what system they were read."""

    longitude = forms.DecimalField(label=_("经度（度）"), max_digits=20, decimal_places=10)
    latitude = forms.DecimalField(label=_("纬度（度）"), max_digits=20, decimal_places=10)
    system = forms.ChoiceField(label=_("坐标系"), choices=_SYSTEMS, initial=Datum.WGS84)

    def clean_longitude(self) -> Decimal:
        """Refuse what lies outside of the country."""
        return _within(self.cleaned_data["longitude"], 73, 136)

    def clean_latitude(self) -> Decimal:
        """Refuse what lies outside of the country."""
        return _within(self.cleaned_data["latitude"], 3, 54)

    def spot(self) -> Spot:
        """Return the point in WGS84."""
        given = Spot(*(int(self.cleaned_data[name] * 10**9) for name in ("longitude", "latitude")))
        return converted(given, given=Datum(self.cleaned_data["system"]), wanted=Datum.WGS84)


def _within(number: Decimal, least: int, most: int) -> Decimal:
    if not least <= number <= most:
        raise forms.ValidationError(_SWAPPED)
    return number
