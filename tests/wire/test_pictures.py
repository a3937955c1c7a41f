"""Photographs: only pictures are taken, nothing of their file is kept but the points, and all are small."""

import io
import random
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from pilin.base.refusal import Refused
from pilin.wire import pictures
from pilin.wire.pictures import PictureRefusal

GPS, MAKE, ORIENTATION, REMARK = 34853, 271, 274, 37510


def picture(width: int = 40, height: int = 20, *, form: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """Return a picture as a file, its left half red."""
    drawn = Image.new(mode, (width, height), "white")
    drawn.paste("red" if mode != "L" else 0, (0, 0, width // 2, height))
    out = io.BytesIO()
    drawn.save(out, form, **options)
    return out.getvalue()


def with_exif() -> bytes:
    """Return a picture that says where, by what and how it was taken: it lies on its side."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION], exif[REMARK] = "PhoneMaker", 6, "张三摄"
    exif.get_ifd(GPS)[2] = (30.0, 45.0, 9.0)
    exif.get_ifd(GPS)[1] = "N"
    return picture(exif=exif, comment=b"taken by Zhang San")


def refused(data: bytes) -> PictureRefusal:
    with pytest.raises(Refused) as found:
        pictures.drawn_anew(data)
    assert isinstance(found.value.code, PictureRefusal)
    return found.value.code


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_the_usual_forms_become_plain_ones(form: str) -> None:
    kept = pictures.drawn_anew(picture(form=form))
    assert (opened(kept.data).format, opened(kept.data).size) == ("JPEG", (kept.width, kept.height))
    assert pictures.is_plain(kept.data)


def test_place_device_and_remarks_are_dropped() -> None:
    data = with_exif()
    assert b"PhoneMaker" in data
    assert opened(data).getexif().get_ifd(GPS)
    kept = pictures.drawn_anew(data)
    found = opened(kept.data)
    assert not found.getexif()
    assert {*found.info} <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert b"PhoneMaker" not in kept.data
    assert b"Zhang San" not in kept.data
    assert b"Exif" not in kept.data


def test_texts_of_a_png_are_dropped() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Zhang San")
    assert b"Zhang" not in pictures.drawn_anew(picture(form="PNG", pnginfo=told)).data


def test_what_was_taken_on_its_side_stands_upright() -> None:
    kept = pictures.drawn_anew(with_exif())
    assert (kept.width, kept.height) == (20, 40)
    red, green, _blue = opened(kept.data).getpixel((10, 5))  # type: ignore[misc]
    assert red > 200 > green


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (1000, 5000)])
def test_large_pictures_are_made_small(width: int, height: int) -> None:
    kept = pictures.drawn_anew(picture(width, height))
    assert max(kept.width, kept.height) == pictures.SIDE_MAX
    assert abs(kept.width / kept.height - width / height) < 0.01
    assert len(kept.data) <= pictures.KEPT_BYTES_MAX


def test_a_restless_picture_is_written_more_coarsely_until_it_is_small() -> None:
    noise = Image.frombytes("RGB", (900, 700), random.Random(7).randbytes(900 * 700 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert len(pictures.drawn_anew(out.getvalue()).data) <= pictures.KEPT_BYTES_MAX


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "CMYK", "1"])
def test_any_way_of_writing_colours_is_taken(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    drawn = Image.new("RGB", (30, 20), "red").convert(mode)
    out = io.BytesIO()
    drawn.save(out, form)
    assert pictures.is_plain(pictures.drawn_anew(out.getvalue()).data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7 x",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:60],
        picture(form="PNG")[:40],
        picture(form="GIF"),
        picture(form="BMP"),
        picture(form="TIFF"),
        b"\xff\xd8\xff" + b"\0" * 500,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refused(data) is PictureRefusal.PICTURE_IS_NONE
    assert not pictures.is_plain(data)


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    assert refused(b"\xff" * (pictures.BYTES_MAX + 1)) is PictureRefusal.PICTURE_IS_TOO_LARGE
    bomb = picture(form="PNG").replace((40).to_bytes(4, "big") + (20).to_bytes(4, "big"), b"\0\1\0\0\0\1\0\0", 1)
    with pytest.raises(Refused):
        pictures.drawn_anew(bomb)


def test_only_what_was_drawn_anew_counts_as_plain() -> None:
    assert not pictures.is_plain(with_exif())
    assert not pictures.is_plain(picture(2000, 10))
    assert not pictures.is_plain(picture(form="PNG"))
    assert not pictures.is_plain(pictures.drawn_anew(picture()).data + b"\0" * pictures.KEPT_BYTES_MAX)
    assert pictures.is_plain(pictures.drawn_anew(with_exif()).data)
