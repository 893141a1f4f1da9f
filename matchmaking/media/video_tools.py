"""What ffmpeg does for us: tell what a file holds, make every video one that all browsers play, take a picture out."""

import io
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from matchmaking.media.failures import (
    BROKEN_VIDEO,
    MOST_LONG,
    MOST_SHORT,
    NO_PICTURE,
    NOT_VIDEO,
    TOO_LONG,
    TOO_MANY_PIXELS,
    TOO_SLOW,
    WRONG_CODEC,
    WRONG_SOUND,
    MediaRefused,
)

_LIMITING = Path(__file__).with_name("limiting.py")
MEMORY_BYTES = 4_000_000_000
LOOKING_SECONDS = 30
LARGEST_PICTURE = 100_000_000
# Only these are opened at all, and by their own reader: playlists and lists of files could name others.
PICTURE_CODECS = {"h264", "hevc", "mpeg4", "mpeg2video", "vp8", "vp9", "av1", "mjpeg"}
SOUND_CODECS = {"aac", "mp3", "opus", "vorbis", "ac3", "eac3", "flac", "alac", "amr_nb"}
_MOVIE_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
_DURATION = re.compile(r"^\s*Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)", re.MULTILINE)
_STREAM = re.compile(r"^\s*Stream #0:\d+\S*: (Video|Audio): (\w+)(.*)$", re.MULTILINE)
_SIZE = re.compile(r", (\d{1,5})x(\d{1,5})\b")
# Within 1280 × 720, or 720 × 1280 for a phone held upright; never larger than it was, and even, as the codec wants it.
_SHAPE = (
    "scale='trunc(iw*max(sar,0.01)/2)*2':ih,"
    "scale=w='if(gte(iw,ih),min(1280,iw),min(720,iw))':h='if(gte(iw,ih),min(720,ih),min(1280,ih))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1"
)


@dataclass(frozen=True)
class Probe:
    """What a video file says of itself; `seconds` is 0 where it does not say how long it is."""

    container: str
    seconds: float
    width: int
    height: int
    picture_codec: str
    sound_codec: str | None


def ffmpeg_program() -> str:
    """The ffmpeg that was set, or the one that came with the packages."""
    return current_app.config["FFMPEG"] or get_ffmpeg_exe()


