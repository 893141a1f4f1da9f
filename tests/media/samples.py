"""A small PDF and small videos for tests, really made: the former with pikepdf, the latter with ffmpeg, once each."""

import io
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pikepdf
from imageio_ffmpeg import get_ffmpeg_exe

FOLDER = Path(tempfile.mkdtemp(prefix="media-samples-"))


def make_pdf(*texts: str, password: str = "", size: tuple[int, int] = (480, 270)) -> bytes:
    """A PDF with a line of Latin text on each page."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for text in texts:
            page = pdf.add_blank_page(page_size=size)
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
            page.Contents = pikepdf.Stream(pdf, b"BT /F1 30 Tf 40 140 Td (%s) Tj ET" % text.encode("ascii"))
        pdf.docinfo["/Author"] = "Somebody"
        target = io.BytesIO()
        encryption = pikepdf.Encryption(user=password, owner="owner") if password else False
        pdf.save(target, encryption=encryption)
        return target.getvalue()


@cache
def make_clip(name: str = "clip.mp4", *options: str) -> bytes:
    """A moving test picture with a tone, one second long; `options` go to ffmpeg in front of the output."""
    path = FOLDER / f"{len(list(FOLDER.iterdir()))}-{name}"
    preset = ("-f", "lavfi", "-i", "testsrc=s=160x90:d=1:r=10", "-f", "lavfi", "-i", "sine=d=1", "-shortest")
    command = [get_ffmpeg_exe(), "-v", "error", "-threads", "1", *preset, *options, str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path.read_bytes()
