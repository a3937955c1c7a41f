"""Downloading the sealed bundle of a subject: as `pilin export` writes it, verified by `pilin verify`, logged."""

from pathlib import Path
from typing import Any

import pytest

from pilin.base import clock
from pilin.base.canonical import INTEGER_MAX
from pilin.kernel.federation import models as federation
from pilin.kernel.federation.audit import bundle, verify
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import MATTER
from pilin.kernel.matters.tests.stage import Stage
from pilin.web import bundles
from pilin.web.models import AccessRecord
from pilin.web.tests import samples


def download(subject: str, account: str = "li") -> Any:
    """Post for a bundle and read it whole, which closes it; `data` is what came."""
    answer: Any = samples.browser(account).post("/evidence/bundle/", {"subject": subject})
    answer.data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def logged() -> list[tuple[str, str]]:
    rows = AccessRecord.objects.filter(event="evidence_downloaded").order_by("number")
    return [(row.account, row.subject) for row in rows]


def test_the_bundle_of_a_matter_is_what_export_writes(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    answer = download(f"matter/{scene.matter}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="pilin-matter-{scene.matter}.bundle"'
    data = answer.data
    assert data == bundle.write(f"matter/{scene.matter}", at=scene.now)
    assert answer.headers["Content-Length"] == str(len(data))
    assert bundle.read(data).head["subject"] == f"matter/{scene.matter}"


@pytest.mark.django_db
def test_what_is_downloaded_verifies_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two real sides with charters and keys, as the audit's own tests tell it; `pilin verify` runs this very script."""
    file = tmp_path / "one.bundle"
    with audit_story.at_home(tmp_path):
        story = audit_story.short()
        samples.staff()
        monkeypatch.setattr(clock, "now", lambda: story.at)
        file.write_bytes(download(MATTER).data)
    assert verify.main([str(file)]) == 0
    file.write_bytes(file.read_bytes().replace(b"330482", b"330483", 1))
    assert verify.main([str(file)]) == 1


def test_who_downloads_is_logged(scene: Stage) -> None:
    scene.open_plan()
    download(f"matter/{scene.matter}", "zhao")
    assert logged() == [("zhao", f"matter/{scene.matter}")]


@pytest.mark.parametrize("subject", ["matter/unknown", "", "../../etc/passwd", "<script>"])
def test_a_subject_without_evidence_is_refused_in_a_sentence_and_not_logged(scene: Stage, subject: str) -> None:
    answer = download(subject)
    assert answer.status_code == 409
    assert "<script>" not in answer.content.decode()
    assert logged() == []


def test_damaged_evidence_is_refused_before_a_byte_is_sent(scene: Stage) -> None:
    scene.open_plan()
    federation.Envelope.objects.filter(subject=f"matter/{scene.matter}").update(line=b"{")
    assert download(f"matter/{scene.matter}").status_code == 409


def test_nobody_downloads_who_holds_no_role_and_nobody_by_a_link(scene: Stage, client: Any) -> None:
    scene.open_plan()
    assert download(f"matter/{scene.matter}", "hu").status_code == 403
    assert client.post("/evidence/bundle/", {"subject": "x"}).status_code == 302
    assert samples.browser("li").get("/evidence/bundle/").status_code == 405


def test_the_page_of_evidence_offers_it_where_there_is_something(scene: Stage, read: Any) -> None:
    scene.open_plan()
    assert "下载封存证据包" in read(f"/evidence/?subject=matter/{scene.matter}", "li")
    assert "下载封存证据包" not in read("/evidence/?subject=matter/none", "li")


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("matter/019cac0f-5560", "pilin-matter-019cac0f-5560.bundle"),
        ("../../etc/passwd", "pilin-etc-passwd.bundle"),
        ("名称\r\nX: y", "pilin-X-y.bundle"),
        ("", "pilin-evidence.bundle"),
        ("a" * 500, f"pilin-{'a' * 80}.bundle"),
    ],
)
def test_the_name_of_the_file_is_plain_whatever_the_subject_says(subject: str, name: str) -> None:
    assert bundles.file_name(subject) == name


def test_a_bundle_is_made_line_by_line(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than a chunk are read chunk by chunk, and a small spool spills into a file."""
    scene.plan_in_force()
    whole = bundle.write(f"matter/{scene.matter}", at=scene.now)
    monkeypatch.setattr(bundle, "CHUNK_ROWS", 2)
    monkeypatch.setattr(bundles, "MEMORY_BYTES_MAX", 100)
    lines = list(bundle.lines(f"matter/{scene.matter}", at=scene.now))
    assert b"".join(lines) == whole
    assert all(line.count(b"\n") == 1 for line in lines)
    assert download(f"matter/{scene.matter}").data == whole


def test_what_comes_after_the_survey_is_not_in_it(scene: Stage) -> None:
    scene.open_plan()
    lines = bundle.lines(f"matter/{scene.matter}", at=scene.now)
    scene.take("sign")  # between the survey and the first line
    assert b"".join(lines).count(b'"section":"envelope"') == 1
    assert federation.Envelope.objects.count() < INTEGER_MAX