def container_of(path: Path) -> str:
    """Which kind of file it is, by its first bytes: "mov" (MP4 too) or "matroska" (WebM too). Raises MediaRefused."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] in _MOVIE_BOXES:
        return "mov"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    raise MediaRefused(NOT_VIDEO)


def look_into(path: Path) -> Probe:
    """What a file holds, checked against what we take. Raises MediaRefused."""
    found = probe(path, container_of(path))
    if found.picture_codec not in PICTURE_CODECS:
        raise MediaRefused(WRONG_CODEC)
    sound = found.sound_codec
    if sound is not None and sound not in SOUND_CODECS and not sound.startswith("pcm_"):
        raise MediaRefused(WRONG_SOUND)
    longer, shorter = max(found.width, found.height), min(found.width, found.height)
    if longer > MOST_LONG or shorter > MOST_SHORT:
        raise MediaRefused(TOO_MANY_PIXELS)
    if found.seconds > current_app.config["VIDEO_MINUTES"] * 60:
        raise MediaRefused(TOO_LONG)
    return found


def probe(path: Path, container: str) -> Probe:
    """What a file holds, without judging it. Raises MediaRefused when it cannot be read or has no moving picture."""
    try:
        done = subprocess.run(
            [*_limited(LOOKING_SECONDS, LARGEST_PICTURE), "-hide_banner", "-nostdin", *_reading(path, container)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=LOOKING_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise MediaRefused(BROKEN_VIDEO) from error
    return read_report(done.stderr.decode("utf-8", "replace"), container)


def read_report(report: str, container: str) -> Probe:
    """Read what ffmpeg writes about a file before it would begin."""
    streams = _STREAM.findall(report)
    if not streams:
        raise MediaRefused(NO_PICTURE if _DURATION.search(report) else BROKEN_VIDEO)
    # The cover of a song is a picture, not a video.
    pictures = [(codec, rest) for kind, codec, rest in streams if kind == "Video" and "attached pic" not in rest]
    if not pictures:
        raise MediaRefused(NO_PICTURE)
    codec, rest = pictures[0]
    size, length = _SIZE.search(rest), _DURATION.search(report)
    if size is None:
        raise MediaRefused(WRONG_CODEC if codec not in PICTURE_CODECS else BROKEN_VIDEO)
    seconds = int(length[1]) * 3600 + int(length[2]) * 60 + float(length[3]) if length else 0.0
    sounds = [codec for kind, codec, _rest in streams if kind == "Audio"]
    return Probe(container, seconds, int(size[1]), int(size[2]), codec, sounds[0] if sounds else None)


def convert(source: Path, target: Path, container: str, progress: Callable[[float], object]) -> Probe:
    """Make a video that all browsers play and can seek in; `progress(seconds)` is called a few times a second.

    H.264 and AAC in an MP4 whose index comes first, at most 720 lines and 30 pictures a second, a picture that stands
    by itself every two seconds; places, devices and titles that the file tells are left out. Raises MediaRefused.
    """
    config = current_app.config
    seconds, most = config["VIDEO_SECONDS"], config["VIDEO_MINUTES"] * 60
    process = subprocess.Popen(
        [
            *_limited(seconds * 2, config["VIDEO_BYTES"] * 2), "-hide_banner", "-nostdin", "-y", "-v", "fatal",
            "-progress", "pipe:1", "-stats_period", "0.4", *_reading(source, container),
            "-map", "0:V:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn",
            "-vf", _SHAPE, "-fpsmax", "30", "-pix_fmt", "yuv420p",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-profile:v", "high", "-g", "60", "-threads", "2",
            "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000",
            "-t", str(most + 1), "-movflags", "+faststart", "-f", "mp4", str(target),
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    late = threading.Event()
    alarm = threading.Timer(seconds, lambda: (late.set(), process.kill()))
    alarm.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            name, _equals, value = line.decode("ascii", "replace").strip().partition("=")
            if name == "out_time_us" and value.isdigit():
                progress(int(value) / 1_000_000)
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if late.is_set():
        raise MediaRefused(TOO_SLOW)
    if process.returncode != 0 or not target.is_file():
        raise MediaRefused(BROKEN_VIDEO)
    made = probe(target, "mov")
    if made.seconds > most:
        raise MediaRefused(TOO_LONG)
    if made.seconds <= 0:
        raise MediaRefused(BROKEN_VIDEO)
    return made


def take_picture(video: Path, made: Probe, target: Path) -> bool:
    """Store a picture out of a video that we made; False when there is none worth storing."""
    done = subprocess.run(
        [
            *_limited(LOOKING_SECONDS * 2, LARGEST_PICTURE), "-hide_banner", "-nostdin", "-v", "fatal",
            "-ss", f"{min(2.0, made.seconds / 10):.2f}", *_reading(video, "mov"),
            "-vf", "thumbnail=60", "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "pipe:1",
        ],
        capture_output=True, timeout=LOOKING_SECONDS * 2,
    )  # fmt: skip
    if done.returncode != 0 or not done.stdout:
        return False
    with Image.open(io.BytesIO(done.stdout), formats=["PNG"]) as picture:
        picture.convert("RGB").save(target, "WEBP", quality=80)
    return True


def _limited(seconds: int, largest: int) -> list[str]:
    return [sys.executable, "-I", str(_LIMITING), str(seconds), str(MEMORY_BYTES), str(largest), ffmpeg_program()]


def _reading(path: Path, container: str) -> list[str]:
    """The input: this one file, read as what it is, and no other that it may point at."""
    return ["-protocol_whitelist", "file", "-f", container, "-i", str(path)]
