"""Duties: what is done by the clock, and that one which fails does not stop the others."""

import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.tests.links import AT, PEER
from pilin.node import duties

done: list[Instant] = []


def declared(*, at: Instant) -> None:
    """Do what a room declared."""
    done.append(at)


@pytest.mark.django_db
def test_quarantine_is_forgotten_after_its_days() -> None:
    days = settings.NODE.limits.quarantine_days
    for name, age in (("old", days + 1), ("new", days - 1)):
        at = Instant(AT - timedelta(days=age))
        tables.Quarantine.objects.create(peer=PEER, reason="gap", hash=name, size=1, cipher=b"", at=at)
    duties.forget_quarantine(at=AT)
    assert list(tables.Quarantine.objects.values_list("hash", flat=True)) == ["new"]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_erased"), [(-1, True), (0, False)])
def test_a_part_is_erased_the_day_after_its_last(days: int, is_erased: bool) -> None:
    last_day = clock.day_of(AT) + timedelta(days=days)
    members = {"event_hash": "a" * 64, "name": "who", "author": PEER, "readers": [], "purpose": "x"}
    tables.Part.objects.create(**members, keep_until=last_day, salt="s", key=b"k", cipher=b"c")
    duties.erase_parts(at=AT)
    assert (bytes(tables.Part.objects.get().key) == b"") is is_erased


def test_a_room_declares_duties_in_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps.get_app_config("federation"), "duties", (f"{__name__}.declared",), raising=False)
    assert duties.duties()[:2] == [duties.forget_quarantine, duties.erase_parts]
    assert any(duty.__name__ == "declared" for duty in duties.duties())


@pytest.mark.django_db
def test_a_duty_that_fails_is_logged_and_the_next_is_done(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*, at: Instant) -> None:
        raise LookupError(f"at {at}")

    done.clear()
    duties.do([broken, declared], at=AT)
    assert done == [AT]
    assert "broken failed" in caplog.text


@pytest.mark.django_db
def test_the_thread_does_a_round_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = threading.Event()

    def noted(*, at: Instant) -> None:
        rounds.set()

    monkeypatch.setattr(duties, "duties", lambda: [noted])
    thread = duties.Duties()
    thread.start()
    assert rounds.wait(5)
    thread.stop()
    assert not thread._thread.is_alive()
