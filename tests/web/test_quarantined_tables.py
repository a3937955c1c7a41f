"""Files that could not be read as tables: kept in quarantine with their reason, told in their field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.models import Quarantine
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects.tests.play import Play
from pilin.web.tests import samples
from pilin.wire.sheets.parts import BYTES_MAX

TABLE = "项目名称,目标\n界河,水清\n"


def sent(data: bytes, sort: str = "plan", name: str = "表.xlsx") -> str:
    upload = SimpleUploadedFile(name, data)
    answer = samples.browser("zhao").post("/projects/tables/", {"sort": sort, "upload": upload})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return html


@pytest.mark.parametrize("sort", ["plan", "half"])
@pytest.mark.parametrize(
    ("data", "reason", "sentence"),
    [
        (TABLE.encode("gbk"), "sheets_are_plain_text", "这是 GBK 编码的文本（例如 CSV），不是 Excel 工作簿"),
        (TABLE.encode(), "sheets_are_plain_text", "这是 UTF-8 编码的文本（例如 CSV），不是 Excel 工作簿"),
        (b"<html><table>", "sheets_are_a_web_page", "这是网页或 XML 表格，只是名字像 Excel 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "sheets_are_an_old_book", "这是旧版 Excel 文件（.xls）"),
        (b"%PDF-1.7", "sheets_are_something_else", "这是 PDF 文件，不是 Excel 工作簿（.xlsx）"),
        (b"PK\x03\x04", "sheets_do_not_read", "文件损坏或不是 Excel 工作簿，读不出来"),
    ],
)
def test_what_is_no_book_is_kept_and_told_in_its_field(
    scene: Stage, sort: str, data: bytes, reason: str, sentence: str
) -> None:
    Play(scene)
    html = sent(data, sort)
    assert sentence in html
    assert 'id="id_upload_error"' in html
    row = Quarantine.objects.get()
    assert (row.reason, row.peer) == (reason, "330482")
    assert cellar.open_quarantine(quarantine_id=row.pk, first="li", second="wu") == data


def test_an_empty_file_and_one_that_is_too_large_are_told_and_not_kept(scene: Stage) -> None:
    Play(scene)
    assert "文件是空的" in sent(b"")
    assert "没有读取。请删去图片和用不着的工作表" in sent(b"PK" + bytes(BYTES_MAX))
    assert not Quarantine.objects.exists()


def test_without_a_file_the_field_says_so(scene: Stage) -> None:
    Play(scene)
    html = samples.browser("zhao").post("/projects/tables/", {"sort": "plan"}).content.decode()
    assert 'id="id_upload_error"' in html
