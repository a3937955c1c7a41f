"""Files that others wrote stand here as they came: each with its licence, and with the SHA-256 that was noted then."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.house import tree

LIST = "SHA256SUMS"


def folders() -> list[Path]:
    return [path.parent for path in tree.files() if path.name == LIST]


def noted(folder: Path) -> dict[str, str]:
    """Return the files of a list with their sums."""
    lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def held(folder: Path) -> dict[str, str]:
    """Return the files of a folder with their sums."""
    files = (path for path in folder.iterdir() if path.name != LIST)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_vendored_file_is_as_it_came() -> None:
    assert folders()
    assert {tree.name(folder): held(folder) for folder in folders()} == {
        tree.name(folder): noted(folder) for folder in folders()
    }


def test_every_vendored_folder_has_its_licence_and_says_what_it_is() -> None:
    for folder in folders():
        assert {"LICENSE", "README.md"} <= {*noted(folder)}, folder


OWN = {f"pilin/web/static/web/{name}.js" for name in ("on_site", "on_site_worker")}
"""What we wrote ourselves: the record on site, which has to work without a line. Every other page is served whole."""


def test_no_script_stands_outside_a_vendored_folder_but_our_own() -> None:
    scripts = {path for path in tree.files() if path.suffix in {".js", ".mjs"}}
    assert {tree.name(path) for path in scripts if path.parent not in folders()} == OWN


@pytest.mark.parametrize("name", sorted(OWN))
def test_our_own_scripts_make_no_text_into_code_and_speak_to_this_node_alone(name: str) -> None:
    script = (tree.ROOT / name).read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|https?://", script
    )
    assert not re.search("[\u4e00-\u9fff]", script), "what people read stands in the page, in their language"
    assert script.count("\n") <= 400


@pytest.mark.parametrize("change", [b"x", b""])
def test_a_changed_file_is_found(tmp_path: Path, change: bytes) -> None:
    (tmp_path / "a.js").write_bytes(b"said")
    (tmp_path / LIST).write_text(f"{held(tmp_path)['a.js']}  a.js\n", encoding="utf-8")
    assert held(tmp_path) == noted(tmp_path)
    (tmp_path / "a.js").write_bytes(change)
    assert held(tmp_path) != noted(tmp_path)
