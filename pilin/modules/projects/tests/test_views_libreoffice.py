"""The layouts open in LibreOffice, and what it saves comes back unchanged; skipped where it is not installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from pilin.modules.projects import queries
from pilin.modules.projects.models import Writing
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.test_views_tables import changed, filled_in, handed, new_project, rows_of, sent
from pilin.web.tests import samples

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def saved(data: bytes, folder: Path) -> bytes:
    """Return a book as LibreOffice saves it after it was opened there."""
    (folder / "in").mkdir(parents=True)
    book = folder / "in" / "表.xlsx"
    book.write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(book)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return (folder / "表.xlsx").read_bytes()


def test_plans_come_back_unchanged(play: Play, tmp_path: Path) -> None:
    play.plan()
    data = saved(handed("/projects/tables/plans.xlsx"), tmp_path)
    assert "将成为 0 份草稿；1 行与现有内容相同" in samples.text_of(sent(data))


def test_a_row_added_by_hand_comes_through(play: Play, tmp_path: Path) -> None:
    play.plan()
    data = saved(changed(handed("/projects/tables/plans.xlsx"), new_project), tmp_path)
    assert "将成为 1 份草稿；1 行与现有内容相同" in samples.text_of(sent(data))


def test_a_month_comes_back_as_it_was_filled_in(play: Play, tmp_path: Path) -> None:
    plan = play.plan()
    address = f"/projects/tables/month.xlsx?month={play.stage.now:%Y-%m}"
    empty = saved(handed(address), tmp_path / "empty")
    assert "表里没有填写任何内容" in sent(empty, "half")
    browser = samples.browser("zhao")
    html = sent(saved(changed(handed(address), filled_in), tmp_path / "filled"), "half", browser)
    assert browser.post("/projects/tables/confirm/", {"rows": rows_of(html)}).status_code == 302
    assert [(one.plan, one.fields["percent"]) for one in queries.writings()] == [(plan, "20")]
    assert Writing.objects.count() == 1
