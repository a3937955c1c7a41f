"""The registers of cameras and of look-ups, as their last entries have them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from pilin.kernel.organisations import queries as organisations
from pilin.modules.border import models
from pilin.modules.border.rules import cameras as rules
from pilin.modules.border.rules import look_ups as looking
from pilin.modules.border.rules.cameras import Alarm, Camera
from pilin.modules.border.rules.look_ups import LookUp, Purpose

CAMERAS_MAX, LOOK_UPS_MAX = 500, 200
"""How many rows a page shows; those that are late can be asked for by themselves."""
_CAMERA = [one.name for one in fields(Camera) if one.name != "id"]
_LOOK_UP = [one.name for one in fields(LookUp) if one.name not in ("id", "purpose")]


@dataclass(frozen=True)
class Entry:
    """What was entered of a camera, by which account of ours, and when."""

    camera: Camera
    written_by: str
    written_at: datetime


def cameras(*, late_on: date | None = None, is_off: bool = False) -> list[Camera]:
    """Return the cameras in use, or those that are off, along the line; those that are late on a day; one query."""
    found = models.CameraEntry.objects.filter(is_last=True, is_off=is_off) if late_on is None else late_rows(late_on)
    return [camera_of(row) for row in found.order_by("at_m", "camera")[:CAMERAS_MAX]]


def late_rows(day: date) -> QuerySet[models.CameraEntry]:
    """Return the cameras of which a duty, or a look-up, is late on a day: to be counted or shown."""
    open_ones = models.LookUp.objects.filter(camera=OuterRef("camera"), late_from__lte=day)
    return models.CameraEntry.objects.filter(Q(late_from__lte=day) | Exists(open_ones), is_last=True)


def camera(named: str) -> Camera | None:
    """Return one camera as its last entry has it; one query."""
    row = models.CameraEntry.objects.filter(camera=named, is_last=True).first()
    return camera_of(row) if row else None


def standing_at(at_m: int) -> list[Camera]:
    """Return the cameras in use at a metre of the line; one query."""
    rows = models.CameraEntry.objects.filter(at_m=at_m, is_last=True, is_off=False).order_by("camera")
    return [camera_of(row) for row in rows]


def entries_of(named: str) -> list[Entry]:
    """Return what was entered of a camera, the latest first; one query."""
    rows = models.CameraEntry.objects.filter(camera=named).order_by("-version")
    return [Entry(camera_of(row), row.written_by, row.written_at) for row in rows]


def alarms_of(found: Iterable[Camera], *, day: date) -> Mapping[str, list[Alarm]]:
    """Return by camera what is late on a day, its look-ups among it; one query."""
    said: defaultdict[str, set[Alarm]] = defaultdict(set)
    for row in models.LookUp.objects.filter(late_from__lte=day):
        late = looking.late_from(look_up_of(row))
        said[row.camera] |= {late[0]} if late else set()
    for one in found:
        said[one.id] |= {*rules.alarms(one, day)}
    return {named: [alarm for alarm in Alarm if alarm in alarms] for named, alarms in said.items()}


def look_ups() -> list[tuple[LookUp, str]]:
    """Return look-ups with the places of their cameras; one query.

    Those that wait for something come first, by their day, then the latest.
    """
    rows = _placed().order_by(F("late_from").asc(nulls_last=True), "-asked_at", "-id")
    return [(look_up_of(row), row.place or row.camera) for row in rows[:LOOK_UPS_MAX]]


def look_up(number: int) -> tuple[LookUp, str] | None:
    """Return one look-up by its number with the place of its camera; one query."""
    row = _placed().filter(pk=number).first()
    return (look_up_of(row), row.place or row.camera) if row else None


def _placed() -> QuerySet[Any]:
    last = models.CameraEntry.objects.filter(camera=OuterRef("camera"), is_last=True)
    return models.LookUp.objects.annotate(place=Subquery(last.values("place")[:1]))


def staff() -> dict[str, str]:
    """Return the names of our own staff by their accounts (条例 16: the name of who looked); one query."""
    return {one.account: one.display_name for one in organisations.people()}


def unit_of(office: str) -> str:
    """Return the body and the name of an office (条例 16: the unit of who looked); one query."""
    return " ".join(filter(None, organisations.offices_called([office]).get(office, ())))


def camera_of(row: models.CameraEntry) -> Camera:
    """Return a row as a camera."""
    return Camera(id=row.camera, **{name: getattr(row, name) for name in _CAMERA})


def look_up_of(row: models.LookUp) -> LookUp:
    """Return a row as a look-up."""
    return LookUp(id=row.pk, purpose=Purpose(row.purpose), **{name: getattr(row, name) for name in _LOOK_UP})
