"""Captions that people bring (.vtt or .srt), checked cue by cue and written anew as WebVTT."""

import html
import re
from dataclasses import dataclass

from flask_babel import gettext as _

from matchmaking.core.errors import RuleBroken

MOST_BYTES = 1_000_000
MOST_CUES = 6_000
LONGEST_TEXT = 600
# People cut the end of a video without touching the captions.
TOLERANCE_SECONDS = 2.0
_TIMES = re.compile(
    r"^\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})(?:\s.*)?$"
)
_MARKS = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")


class CaptionsRefused(RuleBroken):
    """The captions cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Cue:
    """Words from one moment to another, in seconds."""

    start: float
    end: float
    text: str


def read_captions(data: bytes, *, most_seconds: float) -> list[Cue]:
    """Read a .vtt or .srt file for a video of so many seconds. Raises CaptionsRefused."""
    if not data.strip():
        raise CaptionsRefused(_("字幕文件是空的。请重新选择文件。"))
    if len(data) > MOST_BYTES:
        raise CaptionsRefused(_("字幕文件超过 1 MB，不像是字幕。请重新选择 .vtt 或 .srt 文件。"))
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    cues: list[Cue] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        place = next((place for place, line in enumerate(lines) if "-->" in line), None)
        # Headers, notes and styles have no times.
        if place is not None:
            cues.append(_cue(lines, place, len(cues) + 1))
        if len(cues) > MOST_CUES:
            raise CaptionsRefused(_("字幕超过 %(most)d 条。请合并后再上传。", most=MOST_CUES))
    if not cues:
        raise CaptionsRefused(_("没有读到字幕。请上传 .vtt 或 .srt 文件。"))
    _check(cues, most_seconds)
    return [one for one in cues if one.text]


def as_vtt(cues: list[Cue]) -> str:
    """WebVTT with nothing but times and words."""
    parts = [f"{_moment(one.start)} --> {_moment(one.end)}\n{html.escape(one.text, quote=False)}" for one in cues]
    return "\n\n".join(["WEBVTT", *parts]) + "\n"


def _decoded(data: bytes) -> str:
    """The text: as UTF-8, with a mark as UTF-16, or as older Chinese software writes it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CaptionsRefused(_("字幕的文字读不出来。请另存为 UTF-8 编码后再上传。"))


def _cue(lines: list[str], place: int, number: int) -> Cue:
    found = _TIMES.match(lines[place])
    if found is None:
        raise CaptionsRefused(
            _("第 %(number)d 条字幕的时间读不懂：%(line)s。请写成 00:01:02.500 --> 00:01:05.000。",
              number=number, line=lines[place].strip()[:60])
        )  # fmt: skip
    words = [" ".join(html.unescape(_MARKS.sub("", line)).split()) for line in lines[place + 1 :]]
    text = "\n".join(one for one in words if one)
    if len(text) > LONGEST_TEXT:
        raise CaptionsRefused(_("第 %(number)d 条字幕太长。请拆成几条。", number=number))
    return Cue(_seconds(found[1]), _seconds(found[2]), text)


def _check(cues: list[Cue], most_seconds: float) -> None:
    for number, cue in enumerate(cues, 1):
        if cue.end <= cue.start:
            raise CaptionsRefused(_("第 %(number)d 条字幕的结束不晚于开始。请改正后再上传。", number=number))
        if number > 1 and cue.start < cues[number - 2].start:
            raise CaptionsRefused(_("第 %(number)d 条字幕早于上一条。请按时间排好后再上传。", number=number))
        if cue.start > most_seconds + TOLERANCE_SECONDS:
            raise CaptionsRefused(_("第 %(number)d 条字幕在视频结束之后。这可能是别的视频的字幕。", number=number))


def _seconds(text: str) -> float:
    whole, _point, part = text.replace(",", ".").partition(".")
    numbers = [int(one) for one in whole.split(":")]
    hours, minutes, seconds = [0, *numbers] if len(numbers) == 2 else numbers
    return hours * 3600 + minutes * 60 + seconds + int(part.ljust(3, "0")) / 1000


def _moment(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    return (
        f"{thousandths // 3_600_000:02}:{thousandths // 60_000 % 60:02}:"
        f"{thousandths // 1000 % 60:02}.{thousandths % 1000:03}"
    )
