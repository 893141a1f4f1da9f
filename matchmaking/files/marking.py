"""Run as a process of its own: takes the metadata out of a PDF, reads its words, or draws the reader's name over a PDF
or a picture.

Files come from strangers, so they are read here with limits on time and memory and without the application. Called
with one of ACTIONS and, for marking, lines of text; bytes come in on stdin and go out on stdout.
"""

import io
import resource
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

CPU_SECONDS, MEMORY_BYTES = 20, 1_500_000_000
MOST_PIXELS = 40_000_000
MOST_PAGES, LONGEST_TEXT = 200, 500_000
# The only font that is known to be there: on a server there is often none with Chinese characters.
FONT = Path(str(files("justmytype_intl_cjk"))) / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
GREY = (110, 110, 110)
OPACITY, ANGLE, WEIGHT = 90, 28, 500
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
# What programs write about people, places and versions; none of it is on a page.
_TALE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")


def without_metadata(data: bytes) -> bytes:
    """A PDF without author, company, program and the names of those who commented."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _forget(pdf)
        return _saved(pdf)


def _forget(pdf: pikepdf.Pdf) -> None:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in _TALE_KEYS:
            if key in one:
                del one[key]
        # /T of a comment is its author; of a field it is the field's name.
        if one.get("/Subtype") != "/Widget" and "/Rect" in one and "/T" in one:
            del one["/T"]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def marked_pdf(data: bytes, text: str) -> bytes:
    """A PDF with the text across every page, as a picture: it looks the same in every reader."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _forget(pdf)
        sheets: dict[tuple[int, int], pikepdf.Page] = {}
        with pikepdf.new() as marks:
            for page in pdf.pages:
                left, bottom, right, top = (float(one) for one in page.mediabox)
                size = (max(1, round(right - left)), max(1, round(top - bottom)))
                if size not in sheets:
                    sheets[size] = _sheet(marks, size, text)
                page.add_overlay(sheets[size], pikepdf.Rectangle(left, bottom, right, top))
            return _saved(pdf)


def _sheet(marks: pikepdf.Pdf, size: tuple[int, int], text: str) -> pikepdf.Page:
    """A page with nothing but the mark. Large pages get a coarser picture."""
    scale = min(2.0, 2400 / max(size))
    layer = _layer((max(1, round(size[0] * scale)), max(1, round(size[1] * scale))), text)
    colour, mask = layer.convert("RGB"), layer.getchannel("A")
    stencil = pikepdf.Stream(marks, mask.tobytes())
    stencil.update(_picture(mask.size, "/DeviceGray"))
    image = pikepdf.Stream(marks, colour.tobytes())
    image.update(_picture(colour.size, "/DeviceRGB"))
    image["/SMask"] = marks.make_indirect(stencil)
    page = marks.add_blank_page(page_size=size)
    name = page.add_resource(image, pikepdf.Name.XObject)
    content = b"q %d 0 0 %d 0 0 cm %s Do Q" % (size[0], size[1], str(name).encode())
    page.Contents = pikepdf.Stream(marks, content)
    return page


def _picture(size: tuple[int, int], colours: str) -> dict[str, Any]:
    return {
        "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": size[0], "/Height": size[1],
        "/ColorSpace": pikepdf.Name(colours), "/BitsPerComponent": 8,
    }  # fmt: skip


def marked_image(data: bytes, text: str, kind: str) -> bytes:
    """A picture with the text across it, in its own format."""
    with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        base = picture.convert("RGBA")
    marked = Image.alpha_composite(base, _layer(base.size, text))
    target = io.BytesIO()
    if FORMATS[kind] == "JPEG":
        marked.convert("RGB").save(target, "JPEG", quality=88)
    else:
        marked.save(target, FORMATS[kind])
    return target.getvalue()


def _layer(size: tuple[int, int], text: str) -> Image.Image:
    """The text, slanted and repeated over the whole area, on nothing."""
    width, height = size
    points = max(9, min(64, round(min(width, height) / 26)))
    font = ImageFont.truetype(str(FONT), points)
    font.set_variation_by_axes([WEIGHT])
    lines = text.split("\n")
    boxes = [font.getbbox(line) for line in lines]
    tile_width = max(round(box[2]) for box in boxes) + 2
    line_height = round(points * 1.5)
    tile = Image.new("RGBA", (tile_width, line_height * len(lines)), (0, 0, 0, 0))
    pen = ImageDraw.Draw(tile)
    for place, line in enumerate(lines):
        pen.text((0, place * line_height), line, font=font, fill=(*GREY, OPACITY))
    slanted = tile.rotate(ANGLE, expand=True, resample=Image.Resampling.BICUBIC)
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    step_x, step_y = slanted.width + points * 2, slanted.height + points * 2
    for row, top in enumerate(range(-slanted.height // 3, height, step_y)):
        for left in range(-slanted.width // 3 - (row % 2) * step_x // 2, width, step_x):
            layer.alpha_composite(slanted, (max(left, 0), max(top, 0)), (max(-left, 0), max(-top, 0)))
    return layer


def words_of(data: bytes) -> bytes:
    """The words of a PDF, after one sign that it could be opened."""
    document = pypdfium2.PdfDocument(data)
    pages = [document[place].get_textpage().get_text_bounded() for place in range(min(len(document), MOST_PAGES))]
    return ("=" + "\n".join(pages)[:LONGEST_TEXT]).encode("utf-8", "replace")


ACTIONS = ("clean", "words", "mark-pdf", *FORMATS)


def main() -> None:
    """The process: limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    action, text = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    data = sys.stdin.buffer.read()
    if action == "clean":
        result = without_metadata(data)
    elif action == "words":
        result = words_of(data)
    elif action == "mark-pdf":
        result = marked_pdf(data, text)
    else:
        result = marked_image(data, text, action)
    sys.stdout.buffer.write(result)


if __name__ == "__main__":
    main()
