"""On the public site: where cameras stand at the line, what for, who runs them; and the number of joint patrols."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat
from django.utils.translation import gettext, ngettext

from pilin.base import clock
from pilin.modules.border.queries.signs import public_signs
from pilin.modules.border.rules.cameras import Camera
from pilin.modules.border.rules.signs import Patrolled, Stretch
from pilin.web.languages import apart


def show_signs(request: HttpRequest) -> HttpResponse:
    """Show the signs, and how often both sides patrolled together this month and the last."""
    found = public_signs(day=clock.day_of(clock.now()))
    context = {
        "cameras": [_camera(one) for one in found.cameras],
        "patrols": [_patrolled(one) for one in found.patrols],
    }
    return render(request, "border/public/signs.html", context)


def _camera(one: Camera) -> tuple[str, list[tuple[str, str]]]:
    """Return what a sign says, line by line."""
    days = ngettext("%(n)s 天，期满删除", "%(n)s 天，期满删除", one.storage_days) % {"n": one.storage_days}
    return one.place, [
        (gettext("在哪里"), gettext("边界 %(km).1f 公里处") % {"km": one.at_m / 1000}),
        (gettext("做什么用"), one.purpose),
        (gettext("谁管理"), one.operator),
        (gettext("保存多久"), days),
        (gettext("向哪里投诉"), one.complain_to),
    ]


def _patrolled(one: Patrolled) -> tuple[str, str]:
    """Return the number of a month as a sentence, and those of its stretches."""
    said = ngettext("%(month)s：两边一起巡查 %(n)s 次", "%(month)s：两边一起巡查 %(n)s 次", one.number)
    month = dateformat.format(date.fromisoformat(f"{one.month}-01"), gettext("Y年n月"))
    return said % {"month": month, "n": one.number}, apart(_stretch(part) for part in one.stretches if part.number)


def _stretch(part: Stretch) -> str:
    said = ngettext("%(from)d-%(to)d 公里：%(n)s 次", "%(from)d-%(to)d 公里：%(n)s 次", part.number)
    return said % {"from": part.from_m // 1000, "to": part.to_m // 1000, "n": part.number}
