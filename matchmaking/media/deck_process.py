"""Run as a process of its own: looks into a PDF, or turns its pages into pictures and text.

Files come from strangers, so they are read here with limits on time and memory and without the application. It writes
one line of JSON for each step: {"pages": 12}, then {"page": 1, "width": …, "height": …, "text": "…"} for each page, or
{"failure": "locked"}. A process that ends without having said so met a limit.
"""

import json
import os
import resource
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

MEMORY_BYTES = 1_500_000_000
LARGEST_FILE = 50_000_000
# A page that is longer than this many times its width is made narrower, so that its picture stays within bounds.
MOST_TALL = 3.0
LONGEST_TEXT = 6_000
QUALITY = 80


def say(**words: Any) -> None:
    """Write one line and send it off."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def opened(path: str) -> pypdfium2.PdfDocument | None:
    """The document; None when it cannot be opened, after saying why."""
    try:
        document = pypdfium2.PdfDocument(path)
        say(pages=len(document))
        return document
    except pypdfium2.PdfiumError as error:
        say(failure="locked" if "assword" in str(error) or "ecurity" in str(error) else "broken_pdf")
        return None


def draw(document: pypdfium2.PdfDocument, number: int, folder: Path, widths: list[int]) -> None:
    """Draw one page in all widths and say what stands on it."""
    page = document[number - 1]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError("a page without a size")
    across = min(max(widths), max(widths) * MOST_TALL * width / height)
    picture = page.render(scale=across / width, may_draw_forms=True).to_pil().convert("RGB")
    for one in widths:
        size = (one, max(1, round(picture.height * one / picture.width)))
        smaller = picture if one >= picture.width else picture.resize(size, Image.Resampling.LANCZOS)
        smaller.save(folder / f"{number}-{one}.webp", "WEBP", quality=QUALITY, method=3)
    text = readable(page.get_textpage().get_text_bounded())
    say(page=number, width=picture.width, height=picture.height, text=text)
    page.close()


def readable(text: str) -> str:
    """The words of a page without signs that nobody sees; lines stay lines."""
    lines = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        # Surrogates, private signs and unassigned ones come from fonts that do not say what they draw.
        seen = "".join(
            " " if one.isspace() else one for one in line if unicodedata.category(one)[0] != "C" or one == "\t"
        )
        if words := " ".join(seen.split()):
            lines.append(words)
    return "\n".join(lines)[:LONGEST_TEXT]


def main() -> None:
    """Limits first, then the file: PATH SECONDS MOST_PAGES [FOLDER WIDTH…]; without a folder it is only looked into."""
    # Pages of the site are more urgent than those of a deck.
    os.nice(10)
    path, seconds, most_pages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    document = opened(path)
    if document is None:
        return
    if not 0 < len(document) <= most_pages:
        say(failure="too_many_pages" if len(document) else "broken_pdf")
        return
    if len(sys.argv) > 4:
        for number in range(1, len(document) + 1):
            try:
                draw(document, number, Path(sys.argv[4]), [int(one) for one in sys.argv[5:]])
            except (pypdfium2.PdfiumError, ValueError):
                say(failure="broken_pdf")
                return
            except MemoryError:
                return
    say(done=True)


if __name__ == "__main__":
    main()
