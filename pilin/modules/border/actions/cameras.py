"""Entries of the registers of cameras and of look-ups: added, and never changed once they say something."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from pilin.base import ids, masking
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.modules.border import models
from pilin.modules.border.queries import cameras as queries
from pilin.modules.border.queries.records import length_m
from pilin.modules.border.rules import cameras, look_ups
from pilin.modules.border.rules.cameras import Camera
from pilin.modules.border.rules.look_ups import LookUp
from pilin.modules.border.rules.register_codes import RegisterRefusal

_FREE = ("place", "operator", "purpose", "first_office", "second_office")
_PUBLIC = ("complain_to", "filing_number")
"""Numbers of telephones and of files belong there; numbers of citizens nowhere."""


def enter_camera(camera: Camera, *, by: str, at: Instant) -> str:
    """Enter a camera, or what is new of one that bears an id; return the id. Raises what `check_camera` has."""
    day = day_of(at)
    cameras.check_camera(camera, day=day, length_m=length_m(day=day))
    masked: dict[str, Any] = {name: masking.mask_personal(getattr(camera, name)).text.strip() for name in _FREE}
    masked |= {name: masking.mask(getattr(camera, name)).strip() for name in _PUBLIC}
    named = replace(camera, id=camera.id or ids.new_id(at), **masked)
    if any(cameras.is_same(named, other) for other in queries.standing_at(named.at_m) if other.id != named.id):
        raise _twice(named)
    try:
        _write(named, by=by, at=at)
    except IntegrityError:  # another request was quicker
        raise _twice(named) from None
    return named.id


def _twice(camera: Camera) -> Refused:
    return Refused(RegisterRefusal.CAMERA_STANDS_ALREADY, place=camera.place, at_m=camera.at_m)


@transaction.atomic
def _write(camera: Camera, *, by: str, at: Instant) -> None:
    before = models.CameraEntry.objects.select_for_update().filter(camera=camera.id, is_last=True)
    last = max((row.version for row in before), default=0)
    before.update(is_last=False)
    said = {name: value for name, value in vars(camera).items() if name not in ("id", "version")}
    late = min(cameras.late_from(camera).values(), default=None)
    made = {"camera": camera.id, "version": last + 1, "late_from": late, "written_by": by, "written_at": at}
    models.CameraEntry.objects.create(**said, **made)


def ask_look_up(look_up: LookUp, *, storage_days: int, at: Instant) -> int:
    """Ask to look into stored pictures; return the number of the entry. Raises SPAN_OF_A_LOOK_UP_IS_NONE."""
    look_ups.check_asked(look_up, storage_days=storage_days, at=at)
    masked: dict[str, Any] = {name: masking.mask_personal(getattr(look_up, name)).text for name in ("article", "paper")}
    said = {name: value for name, value in vars(replace(look_up, **masked)).items() if name != "id"}
    return int(models.LookUp.objects.create(**said, late_from=_late(look_up)).pk)


def answer_look_up(look_up: LookUp, *, is_approved: bool, by: str, at: Instant) -> None:
    """Approve of a look-up or not, as another person. Raises what `check_answered` has."""
    look_ups.check_answered(look_up, by=by)
    said: dict[str, Any] = {"is_approved": is_approved, "answered_by": by}
    _move(look_up, {**said, "answered_at": at}, late=replace(look_up, **said), still={"is_approved": None})


def close_look_up(
    look_up: LookUp, *, result: str, was_copied: bool, destroy_on: date | None, by: str, at: Instant
) -> None:
    """Say in a word what came of a look-up, and whether something was copied. Raises what `check_closed` has."""
    look_ups.check_closed(look_up, was_copied=was_copied, destroy_on=destroy_on, day=day_of(at))
    said: dict[str, Any] = {
        "result": result,
        "was_copied": was_copied,
        "destroy_on": destroy_on,
        "closed_by": by,
    }
    _move(look_up, {**said, "closed_at": at}, late=replace(look_up, **said), still={"result": ""})


def enter_destruction(look_up: LookUp, *, by: str, at: Instant) -> None:
    """Enter that the copy of a look-up was destroyed today. Raises LOOK_UP_IS_PAST_THIS."""
    look_ups.check_destroyed(look_up)
    said: dict[str, Any] = {"destroyed_on": day_of(at)}
    _move(look_up, {**said, "destroyed_by": by}, late=replace(look_up, **said), still={"destroyed_on": None})


def _move(look_up: LookUp, said: dict[str, Any], *, late: LookUp, still: dict[str, Any]) -> None:
    """Write what is said once, where nobody said it meanwhile."""
    rows = models.LookUp.objects.filter(pk=look_up.id, **still)
    if not rows.update(**said, late_from=_late(late)):
        raise Refused(RegisterRefusal.LOOK_UP_IS_PAST_THIS)


def _late(look_up: LookUp) -> date | None:
    found = look_ups.late_from(look_up)
    return found[1] if found else None
