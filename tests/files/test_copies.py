"""What is taken out of files when they come in, and drawn on them when they go out."""

import io
import zipfile

import numpy as np
import pikepdf
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image

from matchmaking.files import copies
from matchmaking.files.contents import FileRefused, examine
from matchmaking.files.copies import CopyFailed, marked, without_metadata
from tests.files.pdfs import PDF, make_pdf

NAME = "龘靐阀业"
TEXT = "籲灪  瓯江某大学\n2026-11-22 19:44"


def holds(data: bytes, word: str) -> bool:
    """Whether a PDF holds a word in any of the codings that PDFs use, also in packed streams."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        whole = io.BytesIO()
        pdf.save(
            whole, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
    spelled = [word.encode(coding) for coding in ("utf-8", "utf-16-be", "utf-16-le")]
    hexed = [one.hex().encode() for one in spelled]
    text = whole.getvalue()
    return any(one in text for one in spelled) or any(one in text.lower() for one in hexed)


def test_a_pdf_loses_its_author_and_keeps_its_pages() -> None:
    written = make_pdf(NAME, pages=3)
    assert holds(written, NAME)
    clean = without_metadata(written)
    assert not holds(clean, NAME)
    with pikepdf.open(io.BytesIO(clean)) as pdf:
        assert len(pdf.pages) == 3
    assert without_metadata(PDF) == PDF


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_marked_with_chinese_characters(kind: str) -> None:
    target = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(target, kind, quality=100)
    result = marked(target.getvalue(), f"image/{kind.lower()}", TEXT)
    assert np.asarray(Image.open(io.BytesIO(target.getvalue())).convert("L")).min() > 250
    grey = np.asarray(Image.open(io.BytesIO(result)).convert("L"))
    share = float((grey < 235).mean())
    assert 0.005 < share < 0.3, "the mark is there and leaves the picture readable"
    other = marked(target.getvalue(), f"image/{kind.lower()}", TEXT.replace("籲灪", "某人"))
    assert other != result, "a character without a glyph would look like every other one"
    boxes = marked(target.getvalue(), f"image/{kind.lower()}", TEXT.replace("籲灪", "\ue000\ue001"))
    assert boxes != result


def test_every_page_of_a_pdf_is_marked() -> None:
    result = marked(make_pdf(NAME, pages=2), "application/pdf", TEXT)
    assert not holds(result, NAME)
    with pikepdf.open(io.BytesIO(result)) as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            (form,) = page.Resources.XObject.values()
            (image,) = form.Resources.XObject.values()
            mask = np.frombuffer(image.SMask.read_bytes(), np.uint8)
            assert 0.005 < float((mask > 40).mean()) < 0.4


def test_a_broken_or_locked_pdf_is_refused_when_it_comes_in() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="x", user="y"))
    for data in (target.getvalue(), b"%PDF-1.7 nothing in it %%EOF"):
        with pytest.raises(FileRefused, match="这个 PDF 打不开"):
            examine(data, "a.pdf", most_bytes=10**6)


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "SECONDS", 0.01)
    with pytest.raises(CopyFailed, match="took too long"):
        without_metadata(PDF)


def test_an_office_file_loses_its_people_and_keeps_its_content() -> None:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = book.properties.title = NAME
    book.active["A1"] = "结合强度"
    book.active["A1"].comment = Comment("请核对", NAME)
    target = io.BytesIO()
    book.save(target)
    clean = examine(target.getvalue(), "a.xlsx", most_bytes=10**6).data
    with zipfile.ZipFile(io.BytesIO(clean)) as packed:
        assert NAME.encode() not in b"".join(packed.read(name) for name in packed.namelist())
    read = load_workbook(io.BytesIO(clean))
    assert read.active["A1"].value == "结合强度"
    assert read.active["A1"].comment.text == "请核对"


def test_a_word_file_loses_the_authors_of_its_changes() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", f'<w:ins w:author="{NAME}" w:id="1">结合强度</w:ins>')
        packed.writestr("word/people.xml", f'<w15:person w15:author="{NAME}"/>')
        packed.writestr("docProps/core.xml", f"<dc:creator>{NAME}</dc:creator>")
        packed.writestr("docProps/app.xml", f"<Company>{NAME}</Company>")
    clean = examine(target.getvalue(), "a.docx", most_bytes=10**6).data
    with zipfile.ZipFile(io.BytesIO(clean)) as packed:
        whole = b"".join(packed.read(name) for name in packed.namelist())
    assert NAME.encode() not in whole
    assert "结合强度".encode() in whole
