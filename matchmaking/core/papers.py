"""Papers: PDF files with Chinese type, made from blocks of words. Nothing in the words is ever read as markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

import justmytype_intl_cjk
import typst

FORM = Path(__file__).with_name("paper.typ")
FONTS = Path(justmytype_intl_cjk.__file__).with_name("fonts") / "ofl"


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 or 2."""

    text: str
    level: int = 1
    kind: str = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; line breaks stay. `indent` sets its first line in by two characters, as Chinese papers do."""

    text: str
    indent: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class Small:
    """A paragraph in small grey type: a caution, a source."""

    text: str
    kind: str = "small"


@dataclass(frozen=True)
class Code:
    """Signs of equal width, such as a hash."""

    text: str
    kind: str = "code"


@dataclass(frozen=True)
class Table:
    """Rows of words under an optional header, which is repeated on each page. `widths` are shares of the width."""

    rows: Sequence[Sequence[str]]
    header: Sequence[str] = ()
    widths: Sequence[float] = ()
    columns: int = field(init=False, default=0)
    kind: str = "table"

    def __post_init__(self) -> None:
        # Every row must have as many cells as the widest one, or the cells of the next would slip into it.
        count = max([len(self.header), *(len(row) for row in self.rows)], default=0)
        object.__setattr__(self, "columns", count)
        filled = [[*row, *[""] * (count - len(row))] for row in self.rows]
        object.__setattr__(self, "rows", filled)


@dataclass(frozen=True)
class Break:
    """A new page."""

    kind: str = "break"


Block = Heading | Text | Small | Code | Table | Break


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Label and value, one pair in each row."""
    return Table([[label, value] for label, value in rows], widths=(1, 3))


def make_pdf(
    title: str, blocks: Sequence[Block], *, subtitle: str = "", header: str = "", language: str = "zh"
) -> bytes:
    """A PDF, A4, with page numbers. `header` stands in small type on every page. The same words give the same file."""
    paper = {
        "title": title, "subtitle": subtitle, "header": header, "language": language,
        "blocks": [asdict(one) for one in blocks],
    }  # fmt: skip
    made = _compiler().compile(
        input=FORM.read_bytes(),
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        format="pdf",
        timestamp=0,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps the fonts. Only the packaged ones, so that every machine makes the same file."""
    return typst.Compiler(font_paths=[FONTS / "notosanssc", FONTS / "notosanstc"], ignore_system_fonts=True)
