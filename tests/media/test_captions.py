"""Captions as people bring them."""

import pytest
from flask import Flask

from matchmaking.media.captions import CaptionsRefused, as_vtt, read_captions

SRT = (
    "1\n00:00:01,000 --> 00:00:02,500\n<i>阀座</i>{\\an8}\n第二行\n\n2\n00:00:02,500 --> 00:00:04,000\n5 < 7 &amp; 8\n"
)
VTT = (
    "WEBVTT - 标题\n\nNOTE 说明\n写给自己\n\nSTYLE\n::cue { color: red }\n\n"
    "cue-1\n00:01.000 --> 00:02.000 align:start\n好\n"
)


@pytest.fixture(autouse=True)
def _words(app: Flask) -> None:
    """Messages are worded."""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_srt_becomes_vtt_whatever_software_wrote_it(encoding: str) -> None:
    cues = read_captions(SRT.replace("\n", "\r\n").encode(encoding), most_seconds=10)
    assert as_vtt(cues) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n阀座\n第二行\n\n00:00:02.500 --> 00:00:04.000\n5 &lt; 7 &amp; 8\n"
    )


def test_of_vtt_only_times_and_words_stay() -> None:
    assert as_vtt(read_captions(VTT.encode(), most_seconds=10)) == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n好\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "字幕文件是空的"),
        ("WEBVTT\n\nNOTE nothing\n", "没有读到字幕"),
        ("1\n00:00:03,000 --> 00:00:02,000\nx\n", "第 1 条字幕的结束不晚于开始"),
        ("1\n00:00:03,000 --> 00:00:04,000\nx\n\n2\n00:00:01,000 --> 00:00:02,000\ny\n", "第 2 条字幕早于上一条"),
        ("1\n0:3 --> 0:4\nx\n", "第 1 条字幕的时间读不懂：0:3 --> 0:4"),
        ("1\n00:59:03,000 --> 00:59:04,000\nx\n", "第 1 条字幕在视频结束之后"),
        ("1\n00:00:01,000 --> 00:00:02,000\n" + "很长" * 400, "第 1 条字幕太长"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, words: str) -> None:
    with pytest.raises(CaptionsRefused, match=words):
        read_captions(text.encode(), most_seconds=60)
