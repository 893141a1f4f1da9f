import io
import zipfile

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from matchmaking.files import contents
from matchmaking.files.contents import FileRefused, examine
from tests.files.pdfs import PDF

MOST = 1024 * 1024
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def picture(kind: str, size: tuple[int, int] = (20, 10), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **options)
    return target.getvalue()


def packed(**parts: bytes) -> bytes:
    """A packed file with these parts; the names use __ for / and . as they stand."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return target.getvalue()


def office(kind: str, **more: bytes) -> bytes:
    return packed(**{"[Content_Types].xml": b"<Types/>", PARTS[kind]: b"<x/>", **more})


@pytest.mark.usefixtures("app")
class TestExamine:
    @pytest.mark.parametrize(
        ("data", "given_name", "name", "media_type"),
        [
            (PDF, "检测报告.pdf", "检测报告.pdf", "application/pdf"),
            (PDF, "../../etc/passwd", "passwd.pdf", "application/pdf"),
            (PDF, "C:\\报告\\甲.PDF", "甲.pdf", "application/pdf"),
            (PDF, "a\u202efdp.exe", "afdp.pdf", "application/pdf"),
            (PDF, "", "文件.pdf", "application/pdf"),
            (PDF, "x" * 500 + ".pdf", "x" * 120 + ".pdf", "application/pdf"),
            (picture("PNG"), "图.jpeg", "图.png", "image/png"),
            (picture("JPEG"), "图", "图.jpg", "image/jpeg"),
            (picture("WEBP"), "图.webp", "图.webp", "image/webp"),
            (office("docx"), "方案.docx", "方案.docx", contents.OFFICE["docx"][0]),
            (office("xlsx"), "表.xlsx", "表.xlsx", contents.OFFICE["xlsx"][0]),
            (office("pptx"), "讲稿.zip", "讲稿.pptx", contents.OFFICE["pptx"][0]),
            ("甲,乙\n1,2\n".encode(), "数据.csv", "数据.csv", "text/csv"),
            ("\ufeff说明".encode(), "说明.TXT", "说明.txt", "text/plain"),
        ],
    )
    def test_the_content_decides_what_it_is(self, data: bytes, given_name: str, name: str, media_type: str) -> None:
        found = examine(data, given_name, most_bytes=MOST)
        assert (found.name, found.media_type) == (name, media_type)

    @pytest.mark.parametrize(
        ("data", "name", "words"),
        [
            (b"", "a.pdf", "文件是空的"),
            (b"x" * (MOST + 1), "a.txt", "文件超过 1 MB"),
            (b"%PDF-1.7 cut off", "a.pdf", "这个 PDF 不完整"),
            (b"MZ\x90\x00" + b"\0" * 100, "a.pdf", "不能上传这种文件"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "不能上传这种文件"),
            (b"<html><script>alert(1)</script>", "a.html", "不能上传这种文件"),
            (b"GIF89a" + b"\0" * 50, "a.gif", "不能上传这种文件"),
            (picture("PNG")[:40], "a.png", "图片打不开"),
            (b"\x89PNG\r\n\x1a\n" + b"junk" * 30, "a.png", "图片打不开"),
            ("汉字".encode("gb18030"), "a.txt", "UTF-8"),
            (b"a\0b", "a.txt", "这不是纯文字文件"),
            (packed(**{"a.txt": b"a"}), "a.zip", "不能上传压缩包"),
            (packed(**{"[Content_Types].xml": b"", "word__document.xml": b"", "xl__workbook.xml": b""}), "a.docx",
             "不能上传压缩包"),
            (office("docx", word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"), "a.docx",
             "文件里有宏"),
            (b"PK\x03\x04" + b"broken" * 20, "a.docx", "文件打不开"),
        ],
    )  # fmt: skip
    def test_what_is_refused_says_what_to_do(self, data: bytes, name: str, words: str) -> None:
        with pytest.raises(FileRefused) as refused:
            examine(data, name, most_bytes=MOST)
        assert words in refused.value.message

    def test_a_packed_bomb_is_refused_while_it_unpacks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(contents, "MOST_UNPACKED", 3 * 1024 * 1024)
        bomb = office("docx", word__media=b"\0" * (5 * 1024 * 1024))
        assert len(bomb) < 20_000
        with pytest.raises(FileRefused, match="解压后太大"):
            examine(bomb, "a.docx", most_bytes=MOST)

    def test_a_bomb_that_lies_about_its_size_is_refused_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(contents, "MOST_UNPACKED", 1024 * 1024)
        bomb = office("docx", word__media=b"\0" * (5 * 1024 * 1024))
        real, lie = (5 * 1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little")
        assert real in bomb
        with pytest.raises(FileRefused):
            examine(bomb.replace(real, lie), "a.docx", most_bytes=MOST)

    def test_too_many_parts_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(contents, "MOST_PACKED_FILES", 5)
        with pytest.raises(FileRefused, match="解压后太大"):
            examine(office("docx", **{f"p{n}": b"" for n in range(9)}), "a.docx", most_bytes=MOST)

    def test_a_picture_of_too_many_pixels_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(contents, "MOST_PIXELS", 100)
        with pytest.raises(FileRefused, match="百万像素"):
            examine(picture("PNG", (20, 10)), "a.png", most_bytes=MOST)

    def test_pictures_are_made_anew_without_what_was_hidden_in_them(self) -> None:
        exif = Image.Exif()
        exif[0x010F] = "a camera that nobody should know"
        exif[0x0112] = 6
        data = picture("JPEG", (40, 20), exif=exif) + b"<script>alert(1)</script>"
        found = examine(data, "a.jpg", most_bytes=MOST)
        assert b"script" not in found.data
        assert b"camera" not in found.data
        with Image.open(io.BytesIO(found.data)) as made:
            assert made.size == (20, 40)
            assert dict(made.getexif()) == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(
        [b"", b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF0000WEBPVP8 "]
    ),
    rest=st.binary(max_size=300),
    name=st.text(max_size=30),
)
def test_any_bytes_are_accepted_or_refused_with_words(app: Flask, start: bytes, rest: bytes, name: str) -> None:
    try:
        words = examine(start + rest, name, most_bytes=MOST).name
    except FileRefused as refused:
        words = refused.message
    assert words
    assert words.isprintable()
