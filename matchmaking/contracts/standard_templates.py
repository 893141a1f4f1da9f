"""The templates that come with the platform: their words stand in standard/*.txt, the .docx is made of them.

A line begins with what it is: `#` the title, `##` a clause (numbered here), `##!` a part without a number, `=` a line
of the cover, `|` a row of a table (the first is its head), `*` a row for each of a list, `?` a paragraph only if, `+`
a block of common.txt. Anything else is a paragraph.
"""

import io
from functools import cache
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FOLDER = Path(__file__).with_name("standard")
# A4 with the margins of Chinese papers; a column that only counts or names the rows is narrow.
PAGE, MARGIN, NARROW = (Mm(210), Mm(297)), Mm(26), {"序号": Mm(15), "期次": Mm(15), "事项": Mm(38)}
BODY_TYPE, HEAD_TYPE = "宋体", "黑体"
_TENS = "一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as clauses are counted: 一, 十, 二十四."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else _TENS[tens - 1] + "十") + (_TENS[ones - 1] if ones else "")


@cache
def _blocks() -> dict[str, list[str]]:
    """The blocks of common.txt by name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in _lines("common"):
        if line.startswith("@ "):
            name = line[2:]
        else:
            found.setdefault(name, []).append(line)
    return found


def _lines(name: str) -> list[str]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@cache
def standard_template(code: str) -> bytes:
    """The .docx of a template as it comes with the platform."""
    lines = [line for one in _lines(code) for line in (_blocks()[one[2:]] if one.startswith("+ ") else [one])]
    paper = _Paper()
    for line in lines:
        paper.add(line)
    return paper.saved()


class _Paper:
    """A document that is being written, line by line."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self.clauses = 0
        self.table: docx.table.Table | None = None
        # The template of python-docx names its writer and a time; ours names nobody.
        self.document.core_properties.author = ""
        self.document.core_properties.comments = ""
        for name, size in (("Normal", 11), ("Title", 20), ("Heading 1", 13)):
            style = self.document.styles[name]
            kind = BODY_TYPE if name == "Normal" else HEAD_TYPE
            style.font.name, style.font.size = "Times New Roman", Pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), kind)
            for theme in ("asciiTheme", "eastAsiaTheme", "hAnsiTheme", "cstheme"):
                style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
        self.document.styles["Normal"].paragraph_format.line_spacing = 1.5
        page = self.document.sections[0]
        page.page_width, page.page_height = PAGE
        page.left_margin = page.right_margin = MARGIN

    def add(self, line: str) -> None:
        """One line of the words."""
        mark, _space, rest = line.partition(" ")
        if mark == "|":
            self._row([cell.strip() for cell in rest.split("|")])
            return
        if mark == "*":
            self._loop(rest)
            return
        self.table = None
        if mark == "#":
            self.document.add_paragraph(rest, "Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif mark == "##":
            self.clauses += 1
            self.document.add_heading(f"{chinese_number(self.clauses)}、{rest}", 1)
        elif mark == "##!":
            self.document.add_heading(rest, 1)
        elif mark == "?":
            name, _space, words = rest.partition(" ")
            self.document.add_paragraph(f"{{%p if {name} %}}")
            self._paragraph(words.removeprefix("= "))
            self.document.add_paragraph("{%p endif %}")
        elif mark == "=":
            self._paragraph(rest)
        else:
            self._paragraph(line)

    def _paragraph(self, words: str) -> None:
        self.document.add_paragraph(words).paragraph_format.space_after = Pt(4)

    def _row(self, cells: list[str]) -> None:
        is_head = self.table is None
        if self.table is None:
            self.table = self.document.add_table(0, len(cells), "Table Grid")
        row = self.table.add_row()
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
        if is_head:
            head = OxmlElement("w:tblHeader")
            row._tr.get_or_add_trPr().append(head)

    def _loop(self, rest: str) -> None:
        """A row for each of a list: the marks of the loop stand in rows of their own, which vanish."""
        name, _bar, cells = rest.partition("|")
        assert self.table is not None
        for text in (f"{{%tr for one in {name.strip()} %}}", cells, "{%tr endfor %}"):
            row = self.table.add_row()
            for cell, words in zip(row.cells, text.split("|"), strict=False):
                cell.text = words.strip()

    def saved(self) -> bytes:
        """The file."""
        for table in self.document.tables:
            _set_widths(table)
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()


def _set_widths(table: docx.table.Table) -> None:
    """The first column as wide as its kind, the others share what is left."""
    whole, count = PAGE[0] - 2 * MARGIN, len(table.columns)
    first = NARROW.get(table.cell(0, 0).text, whole // count)
    table.autofit = False
    for place, column in enumerate(table.columns):
        width = first if place == 0 else (whole - first) // (count - 1)
        column.width = width
        for cell in column.cells:
            cell.width = width
