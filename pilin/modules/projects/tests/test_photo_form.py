"""The form of photographs: what it asks for, what it keeps, and what it hands on; no picture is looked at by it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilin.base.refusal import Refused
from pilin.modules.projects.forms import ADDED_MAX, CAPTION_MAX, PhotoForm
from pilin.modules.projects.rules.checks import PHOTOS_MAX
from pilin.modules.projects.rules.facts import Photo
from pilin.wire.pictures import PictureRefusal

HELD = (Photo("a" * 64, "清淤"), Photo("b" * 64, "护岸"))
KEEP = {f"photo-keep.{one.digest}": "on" for one in HELD}
TICK = {"photo-shows_works": "on"}


def form(data: dict[str, str], *numbers: int, held: Any = ()) -> PhotoForm:
    """Return the form with files under some numbers, each of one byte that is its number."""
    files = {f"photo-file.{number}": SimpleUploadedFile("x.jpg", bytes([number])) for number in numbers}
    return PhotoForm(data, files, held=held)


def kept(data: bytes) -> str:
    return f"{data[0]:064}"


def test_nothing_is_asked_for_where_nothing_is_added() -> None:
    empty = form({})
    assert empty.is_valid()
    assert empty.photos(kept) == []


def test_each_photograph_is_kept_and_named_with_its_caption_and_the_declaration() -> None:
    filled = form({"photo-caption.1": "清淤船", "photo-caption.3": "护坡", **TICK}, 1, 3)
    assert filled.is_valid()
    assert filled.photos(kept) == [
        {"digest": kept(b"\1"), "caption": "清淤船", "shows_works": True},
        {"digest": kept(b"\3"), "caption": "护坡", "shows_works": True},
    ]


def test_what_stays_needs_no_second_tick_and_what_is_unticked_goes() -> None:
    stays = form(KEEP, held=HELD)
    assert stays.is_valid()
    assert [one["digest"] for one in stays.photos(kept) or ()] == ["a" * 64, "b" * 64]
    one = form({f"photo-keep.{'b' * 64}": "on"}, held=HELD)
    assert one.is_valid()
    assert [photo["caption"] for photo in one.photos(kept) or ()] == ["护岸"]


def test_one_picture_added_twice_stands_once_with_its_last_caption() -> None:
    twice = form({"photo-caption.1": "甲", "photo-caption.2": "乙", **TICK}, 1, 2)
    assert twice.is_valid()
    assert twice.photos(lambda _data: "c" * 64) == [{"digest": "c" * 64, "caption": "乙", "shows_works": True}]


@pytest.mark.parametrize(
    ("data", "numbers", "wrong"),
    [
        ({"photo-caption.1": "x"}, (1,), {"shows_works"}),
        (TICK, (1,), {"caption.1"}),
        ({"photo-caption.1": "x" * (CAPTION_MAX + 1), **TICK}, (1,), {"caption.1"}),
        ({}, (1, 2), {"shows_works", "caption.1", "caption.2"}),
    ],
)
def test_each_fault_stands_at_its_field(data: dict[str, str], numbers: tuple[int, ...], wrong: set[str]) -> None:
    faulty = form(data, *numbers)
    assert not faulty.is_valid()
    assert {*faulty.errors} == wrong


def test_too_many_are_told_of_the_form_as_a_whole() -> None:
    held = [Photo(f"{number:064}", "x") for number in range(PHOTOS_MAX)]
    data = {f"photo-keep.{one.digest}": "on" for one in held} | {"photo-caption.1": "x", **TICK}
    crowded = form(data, 1, held=held)
    assert not crowded.is_valid()
    assert f"最多放 {PHOTOS_MAX} 张照片" in crowded.non_field_errors()[0]
    first = f"photo-keep.{held[0].digest}"
    assert form({name: text for name, text in data.items() if name != first}, 1, held=held).is_valid()


def test_what_is_no_picture_is_told_at_its_file_and_nothing_is_handed_on() -> None:
    def refuse(data: bytes) -> str:
        if data == b"\2":
            raise Refused(PictureRefusal.PICTURE_IS_NONE)
        return kept(data)

    mixed = form({"photo-caption.1": "甲", "photo-caption.2": "乙", **TICK}, 1, 2)
    assert mixed.is_valid()
    assert mixed.photos(refuse) is None
    assert {*mixed.errors} == {"file.2"}
    assert "不是照片" in mixed.errors["file.2"][0]


def test_it_offers_a_few_places_and_reminds_of_names() -> None:
    labels = [str(field.label) for field in form({}).fields.values()]
    assert len([label for label in labels if label.startswith("照片")]) == 2 * ADDED_MAX
    assert all("不写姓名" in label for label in labels if "拍的是什么" in label)
    assert "没有可辨认的人脸" in labels[-1]
