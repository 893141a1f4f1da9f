"""Signed addresses, and the parts that a player asks for."""

from pathlib import Path

import pytest
from flask import Flask

from matchmaking.media import disk
from matchmaking.media.addresses import video_address
from matchmaking.media.tickets import resolve, sign
from matchmaking.media.video_tools import MediaRefused, read_report
from tests.factories.media import SHOWN, make_video, register_examples
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

SECRET = "s" * 40
HOUR = 3600


def test_a_ticket_names_one_file_for_a_few_hours(tmp_path: Path) -> None:
    (tmp_path / "page.webp").write_bytes(b"x")
    ticket = sign("page.webp", secret=SECRET, minutes=60, at=100.0)
    served = resolve(ticket, secret=SECRET, folder=tmp_path, at=2 * HOUR - 1)
    assert served is not None
    assert (served.path, served.media_type, served.download_name) == (tmp_path / "page.webp", "image/webp", "")
    assert resolve(ticket, secret=SECRET, folder=tmp_path, at=2 * HOUR + 1) is None
    assert resolve(ticket, secret="t" * 40, folder=tmp_path, at=200.0) is None
    assert [resolve(one, secret=SECRET, folder=tmp_path) for one in ("", "x", ticket[:-2] + "xx", "é" * 9)] == [
        None
    ] * 4
    # The same page opened again within the hour has the same addresses, so that the browser has them already.
    assert ticket == sign("page.webp", secret=SECRET, minutes=60, at=101.0)
    (tmp_path / "page.webp").unlink()
    assert resolve(ticket, secret=SECRET, folder=tmp_path, at=200.0) is None


def test_a_ticket_for_what_is_no_page_video_or_pdf_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"x")
    (tmp_path / "page.svg").write_bytes(b"x")
    for path in ("source", "page.svg"):
        assert resolve(sign(path, secret=SECRET, minutes=60), secret=SECRET, folder=tmp_path) is None


def test_parts_are_sent_as_players_ask_for_them(app: Flask) -> None:
    register_examples()
    data = bytes(range(256)) * 40
    video = make_video(SHOWN, make_organisation().id, data=data)
    address, client = video_address(video), Visitor(app)
    whole = client.send("get", address)
    headers = whole.headers
    assert (whole.status_code, whole.data, headers["Accept-Ranges"], headers["Content-Type"]) == (
        200, data, "bytes", "video/mp4",
    )  # fmt: skip
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, max-age=3600, immutable"
    tag = headers["ETag"]

    def ask(**wanted: str) -> tuple[int, str | None, bytes]:
        answer = client.send("get", address, headers={name.replace("_", "-"): text for name, text in wanted.items()})
        return answer.status_code, answer.headers.get("Content-Range"), answer.data

    assert ask(Range="bytes=10-19") == (206, "bytes 10-19/10240", data[10:20])
    assert ask(Range="bytes=10230-") == (206, "bytes 10230-10239/10240", data[10230:])
    assert ask(Range="bytes=-5") == (206, "bytes 10235-10239/10240", data[-5:])
    assert ask(Range="bytes=0-3", If_Range=tag) == (206, "bytes 0-3/10240", data[:4])
    assert ask(Range="bytes=0-3", If_Range='"another"') == (200, None, data)
    assert ask(If_None_Match=tag)[0] == 304
    status, content_range, _body = ask(Range="bytes=20000-")
    assert (status, content_range) == (416, "bytes */10240")
    assert client.send("get", address + "x").status_code == 404
    disk.forget(disk.place_of("videos", video.token))
    assert client.send("get", address).status_code == 404


REPORT = """Input #0, mov,mp4,m4a, from 'x':
  Metadata:
    title           : Stream #0:9: Video: evil, 1x1
  Duration: 01:02:03.50, start: 0.000000, bitrate: 100 kb/s
  Stream #0:0[0x1](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono
  Stream #0:1[0x2]: Video: mjpeg, yuvj420p, 600x600, 90k tbr (attached pic)
  Stream #0:2[0x3](und): Video: hevc (Main) (hvc1 / 0x31637668), yuv420p(tv), 3840x2160 [SAR 1:1 DAR 16:9], 25 fps
"""


def test_what_ffmpeg_reports_is_read_without_the_cover_of_a_song(app: Flask) -> None:
    found = read_report(REPORT, "mov")
    assert (found.seconds, found.width, found.height, found.picture_codec, found.sound_codec) == (
        3723.5, 3840, 2160, "hevc", "aac",
    )  # fmt: skip
    with pytest.raises(MediaRefused, match="文件里没有画面"):
        read_report(REPORT.replace("hevc", "").replace("Stream #0:2", ""), "mov")
