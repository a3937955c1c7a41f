"""A paper drawn on A4 as a PDF by fpdf2, in the Simplified Chinese face of Noto Sans CJK.

The font lies in a package of its own and is found by the name of that package. Reading it costs a tenth of a second a
paper and is not kept: the library writes what a paper uses into the font that it read.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from functools import singledispatchmethod
from importlib import resources
from typing import cast

import noto_cjk_sans_otc
import segno
from django.utils.translation import gettext
from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout, TableCellFillMode, WrapMode, XPos, YPos
from fpdf.fonts import TTFFont

from pilin.base import clock, money
from pilin.web.components import Cell, Column, Light, LinkTo
from pilin.web.languages import apart, labelled, spoken
from pilin.web.paper import setting
from pilin.web.paper.parts import Facts, Grid, Heading, Notes, Paper, Place, Seals, Text

FONT_FILE, FONT_FACE = "NotoSansCJK-Regular.ttc", 2
_FAMILY = "noto"
_MARGIN_MM, _FOOT_MM, _CODE_MM, _SEAL_MM = 18, 22, 24, 34
_TITLE_PT, _HEADING_PT, _TEXT_PT, _SMALL_PT = 18, 12.5, 10.5, 8
_LINE = 1.6
_LABEL_SHARE = 0.26
_PAD_MM = 1.6
_CELL_LINES_MAX = 28
"""A cell of more lines is continued in a row below: no row may be higher than a page."""
_GREY, _LINE_GREY, _INK = (242, 244, 245), (150, 158, 162), (28, 35, 38)
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_RIGHT = ("money", "number")


def pdf_of(paper: Paper) -> bytes:
    """Return a paper as the bytes of a PDF; the same bytes for the same paper in the same language."""
    sheet = _Sheet(paper)
    with closing(sheet.font):
        sheet.add_page()
        sheet.head()
        for block in paper.blocks:
            sheet.draw(block)
        return bytes(sheet.output())


def written(cell: Cell, column: Column) -> str:
    """Return a cell of a table as a paper writes it: amounts in yuan, days in ISO, lights with shape and word."""
    match cell:
        case Light():
            text = f"{cell.shape} {cell.word}"
        case LinkTo():
            text = cell.text
        case datetime():
            text = cell.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")
        case date():
            text = cell.isoformat()
        case int() if column.kind == "money":
            text = money.yuan_text(money.fen(cell))
        case _:
            text = "—" if cell is None else str(cell)
    return text


class _Sheet(FPDF):
    """The sheets of one paper: the library's page with our foot, head and blocks."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4", unit="mm")
        self.paper = paper
        with resources.as_file(resources.files(noto_cjk_sans_otc) / FONT_FILE) as font:
            self.add_font(_FAMILY, fname=font, collection_font_number=FONT_FACE)
        self.font = cast("TTFFont", self.fonts[_FAMILY])
        self.set_font(_FAMILY, size=_TEXT_PT)
        self.set_margins(_MARGIN_MM, _MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_FOOT_MM)
        self.set_draw_color(*_LINE_GREY)
        self.set_text_color(*_INK)
        self.set_title(paper.title)
        self.set_author(paper.issuer)
        self.set_subject(paper.number)
        self.set_producer("Pilin")
        self.set_lang(_LANGUAGES[spoken()])
        self.set_creation_date(paper.produced)
        self.viewer_preferences = None

    def header(self) -> None:
        """Repeat on the later sheets what this is, and the mark on all."""
        if self.page_no() > 1:
            self._say(apart(text for text in (self.paper.title, self.paper.number) if text), size=_SMALL_PT)
            self.ln(1)
        if self.paper.mark:
            self._say(self.paper.mark, size=_TEXT_PT, align="C", border=1)
            self.ln(2)

    def footer(self) -> None:
        """Write the digest of what was signed, when the paper was made, and which page of how many this is."""
        self.set_y(-_FOOT_MM + 4)
        made = written(self.paper.produced, Column(""))
        pages = gettext("第 %(page)d 页，共 %(pages)s 页") % {"page": self.page_no(), "pages": self.str_alias_nb_pages}
        if self.paper.digest:
            self._say(labelled(gettext("签署内容摘要"), self.paper.digest), size=_SMALL_PT - 1)
        self._say(labelled(gettext("制作时间"), made), size=_SMALL_PT, keep=True)
        self._say(pages, size=_SMALL_PT, align="R")

    def head(self) -> None:
        """Draw the head of the paper: who issues it, its title and number, and the square code beside them."""
        top, room = self.get_y(), self.epw
        if self.paper.address:
            self._code(self.paper.address, x=self.w - _MARGIN_MM - _CODE_MM, y=top)
            room -= _CODE_MM + 4
        self._say(self.paper.issuer, size=_TEXT_PT, room=room)
        self._say(self.paper.title, size=_TITLE_PT, room=room)
        self._say(self.paper.number, size=_TEXT_PT, room=room)
        self.set_y(max(self.get_y() + 1, top + _CODE_MM + 2 if self.paper.address else 0))
        self.line(_MARGIN_MM, self.get_y(), self.w - _MARGIN_MM, self.get_y())
        self.ln(3)

    @singledispatchmethod
    def draw(self, block: object) -> None:
        """Draw one block below the last."""
        raise TypeError(type(block))

    @draw.register
    def _(self, block: Heading) -> None:
        self._keep_together(3 * _HEADING_PT * _LINE / self.k)
        self.ln(2)
        self._say(block.text, size=_HEADING_PT)

    @draw.register
    def _(self, block: Text) -> None:
        self._say(block.text, size=_TEXT_PT)
        self.ln(1)

    @draw.register
    def _(self, block: Notes) -> None:
        numbered = len(block.texts) > 1
        for number, text in enumerate(block.texts, start=1):
            self._say(f"{number}. {text}" if numbered else text, size=_SMALL_PT)
        self.ln(1)

    @draw.register
    def _(self, block: Facts) -> None:
        rows = [[label, value or "—"] for label, value in block.rows]
        self._rows(rows, widths=(_LABEL_SHARE, 1 - _LABEL_SHARE), aligns=("LEFT", "LEFT"), headings=0)

    @draw.register
    def _(self, block: Grid) -> None:
        columns = block.columns
        if block.table.caption and not block.table.is_titled:
            self.draw(Heading(block.table.caption))
        if not block.table.rows:
            self.draw(Text(block.table.empty))
            return
        rows = [[written(cell, column) for cell, column in zip(row, columns, strict=True)] for row in block.table.rows]
        if block.foot:
            foot = zip(block.foot, columns, strict=True)
            rows.append(["" if cell is None else written(cell, column) for cell, column in foot])
        parts = block.widths or [1] * len(columns)
        self._rows(
            [[_head(column) for column in columns], *rows],
            widths=[part / sum(parts) for part in parts],
            aligns=["RIGHT" if column.kind in _RIGHT else "LEFT" for column in columns],
            headings=1,
        )

    @draw.register
    def _(self, block: Seals) -> None:
        self._keep_together(_SEAL_MM + 16)
        self.ln(4)
        top, half = self.get_y(), self.epw / 2
        ends = [self._seal(place, x=_MARGIN_MM + half * number, y=top) for number, place in enumerate(_both(block))]
        self.set_y(max(ends) + 2)

    def _seal(self, place: Place, *, x: float, y: float) -> float:
        """Draw the place of one seal and return where it ends."""
        room = self.epw / 2 - 4
        with self.local_context():
            self.set_dash_pattern(dash=1, gap=1)
            self.rect(x, y, _SEAL_MM, _SEAL_MM)
        self.set_xy(x, y + _SEAL_MM / 2 - 3)
        self._say(gettext("（盖章处）"), size=_SMALL_PT, room=_SEAL_MM, align="C", x=x)
        self.set_y(y + _SEAL_MM + 1)
        self._say(place.party, size=_TEXT_PT, room=room, x=x)
        self._say(place.text, size=_SMALL_PT, room=room, x=x)
        return self.get_y()

    def _rows(
        self, rows: Sequence[Sequence[str]], *, widths: Sequence[float], aligns: Sequence[str], headings: int
    ) -> None:
        """Draw rows of texts, each as high as it needs, on as many sheets as they need, the head on each."""
        self.set_font_size(_TEXT_PT - 1)
        fitted = [row for texts in rows for row in self._fitted(texts, widths)]
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES if headings else TableBordersLayout.ALL,
            cell_fill_color=_GREY,
            cell_fill_mode=TableCellFillMode.NONE,
            col_widths=[width * self.epw for width in widths],
            headings_style=FontFace(emphasis="", fill_color=_GREY),
            first_row_as_headings=bool(headings),
            num_heading_rows=headings,
            line_height=(_TEXT_PT - 1) * 1.35 / self.k,
            padding=(0.8, _PAD_MM),
            text_align=tuple(aligns),
            v_align="TOP",
            wrapmode=WrapMode.CHAR,
        ) as table:
            for texts in fitted:
                table.row(texts)
        self.set_font_size(_TEXT_PT)
        self.ln(2)

    def _fitted(self, texts: Sequence[str], widths: Sequence[float]) -> list[list[str]]:
        """Return a row with its lines broken; as several rows where a cell has more lines than a page may hold."""
        broken = [self._broken(text, width * self.epw - 2 * _PAD_MM) for text, width in zip(texts, widths, strict=True)]
        parts = [setting.pieces(text, longest=_CELL_LINES_MAX) for text in broken]
        return [
            [part[number] if number < len(part) else "" for part in parts] for number in range(max(map(len, parts)))
        ]

    def _broken(self, text: str, room: float) -> str:
        """Return a text with its lines broken for a width, a hair narrower than the library measures."""
        return "\n".join(
            setting.lines(_printable(text), room=room - 2 * self.c_margin - 0.2, width=self.get_string_width)
        )

    def _say(self, text: str, *, size: float, room: float = 0, align: str = "L", **more: object) -> None:
        """Write a text as lines of one size, and go on below it; nothing where there is none."""
        if not text:
            return
        self.set_font_size(size)
        if "x" in more:
            self.set_x(float(str(more["x"])))
        self.multi_cell(
            room,
            size * _LINE / self.k,
            self._broken(text, room or self.epw),
            align=align,
            border=1 if more.get("border") else 0,
            wrapmode=WrapMode.CHAR,
            new_x=XPos.LMARGIN,
            new_y=YPos.TOP if more.get("keep") else YPos.NEXT,
        )
        self.set_font_size(_TEXT_PT)

    def _code(self, address: str, *, x: float, y: float) -> None:
        """Draw the square code of an address, row by row as strips."""
        rows = [[bool(module) for module in row] for row in segno.make(address, micro=False).matrix]
        size = _CODE_MM / len(rows)
        self.set_fill_color(0)
        for down, row in enumerate(rows):
            for start, end in _strips(row):
                self.rect(x + start * size, y + down * size, (end - start) * size, size, style="F")

    def _keep_together(self, height: float) -> None:
        """Begin a new sheet where so much does not fit on this one."""
        if self.will_page_break(height):
            self.add_page()


def _head(column: Column) -> str:
    """Return the head of a column; that of amounts says their unit, as on pages."""
    return column.title + gettext("（元）") if column.kind == "money" else column.title


def _both(seals: Seals) -> tuple[Place, Place]:
    return seals.left, seals.right


def _strips(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Return where the dark strips of a row begin and end."""
    edges = [at for at in range(len(row) + 1) if (at > 0 and row[at - 1]) != (at < len(row) and row[at])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _printable(text: str) -> str:
    """Return a text without what no printer shows: control characters, which a PDF does not carry either."""
    return "".join(letter for letter in text.expandtabs(4) if letter == "\n" or letter.isprintable())
