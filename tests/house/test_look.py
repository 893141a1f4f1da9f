"""The face stays small and whole: no inline style or script, no unknown class or icon, files within their budget."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEET = (ROOT / "static/app.css").read_text(encoding="utf-8")
SPRITE = (ROOT / "static/icons.svg").read_text(encoding="utf-8")
# Classes that only app.js or a test looks for, or that a word of data completes ("side-" ~ kind).
COMPLETED = re.compile(r"-$")


def _words(template: str) -> set[str]:
    """The class names of a template; words inside Jinja strings count, expressions do not."""
    found: set[str] = set()
    for attribute in re.findall(r'\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', template, re.DOTALL):
        plain = re.sub(r"\{%.*?%\}", " ", attribute, flags=re.DOTALL)
        for part in re.split(r"(\{\{.*?\}\})", plain, flags=re.DOTALL):
            if not part.startswith("{{"):
                found.update(part.split())
    return {word for word in found if not COMPLETED.search(word)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_uses_only_what_the_look_offers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-zA-Z_][\w-]*)", SHEET)) | {"is-large", "is-error"}
    assert not re.findall(r'\sstyle\s*=\s*["\']', text), "write a class in static/app.css instead"
    assert not re.findall(r"<style\b|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']", text), "the policy blocks it"
    assert _words(text) - known == set(), "add the class to static/app.css and docs/look.md"
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    assert set(re.findall(r'\bicon\("([\w-]+)"', text)) - symbols == set(), "draw it in static/icons.svg"


def test_sheet_sprite_and_script_stay_within_their_budgets() -> None:
    assert len(gzip.compress(SHEET.encode())) <= 16 * 1024
    assert len(gzip.compress(SPRITE.encode())) <= 4 * 1024
    assert (ROOT / "static/app.js").stat().st_size <= 4 * 1024


def test_sheet_keeps_to_the_browser_floor() -> None:
    plain = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    for newer in (":has(", "@container", "color-mix(", "oklch(", "@layer"):
        assert newer not in plain
