"""What no file may say, and what every reference file must."""

import os
import re

import pytest

from pilin.base import refdata
from tests.house import tree

HOSTS = re.compile(r"pythonhosted\.org|pypi\.(?:org|python)|npmjs\.(?:org|com)|index-url[= ]+https?:|/simple/?$", re.M)
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E])\b")
RECOGNISERS = re.compile(
    r"^(?:opencv|face[-_]|facenet|deepface|dlib|insightface|retina-?face|mtcnn|mediapipe|openalpr|hyperlpr|ultralytics)",
    re.M,
)


def test_no_file_names_a_package_index() -> None:
    assert [tree.name(path) for path in tree.files() if HOSTS.search(tree.text(path))] == []


def test_nothing_is_left_for_later() -> None:
    assert [tree.name(path) for path in tree.files() if UNFINISHED.search(tree.text(path))] == []


def test_no_library_recognises_faces_or_plates() -> None:
    assert RECOGNISERS.findall(tree.text(tree.ROOT / "requirements.lock")) == []


@pytest.mark.parametrize("line", ["opencv-python==4", "face-recognition==1", "dlib==19", "insightface==0.7"])
def test_such_libraries_would_be_seen(line: str) -> None:
    assert RECOGNISERS.search(f"aiohttp==3\n{line}")


def test_every_reference_file_says_where_it_comes_from() -> None:
    for path in tree.files():
        if path.suffix == ".yaml" and path.parent.name == "reference":
            head = refdata.load(path).head
            assert head.source, path
            assert head.licence, path


def test_every_script_that_a_page_names_can_be_run() -> None:
    pages = [path for path in tree.files() if path.suffix == ".md"]
    named = {found for path in pages for found in re.findall(r"\bscript/[a-z]+\b", tree.text(path))}
    assert named
    assert sorted(script for script in named if not os.access(tree.ROOT / script, os.X_OK)) == []
