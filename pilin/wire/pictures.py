"""Photographs as people hand them in: checked, turned upright, made small, and bare of place, device and remarks.

What a camera writes beside a picture (Exif, XMP, IPTC, comments, thumbnails, profiles) may tell where and by whom
it was taken (Personal Information Protection Law, art. 6: no more than is needed). So nothing of the file is kept: the
picture is drawn anew, and only its points are written. Nothing here looks at what a picture shows.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from pilin.base.refusal import Code, Refused, Remedy

FORMATS = ("JPEG", "PNG", "WEBP")
BYTES_MAX, POINTS_MAX, SIDE_MAX = 20 * 2**20, 60_000_000, 1600
KEPT_BYTES_MAX = 400 * 1024
QUALITIES = (82, 70, 55, 40)
_HEAD, _BROUGHT = b"\xff\xd8\xff", ("exif", "xmp", "photoshop", "comment", "icc_profile", "adobe", "mp", "mpoffset")


class PictureRefusal(Code):
    """Why a photograph is not taken."""

    PICTURE_IS_NONE = "picture_is_none", Remedy.FIX_AND_RESEND
    PICTURE_IS_TOO_LARGE = "picture_is_too_large", Remedy.FIX_AND_RESEND


@dataclass(frozen=True)
class Picture:
    """A photograph as it is kept: a plain JPEG, and its size in points."""

    data: bytes
    width: int
    height: int


def drawn_anew(data: bytes) -> Picture:
    """Return a photograph drawn anew, upright and small. Raises PICTURE_IS_NONE or PICTURE_IS_TOO_LARGE."""
    if len(data) > BYTES_MAX:
        raise Refused(PictureRefusal.PICTURE_IS_TOO_LARGE, megabytes=BYTES_MAX // 2**20)
    points = _points(data)
    for quality in QUALITIES:
        written = _written(points, quality)
        if len(written) <= KEPT_BYTES_MAX:
            break
    return Picture(written, points.width, points.height)


def is_plain(data: bytes) -> bool:
    """Tell whether bytes are a picture as `drawn_anew` writes them: what came from elsewhere is shown only if so."""
    if len(data) > KEPT_BYTES_MAX or not data.startswith(_HEAD):
        return False
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as found:
            small = max(found.size) <= SIDE_MAX
            found.load()
            return small and not {*_BROUGHT} & {*found.info} and not found.getexif()
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return False


def _points(data: bytes) -> Image.Image:
    """Return the points of a picture, upright, without colours' transparency, and no larger than is looked at."""
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=FORMATS) as found:
            warnings.simplefilter("ignore")
            if found.width * found.height > POINTS_MAX:
                raise Refused(PictureRefusal.PICTURE_IS_TOO_LARGE, megabytes=BYTES_MAX // 2**20)
            found.draft("RGB", (SIDE_MAX, SIDE_MAX))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except Image.DecompressionBombError:
        raise Refused(PictureRefusal.PICTURE_IS_TOO_LARGE, megabytes=BYTES_MAX // 2**20) from None
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError):
        raise Refused(PictureRefusal.PICTURE_IS_NONE) from None
    upright.thumbnail((SIDE_MAX, SIDE_MAX))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    return bare


def _written(points: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    points.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
