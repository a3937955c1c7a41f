"""Photographs of a month: added with the tick, kept by their content, public once both signed the month."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Month
from pilin.modules.projects.rules import checks, kept
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Photo
from pilin.modules.projects.tests.play import HALF, Play
from pilin.modules.projects.tests.samples import half, report
from pilin.web.tests import samples
from pilin.wire import pictures
from tests.wire.test_pictures import picture, with_exif

Read = Callable[..., str]
MONTH = "2026-03"
PLAIN = pictures.drawn_anew(picture()).data
TICK: dict[str, Any] = {"photo-shows_works": "on"}


def upload(data: bytes | None = None, name: str = "site.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data, content_type="image/jpeg")


def sent(plan: str, page: str = "report/", **fields: Any) -> Any:
    """Send our half with photographs by its form."""
    plain = {"done": "清淤一段", "percent": "20", "reached.m1": "", "reached.m2": ""}
    return samples.browser("zhao").post(f"/projects/{plan}/months/{MONTH}/{page}", {**plain, **fields})


def added(**changes: Any) -> dict[str, Any]:
    """Return what the form sends for one photograph."""
    return {"photo-file.1": upload(), "photo-caption.1": "清淤现场", **TICK, **changes}


def digests(plan: str) -> list[str]:
    return [one.digest for one in queries.photos_named(queries.reports_of(plan))]


def public(address: str) -> Any:
    return Client(headers={"host": "public.example"}).get(address)


def test_a_photograph_is_drawn_anew_kept_by_its_content_and_attached(play: Play) -> None:
    plan = play.plan()
    assert sent(plan, **added(**{"photo-file.1": upload(with_exif())})).status_code == 302
    (digest,) = digests(plan)
    play.stage.matter = queries.reports_of(plan)[0].id
    assert play.stage.ours.chain[0].ordered.attachments == (digest,)
    for reader in (US, THEM):
        assert federation.blob(digest, reader=reader) == pictures.drawn_anew(with_exif()).data
    assert federation.blob(digest, reader="330421") is None


def test_the_month_and_the_project_show_it_with_its_caption(play: Play, read: Read) -> None:
    plan = play.plan()
    sent(plan, **added(**{"photo-caption.1": "<script>alert(1)</script>"}))
    for page in (f"/projects/{plan}/", f"/projects/{plan}/months/{MONTH}/"):
        html = samples.browser("li").get(page).content.decode()
        assert f'src="/projects/{plan}/photos/{digests(plan)[0]}.jpg"' in html
        assert "<script>alert" not in html
        assert "待会签" in read(page, "li")
    answer = samples.browser("li").get(f"/projects/{plan}/photos/{digests(plan)[0]}.jpg")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert pictures.is_plain(answer.content)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"photo-shows_works": ""}, "id_photo-shows_works_error"),
        ({"photo-caption.1": " "}, "id_photo-caption.1_error"),
        ({"photo-file.1": upload(b"%PDF-1.7")}, "id_photo-file.1_error"),
        ({"photo-file.1": upload(picture(form="GIF"))}, "id_photo-file.1_error"),
        ({"photo-file.1": upload(b"")}, "id_photo-file.1_error"),
    ],
)
def test_what_does_not_fit_is_told_in_its_field_and_nothing_is_reported(play: Play, changes: Any, field: str) -> None:
    plan = play.plan()
    answer = sent(plan, **added(**changes))
    assert answer.status_code == 200
    assert f'id="{field}"' in answer.content.decode()
    assert queries.reports_of(plan) == ()


def test_photographs_stay_until_they_are_taken_off(play: Play) -> None:
    plan = play.plan()
    sent(plan, **added())
    (first,) = digests(plan)
    other: dict[str, Any] = {"photo-file.1": upload(picture(50, 50)), "photo-caption.1": "护岸", **TICK}
    sent(plan, **{f"photo-keep.{first}": "on"}, **other)
    assert digests(plan)[0] == first
    assert len(digests(plan)) == 2
    sent(plan)
    assert digests(plan) == []


def test_a_half_without_photographs_names_none(play: Play) -> None:
    plan = play.plan()
    assert sent(plan).status_code == 302
    play.stage.matter = queries.reports_of(plan)[0].id
    opened = play.stage.ours.chain[0].ordered
    assert "photos" not in opened.fields["half"]
    assert opened.attachments == ()


def test_too_many_photographs_and_one_without_the_tick_are_refused_by_the_rules() -> None:
    one = {"digest": "0" * 64, "caption": "x", "shows_works": True}
    checks.check_photos([one] * checks.PHOTOS_MAX)
    for photos, code in (
        ([one] * 7, ProjectRefusal.PHOTOS_ARE_TOO_MANY),
        ([{**one, "shows_works": False}], ProjectRefusal.PHOTO_MAY_SHOW_FACES),
        ([{"digest": "0" * 64, "caption": "x"}], ProjectRefusal.PHOTO_MAY_SHOW_FACES),
    ):
        with pytest.raises(Refused) as refused:
            checks.check_photos(photos)
        assert refused.value.code is code


def test_photographs_come_back_from_a_table_as_they_were_written() -> None:
    said = report(halves={US: half(photos=(Photo("0" * 64, "清淤"),)), THEM: half()})
    assert kept.report(kept.write(said)) == said
    old = kept.write(said)
    del old["halves"][US]["photos"]
    assert kept.report(old).halves[US].photos == ()


# Whom a photograph is shown to


def test_a_photograph_that_no_report_of_the_project_names_is_not_found(play: Play) -> None:
    plan = play.plan()
    hidden = actions.keep_photo(play.project(plan).plan, picture(60, 60))
    assert samples.browser("li").get(f"/projects/{plan}/photos/{hidden}.jpg").status_code == 404
    assert samples.browser("hu").get(f"/projects/{plan}/photos/{hidden}.jpg").status_code == 403
    assert Client().get(f"/projects/{plan}/photos/{hidden}.jpg").status_code == 302


def with_theirs(play: Play, plan: str, data: bytes) -> str:
    """Let the neighbour report a month with a photograph, and let its file arrive; return its hash."""
    digest = federation.keep_blob(data, [US, THEM])
    photo = {"digest": digest, "caption": "护岸现场", "shows_works": True}
    play.they_report(plan, MONTH, photos=[photo])
    return digest


@pytest.mark.parametrize(("data", "status"), [(PLAIN, 200), (with_exif(), 404), (b"MZ", 404)])
def test_what_the_other_side_sent_is_shown_only_if_it_is_plain(play: Play, data: bytes, status: int) -> None:
    plan = play.plan()
    digest = with_theirs(play, plan, data)
    assert samples.browser("li").get(f"/projects/{plan}/photos/{digest}.jpg").status_code == status


def test_a_photograph_that_has_not_arrived_is_not_found(play: Play) -> None:
    plan = play.plan()
    digest = "f" * 64
    play.they_report(plan, MONTH, photos=[{"digest": digest, "caption": "护岸现场", "shows_works": True}])
    assert digests(plan) == [digest]
    assert samples.browser("li").get(f"/projects/{plan}/photos/{digest}.jpg").status_code == 404


@pytest.mark.usefixtures("fresh")
def test_residents_see_photographs_of_months_that_both_signed(play: Play) -> None:
    plan = play.plan()
    sent(plan, **added())
    (digest,) = digests(plan)
    code = plan[-10:]
    assert digest not in public(f"/projects/{code}/").content.decode()
    assert public(f"/projects/{code}/photos/{digest}.jpg").status_code == 404
    play.stage.meet()
    play.stage.matter = queries.reports_of(plan)[0].id
    play.they_add()
    play.both("sign")
    caches["public"].clear()
    assert f"/projects/{code}/photos/{digest}.jpg" in public(f"/projects/{code}/").content.decode()
    answer = public(f"/projects/{code}/photos/{digest}.jpg")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert not answer.cookies


def test_under_the_first_version_of_the_kind_no_photographs_are_offered(play: Play, monkeypatch: Any) -> None:
    plan = play.plan()
    monkeypatch.setattr("pilin.modules.projects.views.months.kinds_of", lambda _scene: {})
    html = samples.browser("zhao").get(f"/projects/{plan}/months/{MONTH}/report/").content.decode()
    assert "photo-file" not in html
    assert sent(plan).status_code == 302


def test_more_photographs_cost_no_more_queries(play: Play, django_assert_num_queries: Any) -> None:
    plan = play.plan()
    sent(plan, **added())
    reports = queries.reports_of(plan)
    with django_assert_num_queries(0):
        assert len(queries.photos_of(reports)) == 1
    assert Month.objects.count() == 1
    assert HALF["done"]
