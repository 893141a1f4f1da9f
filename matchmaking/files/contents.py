"""What an upload really is, told by its bytes: an allow-list, images made anew, packed files opened with a limit."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from matchmaking.core.errors import RuleBroken
from matchmaking.files.copies import CopyFailed, without_metadata, words_in
from matchmaking.files.office import without_people

MOST_PIXELS = 40_000_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PACKED_FILES = 5_000
LONGEST_NAME = 120
CHUNK = 1024 * 1024
TEXTS = {"txt": "text/plain", "csv": "text/csv"}
IMAGES = {"png": ("image/png", "PNG"), "jpg": ("image/jpeg", "JPEG"), "webp": ("image/webp", "WEBP")}
_OFFICE = "application/vnd.openxmlformats-officedocument."
# extension: (media type, the part that every such file has)
OFFICE = {
    "docx": (_OFFICE + "wordprocessingml.document", "word/document.xml"),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": (_OFFICE + "presentationml.presentation", "ppt/presentation.xml"),
}
ACCEPTED = ("PDF", "PNG", "JPG", "WebP", "docx", "xlsx", "pptx", "csv", "txt")
# What `accept` of a file field says; only a help for choosing.
ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx,.csv,.txt"
# What Pillow raises for files that are no whole picture, or far too large a one.
_BROKEN_PICTURE = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNWANTED = re.compile(r'[<>:"/\\|?*]')


class FileRefused(RuleBroken):
    """An upload is not accepted; the message says what to do instead."""


@dataclass(frozen=True)
class Content:
    """An accepted upload: what to store, under which name and type it will be offered."""

    data: bytes
    name: str
    media_type: str


def accepted_names() -> str:
    """The kinds of files that are accepted, in the language of the page."""
    return _("、").join(ACCEPTED)


def examine(data: bytes, name: str, *, most_bytes: int) -> Content:
    """Recognise an upload by its bytes. The name only decides between txt and csv. Raises FileRefused."""
    if not data:
        raise FileRefused(_("文件是空的。请重新选择文件。"))
    if len(data) > most_bytes:
        most = most_bytes // 1024 // 1024
        raise FileRefused(_("文件超过 %(most)d MB。请压缩或拆分后再上传。", most=most))
    kind = filetype.guess_extension(data[:8192])
    if data.lstrip()[:5] == b"%PDF-":
        _check_pdf(data)
        return Content(_without_metadata(data), _named(name, "pdf"), "application/pdf")
    if kind in IMAGES:
        return Content(_made_anew(data, kind), _named(name, kind), IMAGES[kind][0])
    if data[:4] == b"PK\x03\x04":
        extension = _office_kind(data)
        return Content(without_people(data), _named(name, extension), OFFICE[extension][0])
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    if extension in TEXTS and kind is None:
        _check_text(data)
        return Content(data, _named(name, extension), TEXTS[extension])
    raise FileRefused(_("不能上传这种文件。可以上传 %(accepted)s；其他格式请先转成 PDF。", accepted=accepted_names()))


def examine_signed(data: bytes, name: str, *, most_bytes: int) -> tuple[Content, str]:
    """A signed PDF and its words. It is kept byte by byte: any change would break an electronic signature and the
    SHA-256 that the parties compare. Raises FileRefused."""
    if not data:
        raise FileRefused(_("文件是空的。请重新选择文件。"))
    if len(data) > most_bytes:
        most = most_bytes // 1024 // 1024
        raise FileRefused(_("文件超过 %(most)d MB。请压缩或拆分后再上传。", most=most))
    if data.lstrip()[:5] != b"%PDF-":
        raise FileRefused(_("请上传 PDF。纸质文件请扫描成一个 PDF。"))
    _check_pdf(data)
    try:
        words = words_in(data)
    except CopyFailed as error:
        raise FileRefused(_("这个 PDF 打不开，可能已损坏、加了密码或过于复杂。请重新导出后再上传。")) from error
    return Content(data, _named(name, "pdf"), "application/pdf"), words


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-4096:]:
        raise FileRefused(_("这个 PDF 不完整。请重新导出后再上传。"))


def _without_metadata(data: bytes) -> bytes:
    """The pages alone: who wrote it, with what and for whom is gone."""
    try:
        return without_metadata(data)
    except CopyFailed as error:
        raise FileRefused(_("这个 PDF 打不开，可能已损坏、加了密码或过于复杂。请重新导出后再上传。")) from error


def _made_anew(data: bytes, kind: str) -> bytes:
    """The picture alone: whatever was hidden in the file or written about place and camera is gone."""
    picture_format = IMAGES[kind][1]
    try:
        with Image.open(io.BytesIO(data), formats=[picture_format]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                most = MOST_PIXELS // 1_000_000
                raise FileRefused(_("图片超过 %(most)d 百万像素。请缩小后再上传。", most=most))
            upright = ImageOps.exif_transpose(picture)
            if picture_format == "JPEG":
                upright = upright.convert("RGB")
            target = io.BytesIO()
            upright.info.clear()
            upright.save(target, picture_format, **({} if picture_format == "PNG" else {"quality": 88}))
            return target.getvalue()
    except _BROKEN_PICTURE as error:
        raise FileRefused(_("图片打不开，可能已损坏。请重新导出后再上传。")) from error


def _office_kind(data: bytes) -> str:
    """Which office file a packed file is. It is unpacked piece by piece, and no further than the limit."""
    broken = FileRefused(_("文件打不开，可能已损坏或加了密码。请重新保存为 docx、xlsx 或 pptx 后再上传。"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if any(part.flag_bits & 1 for part in parts):
                raise broken
            found = [extension for extension, (_type, part) in OFFICE.items() if part in names]
            if "[Content_Types].xml" not in names or len(found) != 1:
                raise FileRefused(_("不能上传压缩包。可以上传 %(accepted)s。", accepted=accepted_names()))
            if any(PurePosixPath(one).name.lower() == "vbaproject.bin" for one in names):
                raise FileRefused(_("文件里有宏。请另存为不带宏的 docx、xlsx 或 pptx 后再上传。"))
            _unpack_with_limit(packed, parts)
            return found[0]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise broken from error


def _unpack_with_limit(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    too_much = FileRefused(_("文件解压后太大。请减少图片或拆分后再上传。"))
    if len(parts) > MOST_PACKED_FILES:
        raise too_much
    unpacked = 0
    for part in parts:
        # The sizes that the file states of itself may be lies; what comes out is counted.
        with packed.open(part) as stream:
            while piece := stream.read(CHUNK):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise too_much


def _check_text(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(_("文字文件请另存为 UTF-8 编码后再上传。")) from error
    if _CONTROL.search(text):
        raise FileRefused(_("这不是纯文字文件。可以上传 %(accepted)s。", accepted=accepted_names()))


def _named(name: str, extension: str) -> str:
    """A harmless name with the extension that fits the content."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    seen = "".join(one for one in PurePosixPath(last).stem if one.isprintable())
    stem = _UNWANTED.sub("", seen).strip(" .")[:LONGEST_NAME]
    return f"{stem or _('文件')}.{extension}"
