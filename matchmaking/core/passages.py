"""On an English page every passage in Chinese says so, wherever it stands.

Most of what people write here is Chinese, and it turns up in titles, tables and in the middle of English sentences.
Screen readers change their voice by `lang`, and the style sheet its fonts (WCAG 2.2, 3.1.2). Templates may say it
themselves (`foreign`); what they leave out is marked here, in the finished page.
"""

import re

from flask import Flask
from werkzeug.wrappers import Response

from matchmaking.core.languages import current_language

_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_SIGN = "\u3001-\u303f\uff01-\uffee"
# A passage begins with a Chinese character or sign and goes on over figures, but not over Latin words, quotation
# marks, entities or the end of an English sentence.
_BETWEEN = rf"(?:(?!\. )[^A-Za-z&<“”‘’\"':;{_HAN}{_SIGN}]){{1,12}}"
_PASSAGE = re.compile(f"[{_HAN}{_SIGN}](?:[{_HAN}{_SIGN}]|{_BETWEEN}(?=[{_HAN}{_SIGN}]))*")
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_FOUND = re.compile(f"[{_HAN}]")
# Elements that hold text only, without further marks, and those that never close.
_PLAIN = {"title", "textarea", "option", "script", "style"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def mark_chinese(html: str) -> str:
    """The same page with <span lang="zh-CN"> around Chinese passages that no element has marked yet."""
    if not _FOUND.search(html):
        return html
    pieces = _TAG.split(html)
    quiet, depth = "", 0  # inside of which element nothing is to be done, and how many of its kind are open
    for place, piece in enumerate(pieces):
        if not piece.startswith("<"):
            if not quiet and not piece.isascii():
                pieces[place] = _PASSAGE.sub(r'<span lang="zh-CN">\g<0></span>', piece)
            continue
        named = _NAME.match(piece)
        if named is None or named[1] in _VOID or piece.endswith("/>"):
            continue
        name = named[1]
        if not quiet and not piece.startswith("</") and (name in _PLAIN or 'lang="zh' in piece and name != "html"):
            quiet, depth = name, 1
        elif name == quiet:
            depth += -1 if piece.startswith("</") else 1
            quiet = quiet if depth else ""
    return "".join(pieces)


def init_app(app: Flask) -> None:
    """Mark finished English pages."""

    @app.after_request
    def mark(response: Response) -> Response:
        if response.mimetype == "text/html" and current_language() == "en" and not response.is_streamed:
            response.set_data(mark_chinese(response.get_data(as_text=True)))
        return response
