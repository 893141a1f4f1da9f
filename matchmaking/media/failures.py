"""Why a deck or a video is refused, in words that say what to do instead."""

from collections.abc import Callable

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.core.errors import RuleBroken

EMPTY, TOO_LARGE, FULL = "empty", "too_large", "full"
NOT_PDF, LOCKED, BROKEN_PDF, TOO_MANY_PAGES, TOO_HEAVY = (
    "not_pdf",
    "locked",
    "broken_pdf",
    "too_many_pages",
    "too_heavy",
)
NOT_VIDEO, NO_PICTURE, WRONG_CODEC, WRONG_SOUND = "not_video", "no_picture", "wrong_codec", "wrong_sound"
TOO_LONG, TOO_MANY_PIXELS, BROKEN_VIDEO, TOO_SLOW = "too_long", "too_many_pixels", "broken_video", "too_slow"
INTERRUPTED = "interrupted"
# Longer side × shorter side of the largest picture that is taken in: 4K.
MOST_LONG, MOST_SHORT = 4096, 2304


class MediaRefused(RuleBroken):
    """A file is not taken; `code` says why and the message what to do instead."""

    def __init__(self, code: str, most: int = 0) -> None:
        super().__init__(words(code, most))
        self.code = code


def words(code: str, most: int = 0) -> str:
    """Why, and what to do. `most` is the limit that was passed, in bytes, for files that are too large."""
    return _WORDS[code](most)


def _megabytes(most: int) -> str:
    return _("文件超过 %(most)d MB。请压缩或拆分后再上传。", most=most // 1024 // 1024)


def _pages(_most: int) -> str:
    most = current_app.config["DECK_PAGES"]
    return ngettext(
        "讲稿超过 %(num)s 页。请删减后再上传。", "讲稿超过 %(num)s 页。请删减后再上传。", most
    )  # fmt: skip


def _minutes(_most: int) -> str:
    most = current_app.config["VIDEO_MINUTES"]
    return ngettext(
        "视频超过 %(num)s 分钟。请剪短后再上传。", "视频超过 %(num)s 分钟。请剪短后再上传。", most
    )  # fmt: skip


_WORDS: dict[str, Callable[[int], str]] = {
    EMPTY: lambda most: _("文件是空的。请重新选择文件。"),
    TOO_LARGE: _megabytes,
    FULL: lambda most: _("贵机构的讲稿和视频空间已满。请先删除不再需要的，再上传。"),
    NOT_PDF: lambda most: _("这不是 PDF 文件，改扩展名没有用。请在演示软件里导出为 PDF 后再上传。"),
    LOCKED: lambda most: _("这个 PDF 加了密码，打不开。请去掉密码后再上传。"),
    BROKEN_PDF: lambda most: _("这个 PDF 打不开，可能已损坏。请重新导出后再上传。"),
    TOO_MANY_PAGES: _pages,
    TOO_HEAVY: lambda most: _("这个 PDF 太复杂，转成图片用的时间或内存超过上限。请压缩图片、简化矢量图后重新导出。"),
    NOT_VIDEO: lambda most: _("这不是能识别的视频。请上传 MP4、MOV、WebM 或 MKV；改扩展名没有用，请先用软件转换。"),
    NO_PICTURE: lambda most: _("文件里没有画面，只有声音或别的内容。请上传有画面的视频。"),
    WRONG_CODEC: lambda most: _("视频的编码不支持。请转成 H.264（MP4）后再上传。"),
    WRONG_SOUND: lambda most: _("声音的编码不支持。请转成 AAC（MP4）后再上传。"),
    TOO_LONG: _minutes,
    TOO_MANY_PIXELS: lambda most: _("画面超过 4K（4096×2304）。请缩小后再上传。"),
    BROKEN_VIDEO: lambda most: _("视频在中途坏了，转换不下去。请重新导出后再上传。"),
    TOO_SLOW: lambda most: _("转换用的时间超过上限。请把视频剪短或降低分辨率后再上传。"),
    INTERRUPTED: lambda most: _("转换中断了，没有完成。请重新上传。"),
}
