"""A paper read back, as one would copy its text out, by a library that did not write it."""

import io

import pypdf


def pages(data: bytes) -> list[str]:
    """Return the text of each page without gaps.

    The reader takes the codes of two bytes, which a font of more than 256 letters has, for two codes each.
    """
    reader = pypdf.PdfReader(io.BytesIO(data))
    return ["".join(page.extract_text().replace("\x00", "").split()) for page in reader.pages]


def text(data: bytes) -> str:
    """Return the text of all pages without gaps."""
    return "".join(pages(data))
