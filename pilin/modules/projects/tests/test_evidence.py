"""Photographs beside a finding: with the tick, drawn anew, of both sides, and shown only where it was declared."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilin.kernel.federation import actions as federation
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.projects.rules import evidence
from pilin.modules.projects.rules.evidence import DECLARED, Evidence, declared, evidence_of
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import samples
from pilin.wire import pictures
from tests.wire.test_pictures import picture, with_exif

Read = Callable[..., str]
DAY = date(2026, 3, 2)
A, B = "a" * 64, "b" * 64


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("site.jpg", picture() if data is None else data, content_type="image/jpeg")


def filled(**changes: Any) -> dict[str, Any]:
    """Return what the form sends for one photograph."""
    plain = {"photo-file.1": upload(), "photo-caption.1": "护岸裂缝", "photo-shows_works": "on"}
    return {**plain, **changes}


def added(finding: str, **changes: Any) -> Any:
    return samples.browser("zhao").post(f"/projects/findings/{finding}/photos/", filled(**changes))


def they_note(watch: Watch, text: str, digest: str) -> None:
    """Let the neighbour write a note that names a picture."""
    draft = chain.noting(watch.stage.ours, text, basis=watch.stage.view().basis, attachments=[digest])
    watch.stage.they_tell(draft)
    watch.stage.meet()


def note(text: str, *digests: str, author: str = US) -> tuple[str, date, dict[str, Any]]:
    return author, DAY, {"text": text, "attachments": list(digests)}


def test_a_note_with_the_declaration_is_a_photograph() -> None:
    assert evidence_of([note(declared("裂缝"), A)]) == [Evidence(A, "裂缝", US, DAY)]


@pytest.mark.parametrize("text", ["裂缝", "", f"见图。{DECLARED}裂缝", "照片：裂缝"])
def test_a_picture_without_the_declaration_is_none(text: str) -> None:
    assert evidence_of([note(text, A)]) == []


def test_a_declaration_without_a_picture_is_none() -> None:
    assert evidence_of([note(declared("裂缝")), (US, DAY, {"text": declared("裂缝"), "attachments": None})]) == []


def test_each_picture_stands_once_as_it_came_first() -> None:
    found = evidence_of([note(declared("一"), A), note(declared("二"), B, author=THEM), note(declared("三"), A)])
    assert [(one.digest, one.caption, one.side) for one in found] == [(A, "一", US), (B, "二", THEM)]


def test_there_is_an_end_to_what_is_shown() -> None:
    many = [note(declared(str(number)), f"{number:064x}") for number in range(40)]
    assert len(evidence_of(many)) == evidence.SHOWN_MAX


def test_a_photograph_is_drawn_anew_and_held_by_both_sides(watch: Watch) -> None:
    finding = watch.finding()
    assert added(finding, **{"photo-file.1": upload(with_exif())}).status_code == 302
    plain = pictures.drawn_anew(with_exif()).data
    shown = samples.browser("li").get(f"/projects/findings/{finding}/").content.decode()
    digest = shown.partition(f"/projects/findings/{finding}/photos/")[2][:64]
    assert [federation.blob(digest, reader=reader) for reader in (US, THEM)] == [plain, plain]
    answer = samples.browser("li").get(f"/projects/findings/{finding}/photos/{digest}.jpg")
    assert (answer.status_code, answer.content) == (200, plain)


def test_the_finding_shows_it_with_its_caption_and_whose_it_is(watch: Watch, read: Read) -> None:
    finding = watch.finding()
    added(finding, **{"photo-caption.1": "<script>alert(1)</script>"})
    assert "问题证据；平湖市；" in read(f"/projects/findings/{finding}/", "li")
    assert "<script>alert" not in samples.browser("li").get(f"/projects/findings/{finding}/").content.decode()


def test_who_sets_a_finding_right_shows_what_was_done(watch: Watch, read: Read) -> None:
    finding = watch.they_find()
    assert added(finding, **{"photo-caption.1": "护岸已修"}).status_code == 302
    words = read(f"/projects/findings/{finding}/", "li")
    assert "整改情况；平湖市；" in words
    assert "护岸已修" in words


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"photo-shows_works": ""}, "id_photo-shows_works_error"),
        ({"photo-caption.1": " "}, "id_photo-caption.1_error"),
        ({"photo-file.1": upload(b"%PDF-1.7")}, "id_photo-file.1_error"),
        ({"photo-file.1": ""}, "id_photo-file.1_error"),
    ],
)
def test_what_does_not_fit_is_told_in_its_field_and_nothing_is_noted(watch: Watch, changes: Any, field: str) -> None:
    finding = watch.finding()
    answer = added(finding, **changes)
    assert answer.status_code == 200
    assert f'id="{field}"' in answer.content.decode()
    shown = samples.browser("li").get(f"/projects/findings/{finding}/").content.decode()
    assert ".jpg" not in shown


def test_only_who_acts_may_add(watch: Watch, client: Any) -> None:
    page = f"/projects/findings/{watch.finding()}/photos/"
    assert client.get(page).status_code == 302
    assert samples.browser("li").get(page).status_code == 403
    assert samples.browser("zhao").get(page).status_code == 200


def test_a_picture_of_the_neighbour_is_shown_if_it_is_declared_and_plain(watch: Watch) -> None:
    finding = watch.finding()
    plain = federation.keep_blob(pictures.drawn_anew(picture()).data, (US, THEM))
    other = federation.keep_blob(with_exif(), (US, THEM))
    silent = federation.keep_blob(pictures.drawn_anew(picture(50, 50)).data, (US, THEM))
    they_note(watch, declared("整改后"), plain)
    they_note(watch, declared("原图"), other)
    they_note(watch, "没有声明", silent)
    page = f"/projects/findings/{finding}/photos"
    codes = [samples.browser("li").get(f"{page}/{digest}.jpg").status_code for digest in (plain, other, silent)]
    assert codes == [200, 404, 404]


def test_a_picture_of_another_matter_is_not_found(watch: Watch) -> None:
    finding = watch.finding()
    kept = federation.keep_blob(pictures.drawn_anew(picture()).data, (US, THEM))
    assert samples.browser("li").get(f"/projects/findings/{finding}/photos/{kept}.jpg").status_code == 404
