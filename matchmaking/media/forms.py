"""The forms with which people upload, describe and caption."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from matchmaking.core.forms import BaseForm, LongText, Text
from matchmaking.media.models import COVER, DECK, PITCH, RECORDING, SUMMARY

LONGEST_SUMMARY = 1500
VIDEO_ACCEPT = ".mp4,.m4v,.mov,.webm,.mkv"
# What `accept` of a file field says; only a help for choosing.
ACCEPTS = {
    DECK: ".pdf", SUMMARY: ".pdf,.txt", PITCH: VIDEO_ACCEPT, RECORDING: VIDEO_ACCEPT, COVER: ".png,.jpg,.jpeg,.webp",
}  # fmt: skip
KIND_WORDS = {
    DECK: _l("讲稿（PDF）"), SUMMARY: _l("一页简介（PDF 或 txt）"), PITCH: _l("路演视频"), RECORDING: _l("录像"),
    COVER: _l("封面图片"),
}  # fmt: skip


class AddForm(BaseForm):
    """One file."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))])

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.file.id = f"file-{kind}"
        self.file.label.field_id = self.file.id
        self.file.label.text = KIND_WORDS[kind]
        self.file.render_kw = {"accept": ACCEPTS[kind]}


class SummaryForm(BaseForm):
    """A record on one page, in words."""

    text = LongText(
        _l("一页简介"),
        limit=LONGEST_SUMMARY,
        rows=8,
        description=_l("做什么、解决谁的什么问题、比现有办法好多少、要什么。最多 1500 字。留空表示不写。"),
    )


class VideoForm(BaseForm):
    """What a video is called, and what is said in it."""

    title = Text(_l("标题"), limit=60, description=_l("有几个视频时用来区分，例如“路演”“样机试验”。"))
    zh = FileField(_l("中文字幕"), render_kw={"accept": ".vtt,.srt"})
    en = FileField(_l("英文字幕"), render_kw={"accept": ".vtt,.srt"})
