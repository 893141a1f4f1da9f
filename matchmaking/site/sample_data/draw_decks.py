"""Draws the invented sample decks as PDFs into decks/, from decks.jsonl: run by hand when that file has changed.

python matchmaking/site/sample_data/draw_decks.py
"""

import io
import json
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
FONT = Path(str(files("justmytype_intl_cjk"))) / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
WIDTH, HEIGHT = 960, 540
LEFT, RIGHT = 64, 896
INK, GREY, GREEN, DARK, PALE, ORANGE = (
    (0.08, 0.13, 0.12), (0.34, 0.40, 0.39), (0.05, 0.35, 0.33), (0.03, 0.20, 0.19), (0.75, 0.81, 0.79),
    (0.71, 0.33, 0.0),
)  # fmt: skip
WHITE = (1.0, 1.0, 1.0)
WEIGHTS = {"F1": 400, "F2": 650}


class Face:
    """One weight of the font with the signs of one deck, as a PDF embeds it."""

    def __init__(self, weight: int, signs: str) -> None:
        font = TTFont(FONT)
        options = Options()
        options.hinting, options.layout_features, options.name_IDs = False, [], []
        subsetter = Subsetter(options)
        subsetter.populate(text=signs)
        subsetter.subset(font)
        font = instantiateVariableFont(font, {"wght": weight})
        target = io.BytesIO()
        font.save(target)
        self.data, self.units = target.getvalue(), font["head"].unitsPerEm
        self.glyphs = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
        self.widths = {font.getGlyphID(name): advance for name, (advance, _left) in font["hmtx"].metrics.items()}

    def width(self, text: str, size: float) -> float:
        """How wide a text is, in points."""
        return sum(self.widths[self.glyphs[one]] for one in text) * size / self.units

    def code(self, text: str) -> str:
        """A text as the page's content writes it."""
        return "<" + "".join(f"{self.glyphs[one]:04X}" for one in text) + ">"

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font as an object of the document, with what the signs mean, so that the text can be read out."""
        stream = pikepdf.Stream(pdf, self.data)
        stream.Length1 = len(self.data)
        name = pikepdf.Name.NotoSansSC
        descriptor = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor,
                FontName=name,
                Flags=4,
                FontBBox=[0, -200, 1000, 900],
                ItalicAngle=0,
                Ascent=880,
                Descent=-120,
                CapHeight=730,
                StemV=80,
                FontFile2=stream,
            )  # fmt: skip
        )
        widths: list[Any] = []
        for glyph in sorted(self.widths):
            widths += [glyph, [round(self.widths[glyph] * 1000 / self.units)]]
        inner = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, FontDescriptor=descriptor,
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            CIDToGIDMap=pikepdf.Name.Identity, W=widths,
        )  # fmt: skip
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=name,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(inner)],
                ToUnicode=pikepdf.Stream(pdf, self._meanings()),
            )  # fmt: skip
        )

    def _meanings(self) -> bytes:
        pairs = [f"<{glyph:04X}> <{sign.encode('utf-16-be').hex()}>" for sign, glyph in self.glyphs.items()]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        body = "\n".join(f"{len(one)} beginbfchar\n" + "\n".join(one) + "\nendbfchar" for one in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
            f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\nendcmap end end"
        ).encode()


class Slide:
    """One page while it is drawn; y counts from the top."""

    def __init__(self, faces: dict[str, Face]) -> None:
        self.faces, self.parts = faces, []

    def box(self, x: float, y: float, width: float, height: float, colour: tuple[float, ...]) -> None:
        """A filled box."""
        self.parts.append(f"{_rgb(colour)} rg {x:.1f} {HEIGHT - y - height:.1f} {width:.1f} {height:.1f} re f")

    def text(
        self, x: float, y: float, words: str, size: float, colour: tuple[float, ...] = INK, face: str = "F1"
    ) -> None:
        """One line; y is its base line."""
        code = self.faces[face].code(words)
        self.parts.append(f"BT {_rgb(colour)} rg /{face} {size} Tf {x:.1f} {HEIGHT - y:.1f} Td {code} Tj ET")

    def wrapped(self, x: float, y: float, words: str, size: float, width: float, **more: Any) -> float:
        """Lines within a width; where the next one would begin."""
        face, line = self.faces[more.get("face", "F1")], ""
        for sign in words:
            if face.width(line + sign, size) > width and not unicodedata.category(sign).startswith("P"):
                self.text(x, y, line, size, **more)
                line, y = "", y + size * 1.5
            line += sign
        self.text(x, y, line, size, **more)
        return y + size * 1.5


def _rgb(colour: tuple[float, ...]) -> str:
    return " ".join(f"{one:.3f}" for one in colour)


def draw(slide: Slide, page: dict[str, Any], number: int, count: int) -> None:
    """One page by its kind."""
    if page["kind"] == "cover":
        slide.box(0, 0, WIDTH, HEIGHT, DARK)
        slide.box(LEFT, 176, 56, 5, ORANGE)
        y = slide.wrapped(LEFT, 246, page["title"], 44, RIGHT - LEFT, colour=WHITE, face="F2")
        slide.wrapped(LEFT, y + 6, page["text"], 24, RIGHT - LEFT, colour=PALE)
        slide.text(LEFT, 480, page["foot"], 18, PALE)
        slide.text(RIGHT - 40, 480, "示例", 18, PALE)
        return
    slide.box(0, 0, WIDTH, HEIGHT, WHITE)
    slide.wrapped(LEFT, 96, page["title"], 34, RIGHT - LEFT, face="F2")
    {"points": draw_points, "bars": draw_bars, "table": draw_table}[page["kind"]](slide, page)
    slide.text(RIGHT - 40, 512, f"{number} / {count}", 13, GREY)


def draw_points(slide: Slide, page: dict[str, Any]) -> None:
    """Sentences below one another."""
    y = 180.0
    for words in page["points"]:
        slide.box(LEFT, y - 15, 8, 8, ORANGE)
        y = slide.wrapped(LEFT + 28, y, words, 23, RIGHT - LEFT - 28) + 26


def draw_bars(slide: Slide, page: dict[str, Any]) -> None:
    """Bars with their figures; the last one is ours."""
    most, y = max(value for _name, value in page["rows"]), 160.0
    for place, (name, value) in enumerate(page["rows"]):
        is_own = place == len(page["rows"]) - 1
        slide.text(LEFT, y, name, 20, INK if is_own else GREY, "F2" if is_own else "F1")
        slide.box(LEFT, y + 14, max(14, 600 * value / most), 40, GREEN if is_own else PALE)
        x = LEFT + max(14, 600 * value / most) + 14
        slide.text(x, y + 42, f"{value} {page['unit']}", 22, GREEN if is_own else INK, "F2")
        y += 96
    slide.text(LEFT, 466, page["note"], 16, GREY)


def draw_table(slide: Slide, page: dict[str, Any]) -> None:
    """A table; the last column is ours."""
    step, y = (RIGHT - LEFT) / len(page["head"]), 166.0
    for place, words in enumerate(page["head"]):
        slide.text(LEFT + place * step, y, words, 18, GREY)
    for row in page["rows"]:
        slide.box(LEFT, y + 18, RIGHT - LEFT, 1, PALE)
        y += 58
        for place, words in enumerate(row):
            is_own = place == len(row) - 1
            slide.text(LEFT + place * step, y, words, 22, GREEN if is_own else INK, "F2" if is_own else "F1")


def deck(slides: list[dict[str, Any]]) -> bytes:
    """A whole deck."""
    signs = "".join(sorted(set(json.dumps(slides, ensure_ascii=False) + "示例0123456789 /.")))
    faces = {name: Face(weight, signs) for name, weight in WEIGHTS.items()}
    with pikepdf.new() as pdf:
        fonts = pikepdf.Dictionary({f"/{name}": face.embed(pdf) for name, face in faces.items()})
        for number, page in enumerate(slides, 1):
            slide = Slide(faces)
            draw(slide, page, number, len(slides))
            made = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
            made.Resources = pikepdf.Dictionary(Font=fonts)
            made.Contents = pikepdf.Stream(pdf, "\n".join(slide.parts).encode("ascii"))
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()


def main() -> None:
    """Every line of decks.jsonl as a PDF under the number of its project."""
    folder = HERE / "decks"
    folder.mkdir(exist_ok=True)
    for line in (HERE / "decks.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        data = deck(row["slides"])
        (folder / f"{row['project']}.pdf").write_bytes(data)
        print(row["project"], len(row["slides"]), "pages,", len(data), "bytes")


if __name__ == "__main__":
    main()
