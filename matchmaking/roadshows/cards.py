"""What is handed on: the share card of a session as a picture, and its address as a QR code."""

import io
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

# The only font that is known to be there: on a server there is often none with Chinese characters.
FONT = Path(str(files("justmytype_intl_cjk"))) / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
WIDTH, HEIGHT, EDGE = 1200, 630, 76
DARK, LIGHT, PALE, CELADON, TANGERINE, WHITE = "#0a3733", "#0e5a55", "#a9c8c3", "#8fc9c3", "#f3bd80", "#ffffff"
# What a sharing window shows of a title before it cuts it.
LONGEST_TITLE = 27
ELLIPSIS = "…"


def share_title(title: str) -> str:
    """A title that sharing windows show whole."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + ELLIPSIS


def qr_svg(address: str) -> bytes:
    """A QR code with the quiet zone that readers need, as a picture that scales."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        buffer, kind="svg", scale=8, border=4, dark=DARK, light="#ffffff", xmldecl=False, title=address
    )
    return buffer.getvalue()


@cache
def _font(points: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT), points)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=64)
def share_card(title: str, lines: tuple[str, ...], tag: str, site: str) -> bytes:
    """A PNG of 1200 × 630: the title, up to three lines on when, where and who, and the site's name."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), DARK)
    pen = ImageDraw.Draw(picture)
    _curves(pen)
    top = EDGE
    if tag:
        pen.rounded_rectangle((EDGE, top, EDGE + _length(tag, 30, 600) + 36, top + 54), 8, fill=LIGHT)
        pen.text((EDGE + 18, top + 7), tag, font=_font(30, 600), fill=WHITE)
    top += 84
    for line in _wrapped(title, 66, 700, most=3):
        pen.text((EDGE, top), line, font=_font(66, 700), fill=WHITE)
        top += 88
    top += 14
    for line in lines[:3]:
        pen.text((EDGE, top), _wrapped(line, 32, 400, most=1)[0], font=_font(32, 400), fill=PALE)
        top += 50
    foot = HEIGHT - EDGE - 18
    pen.rounded_rectangle((EDGE, foot + 4, EDGE + 14, foot + 38), 4, fill=TANGERINE)
    pen.text((EDGE + 30, foot - 2), site, font=_font(32, 600), fill=CELADON)
    buffer = io.BytesIO()
    picture.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _curves(pen: ImageDraw.ImageDraw) -> None:
    """Contour lines of hills, as on the pages."""
    for place in range(7):
        shift = place * 74
        box = (WIDTH - 620 - shift, HEIGHT - 330 - shift, WIDTH + 420 + shift, HEIGHT + 520 + shift)
        pen.arc(box, 150, 300, fill="#174a45", width=2)


def _length(text: str, points: int, weight: int) -> int:
    return round(_font(points, weight).getlength(text))


def _wrapped(text: str, points: int, weight: int, *, most: int) -> list[str]:
    """Lines that fit between the edges, broken between any two signs as Chinese is; the last one may end in …."""
    width, lines = WIDTH - 2 * EDGE, [""]
    for sign in " ".join(text.split()):
        if _length(lines[-1] + sign, points, weight) <= width:
            lines[-1] += sign
        elif len(lines) == most:
            while _length(lines[-1] + ELLIPSIS, points, weight) > width:
                lines[-1] = lines[-1][:-1]
            lines[-1] += ELLIPSIS
            break
        else:
            lines.append(sign.strip())
    return lines
