"""Makes the text of a contract: the template filled, reworded clauses put in, read back, as .docx and PDF.

Nothing is stored here: the files are made while no transaction writes, and `versions` keeps them afterwards.
"""

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph
from flask_babel import force_locale
from flask_babel import gettext as _

from matchmaking.contracts.reading import FIRST, clauses_in, heading_levels, key_of, read_blocks, read_document
from matchmaking.contracts.rendering import cleaned, fill
from matchmaking.core.languages import LOCALES
from matchmaking.core.papers import Code, Heading, Small, Table, Text, make_pdf

# Signs of a column that share out the width of a table.
SHORTEST, LONGEST = 4, 16
_AMOUNT = re.compile(r"[\d,]+\.\d{2} 元")


@dataclass(frozen=True)
class Generated:
    """A text that is ready to be kept. `plain` are the clauses as the template alone would say them."""

    clauses: list[dict[str, Any]]
    sha256: str
    docx: bytes
    plain: Mapping[str, str]


def digest_of(text: str) -> str:
    """SHA-256 of some words."""
    return hashlib.sha256(text.encode()).hexdigest()


def generate(template: bytes, values: Mapping[str, Any], rewordings: Mapping[str, Any]) -> Generated:
    """Fill the template and put the reworded clauses in their places; a clause that is gone is passed over."""
    data = fill(template, values)
    plain = {one.key: one.prose for one in clauses_in(read_blocks(data))}
    wanted = {key: one["text"] for key, one in rewordings.items() if key in plain}
    if wanted:
        data = _reworded(data, wanted)
    clauses = [one.kept() for one in clauses_in(read_blocks(data))]
    whole = json.dumps([[one["title"], one["text"]] for one in clauses], ensure_ascii=False)
    return Generated(clauses, digest_of(whole), data, plain)


def _reworded(data: bytes, wanted: Mapping[str, str]) -> bytes:
    document = read_document(data)
    known = {FIRST}
    for title, body in _bodies(document):
        key = name = key_of(title.text)
        count = 1
        while key in known:
            count += 1
            key = f"{name}（{count}）"
        known.add(key)
        if key in wanted:
            _put(title, body, wanted[key])
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _bodies(document: Document) -> list[tuple[Paragraph, list[Paragraph | DocxTable]]]:
    """Each heading with what stands below it."""
    found: list[tuple[Paragraph, list[Paragraph | DocxTable]]] = []
    levels = heading_levels(document)
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph) and item.text.strip() and levels.get(item._p.style or ""):
            found.append((item, []))
        elif found:
            found[-1][1].append(item)
    return found


def _put(title: Paragraph, body: Sequence[Paragraph | DocxTable], words: str) -> None:
    """New paragraphs behind the heading, in the look of the old ones; tables stay, for they come from the answers."""
    paragraphs = [one for one in body if isinstance(one, Paragraph)]
    look = paragraphs[0]._p.pPr if paragraphs else None
    for one in paragraphs:
        one._p.getparent().remove(one._p)
    after = title._p
    for line in cleaned(words).split("\n"):
        made = Paragraph(OxmlElement("w:p"), title._parent)
        if look is not None:
            made._p.append(deepcopy(look))
        made.add_run(line)
        after.addnext(made._p)
        after = made._p


def lost_amounts(before: str, after: str) -> list[str]:
    """Amounts that stood in a clause and are gone from its new words: they may only be changed where they are asked."""
    return [one for one in dict.fromkeys(_AMOUNT.findall(before)) if one not in after]


def pdf_of(title: str, docx: bytes, *, header: str, sha256: str) -> bytes:
    """The same text as PDF, whatever the template says; the check code of its clauses stands at the head of each page
    in short and at the end in full, so that who signs can compare it with what was approved."""
    blocks = read_blocks(docx)
    head = next((one.text for one in blocks if isinstance(one, Heading) and one.level == 0), title)
    rest = [one for one in blocks if not (isinstance(one, Heading) and one.level == 0)]
    with force_locale(LOCALES["zh"]):
        short = _("%(number)s　校验值 %(code)s…", number=header, code=sha256[:16])
        words = _("本稿校验值（SHA-256，由各条文字算得，签署前请与平台上审批通过的一稿核对）：")
    return make_pdf(head, [*(_smaller(one) for one in rest), Small(words), Code(sha256)], header=short)


def _smaller(block: Any) -> Any:
    """Papers know two levels of headings, and columns want their widths."""
    if isinstance(block, Heading):
        return Heading(block.text, min(block.level, 2))
    if isinstance(block, Table):
        return replace(block, widths=_widths(block))
    return Text(block.text, indent=True) if isinstance(block, Text) else block


def _widths(table: Table) -> list[int]:
    """Shares of the width by the longest words of each column; none is thinner than a short heading needs."""
    rows = [row for row in (table.header, *table.rows) if row]
    longest = [max((len(row[place]) for row in rows if place < len(row)), default=0) for place in range(table.columns)]
    return [min(max(one, SHORTEST), LONGEST) for one in longest]
