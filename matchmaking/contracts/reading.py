"""Reads a filled .docx back: blocks for the PDF, and the clauses with their words. So both always say the same."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table as DocxTable

from matchmaking.core.papers import Block, Heading, Table, Text

# "一、", "第三条", "12." in front of the name of a clause.
_COUNT = re.compile(r"^(第?[一二三四五六七八九十百]{1,4}[、条．.]\s*|第?\d{1,3}[、条．.]\s*)")
FIRST = "首部"
CELLS = "｜"


@dataclass
class Clause:
    """One clause: `key` is its heading without the number, `title` with it; `blocks` its paragraphs and tables."""

    key: str
    title: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of its words, a table row in one line."""
        return words_of(self.blocks)

    @property
    def prose(self) -> str:
        """Its paragraphs without the tables: what may be worded anew."""
        return "\n".join(one.text for one in self.blocks if isinstance(one, Text))

    def kept(self) -> dict[str, Any]:
        """As a version keeps it."""
        parts: list[dict[str, Any]] = [
            {"rows": [list(row) for row in one.rows], "header": list(one.header)}
            if isinstance(one, Table)
            else {"text": getattr(one, "text", "")}
            for one in self.blocks
        ]
        return {"key": self.key, "title": self.title, "text": self.text, "prose": self.prose, "parts": parts}


def key_of(title: str) -> str:
    """The name of a clause without its number: so it stays the same when another one is put in front of it."""
    return _COUNT.sub("", title.strip()) or title.strip()


def heading_levels(document: Document) -> dict[str, int]:
    """Style id → level: 0 for the title, 1 to 9 for headings; names as Chinese programs give them count too.

    Asked once for a document, because asking each paragraph for its style goes through all styles each time.
    """
    levels = {}
    for style in document.styles:
        name = (style.name or "").lower()
        found = re.match(r"^(?:heading|标题) ?(\d)$", name)
        if name in ("title", "标题") or found:
            levels[style.style_id] = int(found[1]) if found else 0
    return levels


def read_document(data: bytes) -> Document:
    """Open a .docx."""
    return docx.Document(io.BytesIO(data))


def read_blocks(data: bytes) -> list[Block]:
    """The title, headings, paragraphs and tables of a .docx in their order; empty paragraphs are left out."""
    blocks: list[Block] = []
    document = read_document(data)
    levels = heading_levels(document)
    for item in document.iter_inner_content():
        if isinstance(item, DocxTable):
            blocks.append(_table(item))
            continue
        text = item.text.strip()
        if not text:
            continue
        level = levels.get(item._p.style or "")
        blocks.append(Text(text) if level is None else Heading(text, level))
    return blocks


def _table(table: DocxTable) -> Table:
    rows = []
    has_head = False
    for place, row in enumerate(table.rows):
        cells, seen = [], None
        for cell in row.cells:
            # A merged cell is given once for each column that it spans.
            if cell._tc is not seen:
                cells.append(cell.text.strip())
            seen = cell._tc
        rows.append(cells)
        if place == 0 and row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None:
            has_head = True
    return Table(rows[1:], header=rows[0]) if has_head and len(rows) > 1 else Table(rows)


def words_of(blocks: Sequence[Block]) -> str:
    """Blocks as plain words, line by line."""
    lines = []
    for one in blocks:
        if isinstance(one, Table):
            lines += [CELLS.join(row) for row in ([one.header] if one.header else []) + list(one.rows)]
        else:
            lines.append(getattr(one, "text", ""))
    return "\n".join(lines)


def clauses_in(blocks: Sequence[Block]) -> list[Clause]:
    """The clauses, in order: each heading begins one; what stands before the first is 首部."""
    clauses = [Clause(FIRST, FIRST)]
    known = {FIRST}
    for one in blocks:
        if not isinstance(one, Heading) or one.level == 0:
            clauses[-1].blocks.append(Text(one.text) if isinstance(one, Heading) else one)
            continue
        key = name = key_of(one.text)
        count = 1
        while key in known:
            # Two clauses of the same name must still be told apart.
            count += 1
            key = f"{name}（{count}）"
        known.add(key)
        clauses.append(Clause(key, one.text))
    return [one for one in clauses if one.blocks or one.key != FIRST]
